{{- /*
The context is one mutable map that every template shares as `.c`. A template that has a result puts it into its own argument
as `out`; nothing goes through text and back, which is what makes a render cheap.

  root         the root of the template engine: .Values, .Release, .Capabilities, .Files
  name         value of the label app.kubernetes.io/name
  fullname     the name that object names start with
  labels       labels of every object
  annotations  annotations of every object
  selector     labels that pick the pods of this release
  minor        minor version of Kubernetes, a number
  v5           true where the defaults of upstream's version 5 are asked for (global.compatibility)
  strict       true where values that upstream tolerates are refused (global.strict)
  volumes      enabled items of `persistence`, id -> values
  controllers, services, ingresses, routes, claims, configMaps, secrets, accounts, roles, bindings, policies,
  serviceMonitors, podMonitors, raw: enabled entries, id -> {id, path, name, v (values), given (the same, untouched)}
*/ -}}
{{- define "app.context" -}}
  {{- $c := . -}}
  {{- $v := .root.Values -}}
  {{- template "app.identity" $c -}}

  {{- $configMaps := $v.configMaps | default dict -}}
  {{- $secrets := $v.secrets | default dict -}}
  {{- range $key := list "configMapsFromFolder" "secretsFromFolder" -}}
    {{- $folders := index $v $key -}}
    {{- if and $folders $folders.enabled -}}
      {{- $t := dict "c" $c "folders" $folders "key" $key -}}
      {{- template "app.folders" $t -}}
      {{- if eq $key "configMapsFromFolder" -}}{{- $configMaps = merge (dict) $configMaps $t.out -}}
      {{- else -}}{{- $secrets = merge (dict) $secrets $t.out -}}{{- end -}}
    {{- end -}}
  {{- end -}}

  {{- template "app.entries" (dict "c" $c "as" "accounts" "key" "serviceAccount" "items" $v.serviceAccount) -}}
  {{- range $id, $account := $c.accounts -}}
    {{- if $account.v.staticToken -}}
      {{- $token := printf "%s-sa-token" $id -}}
      {{- $secrets = merge (dict $token (dict "suffix" $token "type" "kubernetes.io/service-account-token"
        "annotations" (dict "kubernetes.io/service-account.name" $account.name))) $secrets -}}
      {{- $_ := set $account "token" $token -}}
    {{- end -}}
  {{- end -}}

  {{- $volumes := dict -}}
  {{- $claims := dict -}}
  {{- range $id, $item := $v.persistence -}}
    {{- if kindIs "map" $item -}}
      {{- if or (not (hasKey $item "enabled")) $item.enabled -}}
        {{- $_ := set $volumes $id $item -}}
        {{- if and (eq ($item.type | default "persistentVolumeClaim") "persistentVolumeClaim") (not $item.existingClaim) -}}
          {{- $_ := set $claims $id $item -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set $c "volumes" $volumes -}}

  {{- $rbac := $v.rbac | default dict -}}
  {{- template "app.entries" (dict "c" $c "as" "claims" "key" "persistence" "items" $claims) -}}
  {{- template "app.entries" (dict "c" $c "as" "configMaps" "key" "configMaps" "items" $configMaps "throughText" true) -}}
  {{- template "app.entries" (dict "c" $c "as" "secrets" "key" "secrets" "items" $secrets "throughText" true) -}}
  {{- template "app.entries" (dict "c" $c "as" "controllers" "key" "controllers" "items" $v.controllers) -}}
  {{- template "app.entries" (dict "c" $c "as" "services" "key" "service" "items" $v.service) -}}
  {{- template "app.entries" (dict "c" $c "as" "ingresses" "key" "ingress" "items" $v.ingress) -}}
  {{- template "app.entries" (dict "c" $c "as" "routes" "key" "route" "items" $v.route) -}}
  {{- template "app.entries" (dict "c" $c "as" "policies" "key" "networkpolicies" "items" $v.networkpolicies) -}}
  {{- template "app.entries" (dict "c" $c "as" "serviceMonitors" "key" "serviceMonitor" "items" $v.serviceMonitor) -}}
  {{- template "app.entries" (dict "c" $c "as" "podMonitors" "key" "podMonitor" "items" $v.podMonitor) -}}
  {{- template "app.entries" (dict "c" $c "as" "raw" "key" "rawResources" "items" $v.rawResources "throughText" true) -}}
  {{- template "app.entries" (dict "c" $c "as" "roles" "key" "rbac.roles" "items" $rbac.roles) -}}
  {{- template "app.entries" (dict "c" $c "as" "bindings" "key" "rbac.bindings" "items" $rbac.bindings) -}}

  {{- template "app.checkReferences" $c -}}
{{- end -}}

{{- /* Names, labels and switches of the release: the part of the context that needs no entries. In: root. Out: in the argument. */ -}}
{{- define "app.identity" -}}
  {{- $c := . -}}
  {{- $root := .root -}}
  {{- $v := $root.Values -}}
  {{- $global := $v.global | default dict -}}
  {{- $release := $root.Release.Name -}}

  {{- $name := $global.nameOverride | default $release | toString | trunc 63 | trimSuffix "-" -}}
  {{- $fullname := $release -}}
  {{- if or $global.fullnameOverride $v.fullnameOverride -}}
    {{- $fullname = $global.fullnameOverride | default $v.fullnameOverride -}}
  {{- else if not (contains $name $release) -}}
    {{- $fullname = printf "%s-%s" $release $name -}}
  {{- end -}}
  {{- $_ := set $c "name" $name -}}
  {{- $_ := set $c "fullname" ($fullname | trunc 63 | trimSuffix "-") -}}
  {{- $_ := set $c "alwaysId" $global.alwaysAppendIdentifierToResourceName -}}
  {{- $_ := set $c "strict" $global.strict -}}
  {{- $_ := set $c "v5" (eq (toString $global.compatibility) "v5") -}}
  {{- $_ := set $c "minor" ($root.Capabilities.KubeVersion.Minor | trimSuffix "+" | int) -}}

  {{- $_ := set $c "selector" (dict "app.kubernetes.io/name" $name "app.kubernetes.io/instance" $release) -}}
  {{- $labels := dict
    "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
    "app.kubernetes.io/name" $name
    "app.kubernetes.io/instance" $release
    "app.kubernetes.io/managed-by" $root.Release.Service -}}
  {{- with $root.Chart.AppVersion -}}{{- $_ := set $labels "app.kubernetes.io/version" . -}}{{- end -}}
  {{- $_ := set $c "globalLabels" dict -}}
  {{- with $global.labels -}}
    {{- $t := dict "c" $c "v" . "path" "global.labels" -}}
    {{- template "app.texts" $t -}}
    {{- range $key, $text := $t.out -}}{{- $_ := set $labels $key $text -}}{{- end -}}
    {{- $_ := set $c "globalLabels" $t.out -}}
  {{- end -}}
  {{- $_ := set $c "labels" $labels -}}
  {{- $_ := set $c "annotations" dict -}}
  {{- with $global.annotations -}}
    {{- $t := dict "c" $c "v" . "path" "global.annotations" -}}
    {{- template "app.texts" $t -}}
    {{- $_ := set $c "annotations" $t.out -}}
  {{- end -}}
  {{- $_ := set $c "podMeta" $global.propagateGlobalMetadataToPods -}}
{{- end -}}

{{- /*
The enabled entries of one map of the values, with the names of their objects.
In: c, as (key in the context), key (path in the values), items (id -> values or null), throughText (true where upstream's way
through text shows in the last string of all).
*/ -}}
{{- define "app.entries" -}}
  {{- $entries := dict -}}
  {{- if .items -}}
    {{- $c := .c -}}
    {{- $key := .key -}}
    {{- $on := dict -}}
    {{- range $id, $item := .items -}}
      {{- if kindIs "map" $item -}}
        {{- if or (not (hasKey $item "enabled")) $item.enabled -}}{{- $_ := set $on $id $item -}}{{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $withId := or $c.alwaysId (gt (len $on) 1) -}}
    {{- $read := $on -}}
    {{- if .throughText -}}
      {{- $t := dict "v" $on -}}
      {{- template "app.ending" $t -}}
      {{- $read = $t.out -}}
    {{- end -}}
    {{- range $id, $item := $read -}}
      {{- $name := $c.fullname -}}
      {{- if $item.forceRename -}}
        {{- $name = tpl $item.forceRename $c.root -}}
      {{- else -}}
        {{- with $item.prefix -}}
          {{- $prefix := tpl . $c.root -}}
          {{- if ne $prefix $name -}}{{- $name = printf "%s-%s" $prefix $name -}}{{- end -}}
        {{- end -}}
        {{- if and $withId (ne $id $name) (not (hasSuffix (printf "-%s" $id) $name)) -}}
          {{- $name = printf "%s-%s" $name $id -}}
        {{- end -}}
        {{- with $item.suffix -}}
          {{- $suffix := tpl . $c.root -}}
          {{- if not (hasSuffix (printf "-%s" $suffix) $name) -}}{{- $name = printf "%s-%s" $name $suffix -}}{{- end -}}
        {{- end -}}
      {{- end -}}
      {{- $_ := set $entries $id (dict "id" $id "path" (printf "%s.%s" $key $id) "name" (lower $name) "v" $item "given" (get $on $id)) -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set .c .as $entries -}}
{{- end -}}

{{- /* Refuses references between entries that cannot be resolved, and finds what may be left out. In: the context. */ -}}
{{- define "app.checkReferences" -}}
  {{- $c := . -}}
  {{- $ids := keys $c.controllers | sortAlpha -}}
  {{- $known := join ", " $ids | default "none" -}}
  {{- range $id, $item := $c.volumes -}}
    {{- range $controller, $_ := $item.advancedMounts -}}
      {{- if not (hasKey $c.controllers $controller) -}}
        {{- fail (printf "persistence.%s.advancedMounts.%s: no enabled controller has this id; enabled controllers: %s" $id $controller $known) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- range $id, $service := $c.services -}}
    {{- $controller := $service.v.controller -}}
    {{- if not $controller -}}
      {{- if ne (len $ids) 1 -}}
        {{- fail (printf "service.%s.controller: required, since there are %d enabled controllers to choose from; write the id of one: %s" $id (len $ids) $known) -}}
      {{- end -}}
      {{- $controller = first $ids -}}
    {{- else if not (hasKey $c.controllers $controller) -}}
      {{- fail (printf "service.%s.controller: no enabled controller has the id '%s'; enabled controllers: %s" $id $controller $known) -}}
    {{- end -}}
    {{- $_ := set $service "controller" $controller -}}
  {{- end -}}
  {{- if and $c.strict (not $ids) -}}
    {{- fail "controllers: no controller is enabled; add one, or set global.strict to false for a release without workloads" -}}
  {{- end -}}
{{- end -}}
