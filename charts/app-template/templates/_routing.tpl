{{- /* An Ingress. In: c, o. Prints. */ -}}
{{- define "app.ingress" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $spec := dict -}}
  {{- with $v.className -}}{{- $_ := set $spec "ingressClassName" . -}}{{- end -}}
  {{- if $v.tls -}}
    {{- $tls := list -}}
    {{- range $v.tls -}}
      {{- $hosts := list -}}
      {{- range .hosts -}}{{- $hosts = append $hosts (tpl . $c.root) -}}{{- end -}}
      {{- $item := dict "hosts" $hosts -}}
      {{- with .secretName -}}
        {{- $secret := tpl . $c.root -}}
        {{- if $secret -}}{{- $_ := set $item "secretName" $secret -}}{{- end -}}
      {{- end -}}
      {{- $tls = append $tls $item -}}
    {{- end -}}
    {{- $_ := set $spec "tls" $tls -}}
  {{- end -}}
  {{- $rules := list -}}
  {{- range $i, $host := $v.hosts -}}
    {{- $paths := list -}}
    {{- range $j, $path := $host.paths -}}
      {{- $t := dict "c" $c "ref" ($path.service | default dict) "path" (printf "%s.hosts[%d].paths[%d].service" $o.path $i $j) -}}
      {{- template "app.backend" $t -}}
      {{- $backend := dict "service" (dict "name" $t.name "port" (dict "number" $t.port)) -}}
      {{- $paths = append $paths (dict "path" (tpl $path.path $c.root) "pathType" ($path.pathType | default "Prefix") "backend" $backend) -}}
    {{- end -}}
    {{- $rules = append $rules (dict "host" (tpl $host.host $c.root) "http" (dict "paths" $paths)) -}}
  {{- end -}}
  {{- if $v.defaultBackend -}}{{- $_ := set $spec "defaultBackend" $v.defaultBackend -}}
  {{- else -}}{{- $_ := set $spec "rules" (ternary $rules nil (not (empty $rules))) -}}{{- end }}
---
{{ dict "apiVersion" "networking.k8s.io/v1" "kind" "Ingress" "metadata" $meta.out "spec" $spec | toYaml }}
{{ end -}}

{{- /* A route of the Gateway API. In: c, o. Prints. */ -}}
{{- define "app.route" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- $kind := $v.kind | default "HTTPRoute" -}}
  {{- if not (has $kind (list "HTTPRoute" "GRPCRoute" "TCPRoute" "TLSRoute" "UDPRoute")) -}}
    {{- fail (printf "%s.kind: '%s' is not a kind of route; write one of GRPCRoute, HTTPRoute, TCPRoute, TLSRoute, UDPRoute" $o.path $kind) -}}
  {{- end -}}
  {{- $version := "v1alpha2" -}}
  {{- range list "v1beta1" "v1" -}}
    {{- if $c.root.Capabilities.APIVersions.Has (printf "gateway.networking.k8s.io/%s/%s" . $kind) -}}{{- $version = . -}}{{- end -}}
  {{- end -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $spec := dict -}}

  {{- $parents := list -}}
  {{- range $i, $parent := $v.parentRefs -}}
    {{- $path := printf "%s.parentRefs[%d]" $o.path $i -}}
    {{- if not $parent.name -}}{{- fail (printf "%s.name: required; write the name of the gateway" $path) -}}{{- end -}}
    {{- $item := dict "group" ($parent.group | default "gateway.networking.k8s.io") "kind" ($parent.kind | default "Gateway") "name" $parent.name -}}
    {{- if $parent.namespace -}}{{- $_ := set $item "namespace" $parent.namespace -}}
    {{- else if not $c.v5 -}}{{- fail (printf "%s.namespace: required; write the namespace of the gateway" $path) -}}{{- end -}}
    {{- with $parent.sectionName -}}{{- $_ := set $item "sectionName" . -}}{{- end -}}
    {{- with $parent.port -}}{{- $_ := set $item "port" . -}}{{- end -}}
    {{- $parents = append $parents $item -}}
  {{- end -}}
  {{- $_ := set $spec "parentRefs" (ternary $parents nil (not (empty $parents))) -}}

  {{- if and $v.hostnames (ne $kind "TCPRoute") (ne $kind "UDPRoute") -}}
    {{- $hosts := list -}}
    {{- range $v.hostnames -}}{{- $hosts = append $hosts (tpl . $c.root) -}}{{- end -}}
    {{- $_ := set $spec "hostnames" $hosts -}}
  {{- end -}}

  {{- $extra := list -}}
  {{- if has $kind (list "HTTPRoute" "GRPCRoute") -}}{{- $extra = list "matches" "filters" "sessionPersistence" -}}{{- end -}}
  {{- if eq $kind "HTTPRoute" -}}{{- $extra = append $extra "timeouts" -}}{{- end -}}
  {{- $given := $v.rules -}}
  {{- if not $given -}}
    {{- if ne (len $c.services) 1 -}}
      {{- fail (printf "%s.rules: required, since there are %d enabled services to choose from: %s" $o.path (len $c.services) (keys $c.services | sortAlpha | join ", " | default "none")) -}}
    {{- end -}}
    {{- $given = list (dict "backendRefs" (list dict)) -}}
  {{- end -}}
  {{- $rules := list -}}
  {{- range $i, $rule := $given -}}
    {{- $path := printf "%s.rules[%d]" $o.path $i -}}
    {{- $backends := list -}}
    {{- range $j, $ref := $rule.backendRefs -}}
      {{- $t := dict "c" $c "ref" $ref "path" (printf "%s.backendRefs[%d]" $path $j) -}}
      {{- template "app.backend" $t -}}
      {{- $item := dict "group" ($ref.group | default "") "kind" ($ref.kind | default "Service") "name" $t.name
        "namespace" ($ref.namespace | default $c.root.Release.Namespace)
        "weight" (ternary 1 $ref.weight (kindIs "invalid" $ref.weight)) -}}
      {{- if $t.port -}}{{- $_ := set $item "port" $t.port -}}{{- end -}}
      {{- $backends = append $backends $item -}}
    {{- end -}}
    {{- if $backends -}}
      {{- range $rule.filters -}}
        {{- if eq (toString .type) "RequestRedirect" -}}
          {{- fail (printf "%s: a RequestRedirect filter and backendRefs exclude each other; remove one" $path) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $item := dict "backendRefs" $backends -}}
    {{- with $rule.name -}}{{- $_ := set $item "name" (tpl . $c.root) -}}{{- end -}}
    {{- range $extra -}}
      {{- $value := get $rule . -}}
      {{- if $value -}}{{- $_ := set $item . $value -}}{{- end -}}
    {{- end -}}
    {{- $rules = append $rules $item -}}
  {{- end -}}
  {{- $_ := set $spec "rules" $rules }}
---
{{ dict "apiVersion" (printf "gateway.networking.k8s.io/%s" $version) "kind" $kind "metadata" $meta.out "spec" $spec | toYaml }}
{{ end -}}

{{- /* A NetworkPolicy. In: c, o. Prints. */ -}}
{{- define "app.networkPolicy" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $pods := $v.podSelector | default dict -}}
  {{- if not (hasKey $v "podSelector") -}}
    {{- $ids := keys $c.controllers | sortAlpha -}}
    {{- $controller := $v.controller -}}
    {{- if and (not $controller) $c.v5 (eq (len $ids) 1) -}}{{- $controller = first $ids -}}{{- end -}}
    {{- if not $controller -}}
      {{- fail (printf "%s: controller or podSelector is required; write the id of a controller (%s), or podSelector: {} for every pod of the namespace" $o.path (join ", " $ids | default "none")) -}}
    {{- end -}}
    {{- if and $c.strict (not (hasKey $c.controllers $controller)) -}}
      {{- fail (printf "%s.controller: no enabled controller has the id '%s', so the policy would protect nothing; enabled controllers: %s" $o.path $controller (join ", " $ids | default "none")) -}}
    {{- end -}}
    {{- $pods = dict "matchLabels" (merge (dict) ($v.extraSelectorLabels | default dict) (dict "app.kubernetes.io/controller" $controller) $c.selector) -}}
  {{- end -}}
  {{- if not $v.policyTypes -}}{{- fail (printf "%s.policyTypes: required; write [Ingress], [Egress] or both" $o.path) -}}{{- end -}}
  {{- range $v.policyTypes -}}
    {{- if not (has . (list "Ingress" "Egress")) -}}
      {{- fail (printf "%s.policyTypes: '%v' is not a type of policy; write Ingress or Egress" $o.path .) -}}
    {{- end -}}
  {{- end -}}
  {{- if not (kindIs "map" $v.rules) -}}
    {{- fail (printf "%s.rules: required; write {} to refuse all traffic, or rules under ingress and egress" $o.path) -}}
  {{- end -}}
  {{- $spec := dict "podSelector" $pods "policyTypes" $v.policyTypes -}}
  {{- range list "ingress" "egress" -}}
    {{- if get $v.rules . -}}
      {{- $t := dict "c" $c "v" (get $v.rules .) "path" (printf "%s.rules.%s" $o.path .) -}}
      {{- template "app.filled" $t -}}
      {{- $_ := set $spec . $t.out -}}
    {{- end -}}
  {{- end }}
---
{{ dict "apiVersion" "networking.k8s.io/v1" "kind" "NetworkPolicy" "metadata" $meta.out "spec" $spec | toYaml }}
{{ end -}}
