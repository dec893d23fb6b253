{{- /* A workload, its PodDisruptionBudget and its autoscaler. In: c, o (entry of controllers). Prints. */ -}}
{{- define "app.controller" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- $forced := dict "app.kubernetes.io/controller" $o.id -}}
  {{- $selector := merge (dict) $forced $c.selector -}}
  {{- $type := $v.type | default "deployment" -}}
  {{- $kinds := dict "deployment" "Deployment" "statefulset" "StatefulSet" "daemonset" "DaemonSet" "cronjob" "CronJob" "job" "Job" -}}
  {{- $kind := get $kinds $type -}}
  {{- if not $kind -}}
    {{- fail (printf "%s.type: '%s' is not a type of controller; write one of cronjob, daemonset, deployment, job, statefulset" $o.path $type) -}}
  {{- end -}}
  {{- $batch := or (eq $type "cronjob") (eq $type "job") -}}

  {{- $meta := dict "c" $c "o" $o "forced" $forced -}}
  {{- template "app.metadata" $meta -}}
  {{- $pod := dict "c" $c "o" $o "kind" $kind "batch" $batch "selector" $selector -}}
  {{- template "app.pod" $pod -}}

  {{- $spec := dict "template" $pod.out -}}
  {{- if $batch -}}
    {{- $t := dict "o" $o "type" $type "template" $pod.out -}}
    {{- template "app.job" $t -}}
    {{- $spec = $t.out -}}
  {{- else -}}
    {{- $_ := set $spec "selector" (dict "matchLabels" $selector) -}}
    {{- $limit := $v.revisionHistoryLimit -}}
    {{- if kindIs "invalid" $limit -}}{{- $limit = 3 -}}{{- end -}}
    {{- $_ := set $spec "revisionHistoryLimit" $limit -}}
    {{- if eq $type "deployment" -}}{{- template "app.deployment" (dict "o" $o "spec" $spec) -}}
    {{- else if eq $type "statefulset" -}}{{- template "app.statefulSet" (dict "c" $c "o" $o "spec" $spec) -}}
    {{- else if not (hasKey $pod.out.metadata "annotations") -}}{{- $_ := set $pod.out.metadata "annotations" nil -}}{{- end -}}
  {{- end -}}
  {{- "" }}
---
{{ dict "apiVersion" (ternary "batch/v1" "apps/v1" $batch) "kind" $kind "metadata" $meta.out "spec" $spec | toYaml }}
  {{- with $v.podDisruptionBudget }}
    {{- $owned := dict "path" (printf "%s.podDisruptionBudget" $o.path) "name" $o.name "v" (omit . "labels") -}}
    {{- $meta := dict "c" $c "o" $owned "forced" $forced -}}
    {{- template "app.metadata" $meta -}}
    {{- $spec := dict "selector" (dict "matchLabels" $selector) -}}
    {{- if .minAvailable -}}{{- $_ := set $spec "minAvailable" .minAvailable -}}{{- end -}}
    {{- if .maxUnavailable -}}{{- $_ := set $spec "maxUnavailable" .maxUnavailable -}}{{- end -}}
    {{- if and $c.strict .minAvailable .maxUnavailable -}}
      {{- fail (printf "%s: minAvailable and maxUnavailable exclude each other; keep one" $owned.path) -}}
    {{- end }}
---
{{ dict "apiVersion" "policy/v1" "kind" "PodDisruptionBudget" "metadata" $meta.out "spec" $spec | toYaml }}
  {{- end }}
  {{- with $v.horizontalPodAutoscaler }}
    {{- $path := printf "%s.horizontalPodAutoscaler" $o.path -}}
    {{- if not (or (eq $kind "Deployment") (eq $kind "StatefulSet")) -}}
      {{- fail (printf "%s: a %s cannot be scaled; remove it, or make the controller a deployment or a statefulset" $path $type) -}}
    {{- end -}}
    {{- if not .maxReplicas -}}{{- fail (printf "%s.maxReplicas: required; write the largest number of pods" $path) -}}{{- end -}}
    {{- $meta := dict "c" $c "o" (dict "path" $path "name" $o.name "v" .) "forced" $forced -}}
    {{- template "app.metadata" $meta -}}
    {{- $spec := dict "maxReplicas" .maxReplicas "scaleTargetRef" (dict "apiVersion" "apps/v1" "kind" $kind "name" $o.name) -}}
    {{- if hasKey . "minReplicas" -}}{{- $_ := set $spec "minReplicas" .minReplicas -}}
    {{- else if $v.replicas -}}{{- $_ := set $spec "minReplicas" $v.replicas -}}{{- end -}}
    {{- if .metrics -}}{{- $_ := set $spec "metrics" .metrics -}}{{- end -}}
    {{- if .behavior -}}{{- $_ := set $spec "behavior" .behavior -}}{{- end }}
---
{{ dict "apiVersion" "autoscaling/v2" "kind" "HorizontalPodAutoscaler" "metadata" $meta.out "spec" $spec | toYaml }}
  {{- end }}
{{ end -}}

{{- /* In: o, spec (filled here). */ -}}
{{- define "app.deployment" -}}
  {{- $v := .o.v -}}
  {{- $spec := .spec -}}
  {{- if not $v.horizontalPodAutoscaler -}}
    {{- if not (hasKey $v "replicas") -}}{{- $_ := set $spec "replicas" 1 -}}
    {{- else if not (kindIs "invalid" $v.replicas) -}}{{- $_ := set $spec "replicas" $v.replicas -}}{{- end -}}
  {{- end -}}
  {{- $type := $v.strategy | default "Recreate" -}}
  {{- if not (has $type (list "Recreate" "RollingUpdate")) -}}
    {{- fail (printf "%s.strategy: '%s' is not a strategy of a deployment; write Recreate or RollingUpdate" .o.path $type) -}}
  {{- end -}}
  {{- $strategy := dict "type" $type -}}
  {{- if and $v.rollingUpdate (eq $type "RollingUpdate") -}}
    {{- $rolling := dict -}}
    {{- with $v.rollingUpdate.unavailable -}}{{- $_ := set $rolling "maxUnavailable" . -}}{{- end -}}
    {{- with $v.rollingUpdate.surge -}}{{- $_ := set $rolling "maxSurge" . -}}{{- end -}}
    {{- if $rolling -}}{{- $_ := set $strategy "rollingUpdate" $rolling -}}{{- end -}}
  {{- end -}}
  {{- $_ := set $spec "strategy" $strategy -}}
{{- end -}}

{{- /* In: c, o, spec (filled here). */ -}}
{{- define "app.statefulSet" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- $spec := .spec -}}
  {{- $own := $v.statefulset | default dict -}}
  {{- $_ := set $spec "replicas" (ternary nil $v.replicas (not (empty $v.horizontalPodAutoscaler))) -}}
  {{- $_ := set $spec "podManagementPolicy" ($own.podManagementPolicy | default "OrderedReady") -}}
  {{- $type := $v.strategy | default "RollingUpdate" -}}
  {{- if not (has $type (list "OnDelete" "RollingUpdate")) -}}
    {{- fail (printf "%s.strategy: '%s' is not a strategy of a statefulset; write OnDelete or RollingUpdate" $o.path $type) -}}
  {{- end -}}
  {{- $strategy := dict "type" $type -}}
  {{- if and $v.rollingUpdate (eq $type "RollingUpdate") -}}
    {{- with $v.rollingUpdate.partition -}}{{- $_ := set $strategy "rollingUpdate" (dict "partition" .) -}}{{- end -}}
  {{- end -}}
  {{- $_ := set $spec "updateStrategy" $strategy -}}
  {{- if and $own.startOrdinal (ge $c.minor 31) -}}{{- $_ := set $spec "ordinals" (dict "start" $own.startOrdinal) -}}{{- end -}}
  {{- $serviceName := $c.fullname -}}
  {{- with $own.serviceName -}}
    {{- if kindIs "map" . -}}
      {{- $service := get $c.services .identifier -}}
      {{- if not $service -}}
        {{- fail (printf "%s.statefulset.serviceName.identifier: no enabled service has the id '%s'; enabled services: %s" $o.path .identifier (keys $c.services | sortAlpha | join ", " | default "none")) -}}
      {{- end -}}
      {{- $serviceName = $service.name -}}
    {{- else -}}
      {{- $serviceName = tpl . $c.root -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set $spec "serviceName" $serviceName -}}
  {{- with $own.persistentVolumeClaimRetentionPolicy -}}{{- $_ := set $spec "persistentVolumeClaimRetentionPolicy" . -}}{{- end -}}
  {{- $templates := list -}}
  {{- range $i, $item := $own.volumeClaimTemplates -}}
    {{- $t := dict "c" $c "v" $item "path" (printf "%s.statefulset.volumeClaimTemplates[%d]" $o.path $i) -}}
    {{- template "app.claimSpec" $t -}}
    {{- $metadata := dict "name" $item.name -}}
    {{- with $item.labels -}}{{- $_ := set $metadata "labels" . -}}{{- end -}}
    {{- with $item.annotations -}}{{- $_ := set $metadata "annotations" . -}}{{- end -}}
    {{- $templates = append $templates (dict "metadata" $metadata "spec" $t.out) -}}
  {{- end -}}
  {{- if $templates -}}{{- $_ := set $spec "volumeClaimTemplates" $templates -}}{{- end -}}
{{- end -}}

{{- /* The spec of a Job or a CronJob. In: o, type, template (of the pod). Out: out. */ -}}
{{- define "app.job" -}}
  {{- $own := index .o.v .type | default dict -}}
  {{- $job := dict "template" .template -}}
  {{- range list "activeDeadlineSeconds" "ttlSecondsAfterFinished" "parallelism" -}}
    {{- $value := get $own . -}}
    {{- if $value -}}{{- $_ := set $job . $value -}}{{- end -}}
  {{- end -}}
  {{- $_ := set $job "backoffLimit" (ternary 6 $own.backoffLimit (kindIs "invalid" $own.backoffLimit)) -}}
  {{- $suspend := $own.suspend | default false -}}
  {{- if eq .type "job" -}}
    {{- $_ := set $job "suspend" $suspend -}}
    {{- with $own.completions -}}{{- $_ := set $job "completions" . -}}{{- end -}}
    {{- with $own.completionMode -}}{{- $_ := set $job "completionMode" . -}}{{- end -}}
    {{- $_ := set . "out" $job -}}
  {{- else -}}
    {{- $spec := dict "jobTemplate" (dict "spec" $job) "suspend" $suspend
      "schedule" ($own.schedule | default "" | toString)
      "concurrencyPolicy" ($own.concurrencyPolicy | default "Forbid")
      "startingDeadlineSeconds" (ternary 30 $own.startingDeadlineSeconds (kindIs "invalid" $own.startingDeadlineSeconds))
      "successfulJobsHistoryLimit" (ternary 1 $own.successfulJobsHistory (kindIs "invalid" $own.successfulJobsHistory))
      "failedJobsHistoryLimit" (ternary 1 $own.failedJobsHistory (kindIs "invalid" $own.failedJobsHistory)) -}}
    {{- with $own.timeZone -}}{{- $_ := set $spec "timeZone" . -}}{{- end -}}
    {{- $_ := set . "out" $spec -}}
  {{- end -}}
{{- end -}}
