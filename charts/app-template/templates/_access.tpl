{{- /* A ServiceAccount. In: c, o. Prints. */ -}}
{{- define "app.serviceAccount" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $out := dict "apiVersion" "v1" "kind" "ServiceAccount" "metadata" $meta.out -}}
  {{- with $o.token -}}
    {{- $secret := get $c.secrets . -}}
    {{- $_ := set $out "secrets" (list (dict "name" $secret.name)) -}}
  {{- end }}
---
{{ toYaml $out }}
{{ end -}}

{{- /* A Role or ClusterRole. In: c, o. Prints. */ -}}
{{- define "app.role" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $type := $o.v.type | default "Role" -}}
  {{- if not $o.v.rules -}}{{- fail (printf "%s.rules: required; write what the role allows" $o.path) -}}{{- end -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $t := dict "c" $c "v" $o.v.rules "path" (printf "%s.rules" $o.path) -}}
  {{- template "app.filled" $t }}
---
{{ dict "apiVersion" "rbac.authorization.k8s.io/v1" "kind" $type "rules" $t.out
  "metadata" (ternary $meta.out (omit $meta.out "namespace") (eq $type "Role")) | toYaml }}
{{ end -}}

{{- /* A RoleBinding or ClusterRoleBinding. In: c, o. Prints. */ -}}
{{- define "app.binding" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $type := $o.v.type | default "RoleBinding" -}}
  {{- $subjects := list -}}
  {{- range $i, $subject := $o.v.subjects -}}
    {{- $path := printf "%s.subjects[%d]" $o.path $i -}}
    {{- if hasKey $subject "identifier" -}}
      {{- $account := get $c.accounts $subject.identifier -}}
      {{- if not $account -}}
        {{- fail (printf "%s.identifier: no enabled service account has the id '%s'; enabled accounts: %s" $path $subject.identifier (keys $c.accounts | sortAlpha | join ", " | default "none")) -}}
      {{- end -}}
      {{- $subjects = append $subjects (dict "kind" "ServiceAccount" "name" $account.name "namespace" $c.root.Release.Namespace) -}}
    {{- else if has $subject.kind (list "Group" "User") -}}
      {{- $subjects = append $subjects (dict "kind" $subject.kind "name" $subject.name) -}}
    {{- else -}}
      {{- if not $subject.namespace -}}{{- fail (printf "%s.namespace: required for a subject of kind %v" $path $subject.kind) -}}{{- end -}}
      {{- $subjects = append $subjects (dict "kind" $subject.kind "name" $subject.name "namespace" $subject.namespace) -}}
    {{- end -}}
  {{- end -}}
  {{- $ref := $o.v.roleRef | default dict -}}
  {{- $role := dict "apiGroup" "rbac.authorization.k8s.io" "kind" $ref.kind "name" $ref.name -}}
  {{- if hasKey $ref "identifier" -}}
    {{- $entry := get $c.roles $ref.identifier -}}
    {{- if not $entry -}}
      {{- fail (printf "%s.roleRef.identifier: no enabled role has the id '%s'; enabled roles: %s" $o.path $ref.identifier (keys $c.roles | sortAlpha | join ", " | default "none")) -}}
    {{- end -}}
    {{- $_ := set $role "kind" ($entry.v.type | default "Role") -}}
    {{- $_ := set $role "name" $entry.name -}}
  {{- end -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $out := dict "apiVersion" "rbac.authorization.k8s.io/v1" "kind" $type "roleRef" $role
    "metadata" (ternary $meta.out (omit $meta.out "namespace") (eq $type "RoleBinding")) -}}
  {{- if $subjects -}}
    {{- $t := dict "c" $c "v" (uniq $subjects) "path" (printf "%s.subjects" $o.path) -}}
    {{- template "app.filled" $t -}}
    {{- $_ := set $out "subjects" $t.out -}}
  {{- end }}
---
{{ toYaml $out }}
{{ end -}}

{{- /* An object that the values hold as it is. In: c, o. Prints. */ -}}
{{- define "app.raw" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $v := $o.v -}}
  {{- $form := ternary "manifest" "spec" (not (empty $v.manifest)) -}}
  {{- $t := dict "c" $c "v" (get $v $form | default dict) "path" (printf "%s.%s" $o.path $form) "lossy" (and (eq $form "spec") (not $v.suffix)) -}}
  {{- template "app.filled" $t -}}
  {{- $out := merge (dict) $t.out -}}
  {{- $own := dict "labels" $v.labels "annotations" $v.annotations -}}
  {{- $given := dict -}}
  {{- if eq $form "manifest" -}}{{- $given = $out.metadata | default dict -}}{{- end -}}
  {{- range list "labels" "annotations" -}}
    {{- if get $given . -}}{{- $_ := set $own . (merge (dict) (get $given .) (get $own . | default dict)) -}}{{- end -}}
  {{- end -}}
  {{- $meta := dict "c" $c "o" (dict "path" $o.path "name" $o.name "v" $own) -}}
  {{- template "app.metadata" $meta -}}
  {{- $_ := unset $meta.out "namespace" -}}
  {{- with $v.namespace -}}{{- $_ := set $meta.out "namespace" (tpl . $c.root) -}}{{- end -}}
  {{- if eq $form "manifest" -}}
    {{- $_ := set $out "metadata" (merge $meta.out (omit $given "name" "labels" "annotations")) -}}
  {{- else if not (hasKey $out "metadata") -}}
    {{- $_ := set $out "metadata" $meta.out -}}
  {{- end -}}
  {{- if not $out.apiVersion -}}{{- $_ := set $out "apiVersion" $v.apiVersion -}}{{- end -}}
  {{- if not $out.kind -}}{{- $_ := set $out "kind" $v.kind -}}{{- end -}}
  {{- if not (and $out.apiVersion $out.kind) -}}{{- fail (printf "%s: apiVersion and kind are required" $o.path) -}}{{- end }}
---
{{ toYaml $out }}
{{ end -}}
