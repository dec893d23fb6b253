{{- /*
The volumes of a controller's pod and where its containers mount them. In: c, o.
Out: out (list of volumes), mounts (list of {all, by}: mounts for every container, and container id -> mounts; sorted by volume).
*/ -}}
{{- define "app.volumes" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $volumes := list -}}
  {{- $mounts := dict -}}
  {{- range $id, $v := $c.volumes -}}
    {{- $advanced := $v.advancedMounts | default dict -}}
    {{- $here := get $advanced $o.id -}}
    {{- if or $v.globalMounts $here (not (or $v.globalMounts $advanced)) -}}
      {{- $t := dict "c" $c "id" $id "v" $v -}}
      {{- template "app.volume" $t -}}
      {{- $volumes = append $volumes $t.out -}}
    {{- end -}}
    {{- $path := printf "/%s" $id -}}
    {{- if eq ($v.type | default "") "hostPath" -}}{{- $path = $v.hostPath -}}{{- end -}}
    {{- if or $v.globalMounts $advanced -}}
      {{- if or $v.globalMounts $here -}}
        {{- $_ := set $mounts $id (dict "path" $path "all" ($v.globalMounts | default list) "by" ($here | default dict)) -}}
      {{- end -}}
    {{- else -}}
      {{- $_ := set $mounts $id (dict "path" $path "all" (list dict) "by" dict) -}}
    {{- end -}}
  {{- end -}}
  {{- if $o.v.statefulset -}}
    {{- range $o.v.statefulset.volumeClaimTemplates -}}
      {{- if or (not (hasKey . "enabled")) .enabled -}}
        {{- $all := .globalMounts | default list -}}
        {{- if not (or .globalMounts .advancedMounts) -}}{{- $all = list dict -}}{{- end -}}
        {{- $_ := set $mounts .name (dict "path" (printf "/%s" .name) "all" $all "by" (.advancedMounts | default dict)) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $volumes -}}
  {{- $_ := set . "mounts" $mounts -}}
{{- end -}}

{{- /* One volume. In: c, id, v (an item of `persistence`). Out: out. */ -}}
{{- define "app.volume" -}}
  {{- $c := .c -}}
  {{- $id := .id -}}
  {{- $v := .v -}}
  {{- $type := $v.type | default "persistentVolumeClaim" -}}
  {{- $source := dict -}}
  {{- if eq $type "persistentVolumeClaim" -}}
    {{- $claim := get $c.claims $id -}}
    {{- if $v.existingClaim -}}{{- $_ := set $source "claimName" (tpl $v.existingClaim $c.root) -}}
    {{- else -}}{{- $_ := set $source "claimName" $claim.name -}}{{- end -}}
  {{- else if or (eq $type "configMap") (eq $type "secret") -}}
    {{- $name := "" -}}
    {{- if $v.name -}}
      {{- $name = tpl $v.name $c.root -}}
    {{- else if $v.identifier -}}
      {{- $entries := get $c (printf "%ss" $type) -}}
      {{- $entry := get $entries $v.identifier -}}
      {{- if not $entry -}}
        {{- fail (printf "persistence.%s.identifier: no enabled %s has the id '%s'; enabled under %ss: %s" $id $type $v.identifier $type (keys $entries | sortAlpha | join ", " | default "none")) -}}
      {{- end -}}
      {{- $name = $entry.name -}}
    {{- else if $c.strict -}}
      {{- fail (printf "persistence.%s: write `name` (of an object that exists) or `identifier` (an id under %ss)" $id $type) -}}
    {{- end -}}
    {{- $_ := set $source (ternary "secretName" "name" (eq $type "secret")) $name -}}
    {{- with $v.defaultMode -}}{{- $_ := set $source "defaultMode" . -}}{{- end -}}
    {{- with $v.items -}}{{- $_ := set $source "items" . -}}{{- end -}}
  {{- else if eq $type "emptyDir" -}}
    {{- with $v.medium -}}{{- $_ := set $source "medium" . -}}{{- end -}}
    {{- with $v.sizeLimit -}}{{- $_ := set $source "sizeLimit" . -}}{{- end -}}
  {{- else if eq $type "hostPath" -}}
    {{- $_ := set $source "path" (required (printf "persistence.%s.hostPath: required; write the path on the node" $id) $v.hostPath) -}}
    {{- with $v.hostPathType -}}{{- $_ := set $source "type" . -}}{{- end -}}
  {{- else if eq $type "nfs" -}}
    {{- $_ := set $source "server" (required (printf "persistence.%s.server: required; write the host name of the NFS server" $id) $v.server) -}}
    {{- $_ := set $source "path" (required (printf "persistence.%s.path: required; write the path that the NFS server exports" $id) $v.path) -}}
  {{- else if eq $type "image" -}}
    {{- if lt $c.minor 33 -}}
      {{- fail (printf "persistence.%s.type: image volumes need Kubernetes 1.33, this cluster has 1.%d" $id $c.minor) -}}
    {{- end -}}
    {{- if kindIs "string" $v.image -}}
      {{- $_ := set $source "reference" $v.image -}}
    {{- else -}}
      {{- $t := dict "c" $c "image" $v.image "path" (printf "persistence.%s.image" $id) -}}
      {{- template "app.image" $t -}}
      {{- $_ := set $source "reference" $t.out -}}
    {{- end -}}
    {{- with $v.pullPolicy -}}{{- $_ := set $source "pullPolicy" . -}}{{- end -}}
  {{- else if eq $type "ephemeral" -}}
    {{- $t := dict "c" $c "v" $v "path" (printf "persistence.%s" $id) -}}
    {{- template "app.claimSpec" $t -}}
    {{- $claim := dict "spec" $t.out -}}
    {{- with $v.labels -}}{{- $_ := set $claim "metadata" (dict "labels" .) -}}{{- end -}}
    {{- with $v.annotations -}}{{- $_ := set $claim "metadata" (merge (dict "annotations" .) ($claim.metadata | default dict)) -}}{{- end -}}
    {{- $_ := set $source "volumeClaimTemplate" $claim -}}
  {{- else if eq $type "projected" -}}
    {{- $t := dict "c" $c "v" ($v.sources | default list) "path" (printf "persistence.%s.sources" $id) -}}
    {{- template "app.filled" $t -}}
    {{- $_ := set $source "sources" $t.out -}}
    {{- with $v.defaultMode -}}{{- $_ := set $source "defaultMode" . -}}{{- end -}}
  {{- else if ne $type "custom" -}}
    {{- fail (printf "persistence.%s.type: '%s' is not a type of volume; write one of configMap, custom, emptyDir, ephemeral, hostPath, image, nfs, persistentVolumeClaim, projected, secret" $id $type) -}}
  {{- end -}}
  {{- if eq $type "custom" -}}
    {{- $_ := set . "out" (merge (dict "name" $id) (required (printf "persistence.%s.volumeSpec: required; write the volume as a pod has it" $id) $v.volumeSpec)) -}}
  {{- else -}}
    {{- $_ := set . "out" (dict "name" $id $type $source) -}}
  {{- end -}}
{{- end -}}

{{- /* What one container mounts. In: c, id (of the container), mounts (see app.volumes). Out: out. */ -}}
{{- define "app.mounts" -}}
  {{- $c := .c -}}
  {{- $container := .id -}}
  {{- $out := list -}}
  {{- range $volume, $m := .mounts -}}
    {{- $path := $m.path -}}
    {{- range $mounts := list $m.all (index $m.by $container) -}}
      {{- range $mount := $mounts -}}
        {{- /* A mount without a path takes that of the mount before it, as upstream does. */ -}}
        {{- with $mount.path -}}{{- $path = tpl . $c.root -}}{{- end -}}
        {{- $item := dict "name" $volume "mountPath" $path -}}
        {{- with $mount.subPath -}}{{- $_ := set $item "subPath" (tpl . $c.root) -}}{{- end -}}
        {{- with $mount.subPathExpr -}}{{- $_ := set $item "subPathExpr" . -}}{{- end -}}
        {{- with $mount.readOnly -}}{{- $_ := set $item "readOnly" . -}}{{- end -}}
        {{- with $mount.mountPropagation -}}{{- $_ := set $item "mountPropagation" . -}}{{- end -}}
        {{- $out = append $out $item -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /* The spec of a claim. In: c, v, path. Out: out. */ -}}
{{- define "app.claimSpec" -}}
  {{- $in := . -}}
  {{- $v := .v -}}
  {{- $mode := required (printf "%s.accessMode: required; write ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod" .path) $v.accessMode -}}
  {{- $size := required (printf "%s.size: required; write a quantity such as 1Gi" .path) $v.size -}}
  {{- $out := dict "accessModes" (list (toString $mode)) "resources" (dict "requests" (dict "storage" (toString $size))) -}}
  {{- with $v.storageClass -}}{{- $_ := set $out "storageClassName" (ternary "" . (eq . "-")) -}}{{- end -}}
  {{- range list "dataSource" "dataSourceRef" -}}
    {{- if get $v . -}}
      {{- $t := dict "c" $in.c "v" (get $v .) "path" (printf "%s.%s" $in.path .) -}}
      {{- template "app.filled" $t -}}
      {{- $_ := set $out . $t.out -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /* A PersistentVolumeClaim. In: c, o (entry of claims). Prints. */ -}}
{{- define "app.claim" -}}
  {{- $o := .o -}}
  {{- $meta := dict "c" .c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- if $o.v.retain -}}
    {{- $_ := set $meta.out "annotations" (merge (dict "helm.sh/resource-policy" "keep") ($meta.out.annotations | default dict)) -}}
  {{- end -}}
  {{- $t := dict "c" .c "v" $o.v "path" $o.path -}}
  {{- template "app.claimSpec" $t -}}
  {{- with $o.v.volumeName -}}{{- $_ := set $t.out "volumeName" . -}}{{- end }}
---
{{ dict "apiVersion" "v1" "kind" "PersistentVolumeClaim" "metadata" $meta.out "spec" $t.out | toYaml }}
{{ end -}}
