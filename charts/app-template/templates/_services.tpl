{{- /* The first port of a controller's first service: what a probe asks. In: c, controller (id), path. Out: out, {} without one. */ -}}
{{- define "app.mainPort" -}}
  {{- $c := .c -}}
  {{- $in := . -}}
  {{- $entry := get $c.controllers .controller -}}
  {{- if not (hasKey $entry "mainPort") -}}
    {{- $first := dict -}}
    {{- $primary := dict -}}
    {{- range $id, $service := $c.services -}}
      {{- if eq $service.controller $in.controller -}}
        {{- if not $first -}}{{- $first = $service -}}{{- end -}}
        {{- if $service.v.primary -}}
          {{- if and $primary $c.strict -}}
            {{- fail (printf "service.%s.primary: service.%s is primary for controller '%s' already; keep one" $id $primary.id $in.controller) -}}
          {{- end -}}
          {{- $primary = $service -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $service := $primary | default $first -}}
    {{- $port := dict "out" dict -}}
    {{- if $service -}}
      {{- $port = dict "c" $c "service" $service -}}
      {{- template "app.primaryPort" $port -}}
    {{- end -}}
    {{- $_ := set $entry "mainPort" $port.out -}}
  {{- end -}}
  {{- $_ := set . "out" $entry.mainPort -}}
{{- end -}}

{{- /* The primary port of a service. In: c, service (entry). Out: out (values of the port, {} without one). */ -}}
{{- define "app.primaryPort" -}}
  {{- $c := .c -}}
  {{- $service := .service -}}
  {{- $first := dict -}}
  {{- $primary := dict -}}
  {{- range $name, $port := $service.v.ports -}}
    {{- if kindIs "map" $port -}}
      {{- if and (or (not (hasKey $port "enabled")) $port.enabled) (hasKey $port "port") -}}
        {{- if not $first -}}{{- $first = $port -}}{{- end -}}
        {{- if $port.primary -}}
          {{- if and $primary $c.strict -}}
            {{- fail (printf "%s.ports.%s.primary: another port of this service is primary already; keep one" $service.path $name) -}}
          {{- end -}}
          {{- $primary = $port -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" ($primary | default $first) -}}
{{- end -}}

{{- /*
The service that an ingress path, a route or a monitor names, and the port there.
In: c, ref ({name | identifier, port} or {}), path. Out: name, port (0 or nothing where it is not known, as upstream), entry (nothing for a name).
*/ -}}
{{- define "app.backend" -}}
  {{- $c := .c -}}
  {{- $ref := .ref -}}
  {{- $ids := keys $c.services | sortAlpha -}}
  {{- $id := $ref.identifier -}}
  {{- if $ref.name -}}
    {{- $_ := set . "name" (tpl $ref.name $c.root) -}}
  {{- else -}}
    {{- if not $id -}}
      {{- if ne (len $ids) 1 -}}
        {{- fail (printf "%s: name or identifier of a service is required, since there are %d enabled services to choose from: %s" .path (len $ids) (join ", " $ids | default "none")) -}}
      {{- end -}}
      {{- $id = first $ids -}}
    {{- end -}}
    {{- $entry := get $c.services $id -}}
    {{- if not $entry -}}
      {{- fail (printf "%s.identifier: no enabled service has the id '%s'; enabled services: %s" .path $id (join ", " $ids | default "none")) -}}
    {{- end -}}
    {{- $_ := set . "entry" $entry -}}
    {{- $_ := set . "name" $entry.name -}}
  {{- end -}}
  {{- $port := $ref.port -}}
  {{- if not $port -}}
    {{- if .entry -}}
      {{- $t := dict "c" $c "service" .entry -}}
      {{- template "app.primaryPort" $t -}}
      {{- $port = $t.out.port -}}
    {{- else -}}
      {{- $port = 0 -}}
    {{- end -}}
  {{- else if kindIs "string" $port -}}
    {{- if not .entry -}}
      {{- fail (printf "%s.port: must be a number, since the service '%s' is not one of this release" .path .name) -}}
    {{- end -}}
    {{- $port = get (get (.entry.v.ports | default dict) $port | default dict) "port" -}}
    {{- if not $port -}}
      {{- fail (printf "%s.port: %s has no port '%s'; its ports: %s" .path .entry.path $ref.port (keys (.entry.v.ports | default dict) | sortAlpha | join ", " | default "none")) -}}
    {{- end -}}
  {{- end -}}
  {{- if kindIs "string" $port -}}{{- if regexMatch "^[0-9]+$" $port -}}{{- $port = atoi $port -}}{{- end -}}{{- end -}}
  {{- $_ := set . "port" $port -}}
{{- end -}}

{{- /* A Service. In: c, o. Prints. */ -}}
{{- define "app.service" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- $meta := dict "c" $c "o" $o "forced" (dict "app.kubernetes.io/service" $o.name) -}}
  {{- template "app.metadata" $meta -}}
  {{- $type := $v.type | default "ClusterIP" -}}
  {{- $own := list -}}
  {{- if eq $type "ClusterIP" -}}{{- $own = list "clusterIP" -}}
  {{- else if eq $type "LoadBalancer" -}}{{- $own = list "loadBalancerIP" "loadBalancerSourceRanges" "loadBalancerClass" -}}
  {{- else if eq $type "ExternalName" -}}{{- $own = list "externalName" -}}
  {{- else if not (has $type (list "NodePort" "ExternalIP")) -}}
    {{- fail (printf "%s.type: '%s' is not a type of service; write one of ClusterIP, ExternalName, LoadBalancer, NodePort" $o.path $type) -}}
  {{- end -}}
  {{- $spec := dict "type" $type
    "selector" (merge (dict) ($v.extraSelectorLabels | default dict) (dict "app.kubernetes.io/controller" $o.controller) $c.selector) -}}
  {{- range concat $own (list "internalTrafficPolicy" "externalTrafficPolicy" "sessionAffinity" "externalIPs" "publishNotReadyAddresses" "ipFamilyPolicy" "ipFamilies") -}}
    {{- $value := get $v . -}}
    {{- if $value -}}{{- $_ := set $spec . $value -}}{{- end -}}
  {{- end -}}
  {{- if hasKey $v "allocateLoadBalancerNodePorts" -}}{{- $_ := set $spec "allocateLoadBalancerNodePorts" $v.allocateLoadBalancerNodePorts -}}{{- end -}}
  {{- if and $v.sessionAffinity $v.sessionAffinityConfig -}}{{- $_ := set $spec "sessionAffinityConfig" $v.sessionAffinityConfig -}}{{- end -}}
  {{- if and $v.trafficDistribution (ge $c.minor 33) -}}{{- $_ := set $spec "trafficDistribution" $v.trafficDistribution -}}{{- end -}}

  {{- $ports := list -}}
  {{- $any := false -}}
  {{- range $name, $port := $v.ports -}}
    {{- if kindIs "map" $port -}}
      {{- if or (not (hasKey $port "enabled")) $port.enabled -}}
        {{- $any = true -}}
        {{- $protocol := $port.protocol | default "TCP" -}}
        {{- if or (eq $protocol "HTTP") (eq $protocol "HTTPS") -}}{{- $protocol = "TCP" -}}{{- end -}}
        {{- if $port.port -}}
          {{- $number := $port.port -}}
          {{- if kindIs "string" $number -}}
            {{- if regexMatch "^[0-9]+$" $number -}}{{- $number = atoi $number -}}
            {{- else if $c.strict -}}{{- fail (printf "%s.ports.%s.port: must be a number, not %q" $o.path $name $number) -}}{{- end -}}
          {{- end -}}
          {{- $target := $port.targetPort | default $number -}}
          {{- if kindIs "string" $target -}}{{- if regexMatch "^[0-9]+$" $target -}}{{- $target = atoi $target -}}{{- end -}}{{- end -}}
          {{- $item := dict "name" $name "port" $number "protocol" $protocol "targetPort" $target -}}
          {{- with $port.nodePort -}}{{- $_ := set $item "nodePort" . -}}{{- end -}}
          {{- with $port.appProtocol -}}{{- $_ := set $item "appProtocol" . -}}{{- end -}}
          {{- $ports = append $ports $item -}}
        {{- else if $port.portRange -}}
          {{- range $number := untilStep (int $port.portRange.start) (add1 $port.portRange.end | int) 1 -}}
            {{- $item := dict "name" (printf "%s-%d" $name $number) "port" $number "protocol" $protocol "targetPort" $number -}}
            {{- with $port.appProtocol -}}{{- $_ := set $item "appProtocol" . -}}{{- end -}}
            {{- $ports = append $ports $item -}}
          {{- end -}}
        {{- else if $c.strict -}}
          {{- fail (printf "%s.ports.%s.port: required; write the number of the port" $o.path $name) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if not (or $any (eq $type "ExternalName")) -}}
    {{- fail (printf "%s.ports: at least one enabled port is required; write for instance {http: {port: 80}}" $o.path) -}}
  {{- end -}}
  {{- $_ := set $spec "ports" (ternary $ports nil (not (empty $ports))) }}
---
{{ dict "apiVersion" "v1" "kind" "Service" "metadata" $meta.out "spec" $spec | toYaml }}
{{ end -}}
