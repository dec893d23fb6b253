{{- /* A ServiceMonitor. In: c, o. Prints. */ -}}
{{- define "app.serviceMonitor" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- if not $v.endpoints -}}{{- fail (printf "%s.endpoints: required; write for instance [{port: http}]" $o.path) -}}{{- end -}}
  {{- $spec := dict -}}
  {{- template "app.monitor" (dict "c" $c "o" $o "spec" $spec "endpoints" "endpoints") -}}
  {{- if $v.selector -}}
    {{- $t := dict "c" $c "v" $v.selector "path" (printf "%s.selector" $o.path) -}}
    {{- template "app.filled" $t -}}
    {{- $_ := set $spec "selector" $t.out -}}
  {{- else -}}
    {{- $name := "" -}}
    {{- if $v.serviceName -}}
      {{- $name = tpl $v.serviceName $c.root -}}
    {{- else -}}
      {{- $t := dict "c" $c "ref" (omit ($v.service | default dict) "port") "path" (printf "%s.service" $o.path) -}}
      {{- template "app.backend" $t -}}
      {{- $name = $t.name -}}
    {{- end -}}
    {{- $_ := set $spec "selector" (dict "matchLabels" (merge (dict "app.kubernetes.io/service" $name) $c.selector)) -}}
  {{- end -}}
  {{- with $v.targetLabels -}}{{- $_ := set $spec "targetLabels" . -}}{{- end -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta }}
---
{{ dict "apiVersion" "monitoring.coreos.com/v1" "kind" "ServiceMonitor" "metadata" $meta.out "spec" $spec | toYaml }}
{{ end -}}

{{- /* A PodMonitor. In: c, o. Prints. */ -}}
{{- define "app.podMonitor" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- if not $v.podMetricsEndpoints -}}{{- fail (printf "%s.podMetricsEndpoints: required; write for instance [{port: metrics}]" $o.path) -}}{{- end -}}
  {{- $spec := dict -}}
  {{- template "app.monitor" (dict "c" $c "o" $o "spec" $spec "endpoints" "podMetricsEndpoints") -}}
  {{- if $v.selector -}}
    {{- $t := dict "c" $c "v" $v.selector "path" (printf "%s.selector" $o.path) -}}
    {{- template "app.filled" $t -}}
    {{- $_ := set $spec "selector" $t.out -}}
  {{- else -}}
    {{- $ids := keys $c.controllers | sortAlpha -}}
    {{- $controller := get ($v.controller | default dict) "identifier" -}}
    {{- if not $controller -}}
      {{- if ne (len $ids) 1 -}}
        {{- fail (printf "%s.controller.identifier: required, since there are %d enabled controllers to choose from: %s" $o.path (len $ids) (join ", " $ids | default "none")) -}}
      {{- end -}}
      {{- $controller = first $ids -}}
    {{- else if not (has $controller $ids) -}}
      {{- fail (printf "%s.controller.identifier: no enabled controller has the id '%s'; enabled controllers: %s" $o.path $controller (join ", " $ids | default "none")) -}}
    {{- end -}}
    {{- $_ := set $spec "selector" (dict "matchLabels" (merge (dict "app.kubernetes.io/controller" $controller) $c.selector)) -}}
  {{- end -}}
  {{- with $v.podTargetLabels -}}{{- $_ := set $spec "podTargetLabels" . -}}{{- end -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta }}
---
{{ dict "apiVersion" "monitoring.coreos.com/v1" "kind" "PodMonitor" "metadata" $meta.out "spec" $spec | toYaml }}
{{ end -}}

{{- /* What both monitors have. In: c, o, endpoints (the key), spec (filled here). */ -}}
{{- define "app.monitor" -}}
  {{- $t := dict "c" .c "v" (get .o.v .endpoints) "path" (printf "%s.%s" .o.path .endpoints) -}}
  {{- template "app.filled" $t -}}
  {{- $_ := set .spec .endpoints $t.out -}}
  {{- $_ := set .spec "jobLabel" (tpl (.o.v.jobLabel | default .o.name) .c.root) -}}
  {{- $_ := set .spec "namespaceSelector" (dict "matchNames" (list .c.root.Release.Namespace)) -}}
{{- end -}}
