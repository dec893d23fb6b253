{{- /* The pod template of a controller. In: c, o, kind, batch (true for a job), selector. Out: out. */ -}}
{{- define "app.pod" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $own := $o.v.pod | default dict -}}
  {{- $spec := dict "enableServiceLinks" false "automountServiceAccountToken" (not $c.v5)
    "hostIPC" false "hostNetwork" false "hostPID" false -}}

  {{- /* Every option has the name of its field in the pod. Empty means: not given, but for booleans. */ -}}
  {{- range $option, $value := $c.root.Values.defaultPodOptions -}}
    {{- if or $value (kindIs "bool" $value) -}}{{- $_ := set $spec $option $value -}}{{- end -}}
  {{- end -}}
  {{- $merge := eq ($c.root.Values.defaultPodOptionsStrategy | default "overwrite") "merge" -}}
  {{- range $option, $value := $own -}}
    {{- if kindIs "map" $value -}}
      {{- $default := get $spec $option -}}
      {{- if and $merge $default -}}{{- $value = mergeOverwrite (deepCopy $default) $value -}}{{- end -}}
      {{- $_ := set $spec $option $value -}}
    {{- else if or $value (kindIs "bool" $value) -}}
      {{- $_ := set $spec $option $value -}}
    {{- end -}}
  {{- end -}}
  {{- $optionLabels := $spec.labels -}}
  {{- $optionAnnotations := $spec.annotations -}}
  {{- range list "labels" "annotations" "affinity" "dnsConfig" "nodeSelector" "resources" "securityContext" -}}
    {{- if and (hasKey $spec .) (or (eq . "labels") (eq . "annotations") (empty (get $spec .))) -}}{{- $_ := unset $spec . -}}{{- end -}}
  {{- end -}}
  {{- if lt $c.minor 36 -}}{{- $spec = omit $spec "resizePolicy" -}}{{- end -}}
  {{- if lt $c.minor 32 -}}{{- $spec = omit $spec "resources" "resourceClaims" -}}{{- end -}}
  {{- if lt $c.minor 29 -}}{{- $spec = omit $spec "hostUsers" "shareProcessNamespace" -}}{{- end -}}

  {{- if not $spec.dnsPolicy -}}
    {{- $_ := set $spec "dnsPolicy" (ternary "ClusterFirstWithHostNet" "ClusterFirst" (eq (toString $spec.hostNetwork) "true")) -}}
  {{- end -}}
  {{- if .batch -}}
    {{- $policy := $own.restartPolicy | default "Never" -}}
    {{- if not (has $policy (list "Never" "OnFailure")) -}}
      {{- fail (printf "%s.pod.restartPolicy: '%s' is not allowed for a %s; write Never or OnFailure" $o.path $policy .kind) -}}
    {{- end -}}
    {{- $_ := set $spec "restartPolicy" $policy -}}
  {{- end -}}
  {{- range list "affinity" "topologySpreadConstraints" -}}
    {{- if hasKey $spec . -}}
      {{- $t := dict "c" $c "v" (get $spec .) "path" (printf "%s.pod.%s" $o.path .) -}}
      {{- template "app.filled" $t -}}
      {{- $_ := set $spec . $t.out -}}
    {{- end -}}
  {{- end -}}

  {{- $account := dict "c" $c "o" $o -}}
  {{- template "app.accountName" $account -}}
  {{- $_ := set $spec "serviceAccountName" $account.out -}}

  {{- $volumes := dict "c" $c "o" $o -}}
  {{- template "app.volumes" $volumes -}}
  {{- if $volumes.out -}}{{- $_ := set $spec "volumes" $volumes.out -}}{{- end -}}
  {{- range $list := list "initContainers" "containers" -}}
    {{- $t := dict "c" $c "o" $o "list" $list "mounts" $volumes.mounts -}}
    {{- template "app.containers" $t -}}
    {{- if $t.out -}}{{- $_ := set $spec $list $t.out -}}{{- end -}}
  {{- end -}}
  {{- if not $spec.containers -}}
    {{- fail (printf "%s.containers: at least one enabled container is required" $o.path) -}}
  {{- end -}}

  {{- $metadata := dict "labels" .selector -}}
  {{- if or $optionLabels $c.podMeta -}}
    {{- $_ := set $metadata "labels" (merge (dict) ($optionLabels | default dict) .selector (ternary $c.globalLabels dict (not (empty $c.podMeta)))) -}}
  {{- end -}}
  {{- $checksums := dict "c" $c "o" $o -}}
  {{- template "app.checksums" $checksums -}}
  {{- if $optionAnnotations -}}
    {{- $t := dict "v" $optionAnnotations -}}
    {{- template "app.ending" $t -}}
    {{- $optionAnnotations = $t.out -}}
  {{- end -}}
  {{- $annotations := merge (dict) $checksums.out ($optionAnnotations | default dict) (ternary $c.annotations dict (not (empty $c.podMeta))) -}}
  {{- if $annotations -}}{{- $_ := set $metadata "annotations" $annotations -}}{{- end -}}
  {{- $_ := set . "out" (dict "metadata" $metadata "spec" $spec) -}}
{{- end -}}

{{- /* The name of a controller's ServiceAccount. In: c, o. Out: out. */ -}}
{{- define "app.accountName" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $ids := keys $c.accounts | sortAlpha -}}
  {{- $name := "default" -}}
  {{- if not (hasKey $o.v "serviceAccount") -}}
    {{- if gt (len $ids) 1 -}}
      {{- fail (printf "%s.serviceAccount: required, since there are %d enabled accounts to choose from; write {identifier: ...} with one of: %s" $o.path (len $ids) (join ", " $ids)) -}}
    {{- else if $ids -}}
      {{- $name = first $ids -}}
      {{- if $c.v5 -}}{{- $name = get (get $c.accounts $name) "name" -}}{{- end -}}
    {{- end -}}
  {{- else if $o.v.serviceAccount -}}
    {{- $choice := $o.v.serviceAccount -}}
    {{- if hasKey $choice "identifier" -}}
      {{- $account := get $c.accounts (toString $choice.identifier) -}}
      {{- if not $account -}}
        {{- fail (printf "%s.serviceAccount.identifier: no enabled service account has the id '%v'; enabled accounts: %s" $o.path $choice.identifier (join ", " $ids | default "none")) -}}
      {{- end -}}
      {{- $name = $account.name -}}
    {{- else if hasKey $choice "name" -}}
      {{- $name = $choice.name -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $name -}}
{{- end -}}

{{- /* Annotations that change when a ConfigMap or Secret that a controller reads changes. In: c, o. Out: out. */ -}}
{{- define "app.checksums" -}}
  {{- $c := .c -}}
  {{- $id := .o.id -}}
  {{- $out := dict -}}
  {{- range $kind, $field := dict "configMaps" "data" "secrets" "stringData" -}}
    {{- $sums := dict -}}
    {{- range $key, $entry := get $c $kind -}}
      {{- $v := $entry.v -}}
      {{- if and (or (not (hasKey $v "includeInChecksum")) $v.includeInChecksum)
                 (or (empty $v.includeChecksumInControllers) (has $id $v.includeChecksumInControllers)) -}}
        {{- if not $entry.sum -}}
          {{- $text := toYaml (index $entry.given $field) -}}
          {{- if contains "{{" $text -}}{{- $text = tpl $text $c.root -}}{{- end -}}
          {{- $_ := set $entry "sum" (sha256sum $text) -}}
        {{- end -}}
        {{- $_ := set $sums $key $entry.sum -}}
      {{- end -}}
    {{- end -}}
    {{- if $sums -}}{{- $_ := set $out (printf "checksum/%s" $kind) (toYaml $sums | sha256sum) -}}{{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}
