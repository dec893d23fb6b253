{{- /* Names of upstream's library that values use inside of templates, such as {{ include "bjw-s.common.lib.chart.names.fullname" $ }}. In: the root. */ -}}
{{- define "bjw-s.common.lib.chart.names.name" -}}
  {{- $c := dict "root" $ -}}{{- template "app.identity" $c -}}{{- $c.name -}}
{{- end -}}
{{- define "bjw-s.common.lib.chart.names.fullname" -}}
  {{- $c := dict "root" $ -}}{{- template "app.identity" $c -}}{{- $c.fullname -}}
{{- end -}}
{{- define "bjw-s.common.lib.chart.names.chart" -}}
  {{- $c := dict "root" $ -}}{{- template "app.identity" $c -}}{{- index $c.labels "helm.sh/chart" -}}
{{- end -}}
{{- define "bjw-s.common.lib.metadata.selectorLabels" -}}
  {{- $c := dict "root" $ -}}{{- template "app.identity" $c -}}{{- toYaml $c.selector -}}
{{- end -}}
{{- define "bjw-s.common.lib.metadata.allLabels" -}}
  {{- $c := dict "root" $ -}}{{- template "app.identity" $c -}}{{- toYaml $c.labels -}}
{{- end -}}
{{- define "bjw-s.common.lib.metadata.globalLabels" -}}
  {{- $c := dict "root" $ -}}{{- template "app.identity" $c -}}{{- with $c.globalLabels -}}{{- toYaml . -}}{{- end -}}
{{- end -}}
{{- define "bjw-s.common.lib.metadata.globalAnnotations" -}}
  {{- $c := dict "root" $ -}}{{- template "app.identity" $c -}}{{- with $c.annotations -}}{{- toYaml . -}}{{- end -}}
{{- end -}}
