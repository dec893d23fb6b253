{{- /* The containers of a pod in their order. In: c, o, list (containers or initContainers), mounts. Out: out. */ -}}
{{- define "app.containers" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $in := . -}}
  {{- $out := list -}}
  {{- $on := dict -}}
  {{- range $id, $v := index $o.v .list -}}
    {{- if kindIs "map" $v -}}
      {{- if or (not (hasKey $v "enabled")) $v.enabled -}}{{- $_ := set $on $id $v -}}{{- end -}}
    {{- end -}}
  {{- end -}}
  {{- if $on -}}
    {{- $path := printf "%s.%s" $o.path .list -}}
    {{- $order := dict "items" $on "path" $path -}}
    {{- template "app.ordered" $order -}}
    {{- $defaults := $o.v.defaultContainerOptions | default dict -}}
    {{- if and (eq .list "initContainers") (hasKey $o.v "applyDefaultContainerOptionsToInitContainers") -}}
      {{- if not $o.v.applyDefaultContainerOptionsToInitContainers -}}{{- $defaults = dict -}}{{- end -}}
    {{- end -}}
    {{- $merge := eq ($o.v.defaultContainerOptionsStrategy | default "overwrite") "merge" -}}
    {{- $lastId := keys $on | sortAlpha | last -}}
    {{- range $id := $order.out -}}
      {{- $v := get $on $id -}}
      {{- if and $v.lifecycle (eq $id $lastId) (eq $in.list "containers") -}}
        {{- $t := dict "v" $v -}}
        {{- template "app.lifecycleEnding" $t -}}
        {{- $v = $t.out -}}
      {{- end -}}
      {{- if $defaults -}}
        {{- if $merge -}}
          {{- $v = mergeOverwrite (deepCopy $defaults) $v -}}
        {{- else -}}
          {{- $all := merge (dict) $v -}}
          {{- range $key, $value := $defaults -}}
            {{- if empty (get $v $key) -}}{{- $_ := set $all $key $value -}}{{- end -}}
          {{- end -}}
          {{- $v = $all -}}
        {{- end -}}
      {{- end -}}
      {{- $t := dict "c" $c "o" $o "id" $id "v" $v "path" (printf "%s.%s" $path $id) "mounts" $in.mounts -}}
      {{- template "app.container" $t -}}
      {{- $out = append $out $t.out -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /*
The values of a container without the final line break of its lifecycle's last string, where that ends upstream's text of them.
In: v. Out: out.
*/ -}}
{{- define "app.lifecycleEnding" -}}
  {{- $v := .v -}}
  {{- $_ := set . "out" $v -}}
  {{- if $v.lifecycle -}}
    {{- if not (omit $v "args" "command" "dependsOn" "enabled" "env" "envFrom" "image" "lifecycle") -}}
      {{- $t := dict "v" $v.lifecycle -}}
      {{- template "app.ending" $t -}}
      {{- $_ := set . "out" (merge (dict "lifecycle" $t.out) $v) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{- /* One container. In: c, o, id, v (with the defaults merged in), path, mounts. Out: out. */ -}}
{{- define "app.container" -}}
  {{- $c := .c -}}
  {{- $v := .v -}}
  {{- if $v.lifecycle -}}
    {{- $t := dict "v" $v -}}
    {{- template "app.lifecycleEnding" $t -}}
    {{- $v = $t.out -}}
  {{- end -}}
  {{- $image := dict "c" $c "image" $v.image "path" (printf "%s.image" .path) -}}
  {{- template "app.image" $image -}}
  {{- $out := dict "name" (tpl ($v.nameOverride | default .id) $c.root) "image" $image.out -}}
  {{- with $v.image.pullPolicy -}}{{- $_ := set $out "imagePullPolicy" . -}}{{- end -}}
  {{- range list "command" "args" -}}
    {{- $value := get $v . -}}
    {{- if $value -}}{{- $_ := set $out . (ternary (list $value) $value (kindIs "string" $value)) -}}{{- end -}}
  {{- end -}}
  {{- range list "workingDir" "securityContext" "lifecycle" "terminationMessagePath" "terminationMessagePolicy" "ports" "resources" "restartPolicy" "stdin" "tty" -}}
    {{- $value := get $v . -}}
    {{- if $value -}}{{- $_ := set $out . $value -}}{{- end -}}
  {{- end -}}
  {{- if and $v.resizePolicy (ge $c.minor 35) -}}{{- $_ := set $out "resizePolicy" $v.resizePolicy -}}{{- end -}}
  {{- if $v.env -}}
    {{- $env := dict "c" $c "env" $v.env "path" (printf "%s.env" .path) -}}
    {{- template "app.env" $env -}}
    {{- $_ := set $out "env" $env.out -}}
  {{- end -}}
  {{- if $v.envFrom -}}
    {{- $from := dict "c" $c "envFrom" $v.envFrom "path" (printf "%s.envFrom" .path) -}}
    {{- template "app.envFrom" $from -}}
    {{- $_ := set $out "envFrom" $from.out -}}
  {{- end -}}
  {{- range $name, $probe := $v.probes -}}
    {{- if $probe -}}
      {{- if $probe.enabled -}}
        {{- $t := dict "c" $c "controller" $.o.id "v" $probe "path" (printf "%s.probes.%s" $.path $name) -}}
        {{- template "app.probe" $t -}}
        {{- if $t.out -}}{{- $_ := set $out (printf "%sProbe" $name) $t.out -}}{{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $mounts := dict "c" $c "id" .id "mounts" .mounts -}}
  {{- template "app.mounts" $mounts -}}
  {{- if $mounts.out -}}{{- $_ := set $out "volumeMounts" $mounts.out -}}
  {{- else if not (omit $out "name" "image" "imagePullPolicy" "command" "args" "workingDir" "securityContext" "lifecycle" "terminationMessagePath" "terminationMessagePolicy" "env") -}}
    {{- /* One of these ends upstream's text of the container. */ -}}
    {{- $end := "" -}}
    {{- range list "command" "args" "workingDir" "securityContext" "lifecycle" "terminationMessagePath" "terminationMessagePolicy" "env" -}}{{- if hasKey $out . -}}{{- $end = . -}}{{- end -}}{{- end -}}
    {{- if has $end (list "command" "args" "lifecycle" "env") -}}
      {{- $t := dict "v" (get $out $end) -}}
      {{- template "app.ending" $t -}}
      {{- $_ := set $out $end $t.out -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /* The text of an image. In: c, image, path. Out: out. */ -}}
{{- define "app.image" -}}
  {{- $image := .image -}}
  {{- if not (kindIs "map" $image) -}}
    {{- fail (printf "%s: must be a map; write repository and tag as its keys" .path) -}}
  {{- end -}}
  {{- if not $image.repository -}}
    {{- fail (printf "%s.repository: required; write the image's name without its tag" .path) -}}
  {{- end -}}
  {{- if not (or $image.tag $image.digest) -}}
    {{- fail (printf "%s: tag or digest is required; write the version to run" .path) -}}
  {{- end -}}
  {{- $out := $image.repository -}}
  {{- with $image.tag -}}{{- $out = printf "%s:%s" $out (toString .) -}}{{- end -}}
  {{- with $image.digest -}}{{- $out = printf "%s@%s" $out (toString .) -}}{{- end -}}
  {{- if contains "{{" $out -}}{{- $out = tpl $out .c.root -}}{{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /* Environment variables. In: c, env (map or list), path. Out: out, a list. */ -}}
{{- define "app.env" -}}
  {{- $c := .c -}}
  {{- $path := .path -}}
  {{- $items := list -}}
  {{- if kindIs "slice" .env -}}
    {{- $items = .env -}}
    {{- range $i, $item := $items -}}
      {{- if not $item.name -}}{{- fail (printf "%s[%d].name: required in a list of variables" $path $i) -}}{{- end -}}
    {{- end -}}
  {{- else -}}
    {{- $env := .env -}}
    {{- $order := dict "items" $env "path" $path -}}
    {{- template "app.ordered" $order -}}
    {{- range $name := $order.out -}}
      {{- $value := get $env $name -}}
      {{- if kindIs "map" $value -}}{{- $items = append $items (merge (dict "name" $name) (omit $value "dependsOn")) -}}
      {{- else -}}{{- $items = append $items (dict "name" $name "value" $value) -}}{{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $out := list -}}
  {{- range $item := $items -}}
    {{- if hasKey $item "value" -}}
      {{- $value := $item.value -}}
      {{- if kindIs "string" $value -}}
        {{- if contains "{{" $value -}}{{- $value = tpl $value $c.root -}}{{- end -}}
      {{- else if not (or (kindIs "invalid" $value) (kindIs "map" $value) (kindIs "slice" $value)) -}}
        {{- $value = toString $value -}}
      {{- end -}}
      {{- $out = append $out (dict "name" $item.name "value" $value) -}}
    {{- else if hasKey $item "valueFrom" -}}
      {{- $t := dict "c" $c "v" $item.valueFrom "path" (printf "%s.%s.valueFrom" $path $item.name) "last" true -}}
      {{- template "app.filled" $t -}}
      {{- $out = append $out (dict "name" $item.name "valueFrom" $t.out) -}}
    {{- else -}}
      {{- $out = append $out (dict "name" $item.name "valueFrom" (omit $item "name")) -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /* Sources of variables. In: c, envFrom, path. Out: out. */ -}}
{{- define "app.envFrom" -}}
  {{- $c := .c -}}
  {{- $path := .path -}}
  {{- $out := list -}}
  {{- range $i, $from := .envFrom -}}
    {{- $item := dict -}}
    {{- range $short := list "configMap" "secret" -}}
      {{- if not $item -}}
        {{- $ref := printf "%sRef" $short -}}
        {{- $entries := get $c (printf "%ss" $short) -}}
        {{- if hasKey $from $short -}}
          {{- $id := get $from $short -}}
          {{- $entry := get $entries $id -}}
          {{- $_ := set $item $ref (dict "name" (ternary (get ($entry | default dict) "name") (tpl $id $c.root) (not (empty $entry)))) -}}
        {{- else if hasKey $from $ref -}}
          {{- $to := get $from $ref -}}
          {{- $name := "" -}}
          {{- if $to.identifier -}}
            {{- $entry := get $entries $to.identifier -}}
            {{- if not $entry -}}
              {{- fail (printf "%s[%d].%s.identifier: no enabled %s has the id '%s'; enabled under %ss: %s" $path $i $ref $short $to.identifier $short (keys $entries | sortAlpha | join ", " | default "none")) -}}
            {{- end -}}
            {{- $name = $entry.name -}}
          {{- else -}}
            {{- if not $to.name -}}{{- fail (printf "%s[%d].%s: write name or identifier" $path $i $ref) -}}{{- end -}}
            {{- $name = tpl $to.name $c.root -}}
          {{- end -}}
          {{- $target := dict "name" $name -}}
          {{- with $to.optional -}}{{- $_ := set $target "optional" . -}}{{- end -}}
          {{- $_ := set $item $ref $target -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- with $from.prefix -}}{{- $_ := set $item "prefix" . -}}{{- end -}}
    {{- if $item -}}{{- $out = append $out $item -}}{{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /* A probe. In: c, controller (id), v, path. Out: out. */ -}}
{{- define "app.probe" -}}
  {{- $c := .c -}}
  {{- $v := .v -}}
  {{- $spec := $v.spec | default dict -}}
  {{- $out := dict -}}
  {{- if $v.custom -}}
    {{- $t := dict "c" $c "v" $spec "path" (printf "%s.spec" .path) "last" true -}}
    {{- template "app.filled" $t -}}
    {{- $out = $t.out -}}
  {{- else -}}
    {{- range $key, $default := dict "initialDelaySeconds" 0 "failureThreshold" 3 "timeoutSeconds" 1 "periodSeconds" 10 -}}
      {{- $value := get $spec $key -}}
      {{- $_ := set $out $key (ternary $default $value (or (not (hasKey $spec $key)) (kindIs "invalid" $value)) | int) -}}
    {{- end -}}
    {{- $main := dict "c" $c "controller" .controller "path" .path -}}
    {{- template "app.mainPort" $main -}}
    {{- $type := $v.type | default "TCP" -}}
    {{- if eq $type "AUTO" -}}{{- $type = $main.out.protocol | default "TCP" -}}{{- end -}}
    {{- $action := dict -}}
    {{- $kind := "tcpSocket" -}}
    {{- if or (eq $type "HTTP") (eq $type "HTTPS") -}}
      {{- $kind = "httpGet" -}}
      {{- $_ := set $action "path" $v.path -}}
      {{- $_ := set $action "scheme" $type -}}
    {{- else if eq $type "GRPC" -}}
      {{- $kind = "grpc" -}}
      {{- with $v.service -}}{{- $_ := set $action "service" . -}}{{- end -}}
    {{- else if eq $type "COMMAND" -}}
      {{- $kind = "exec" -}}
      {{- $command := required (printf "%s.command: required for a probe of type COMMAND" .path) $v.command -}}
      {{- $_ := set $action "command" (ternary (list $command) $command (kindIs "string" $command)) -}}
    {{- end -}}
    {{- if ne $kind "exec" -}}
      {{- $port := $v.port -}}
      {{- if kindIs "string" $port -}}{{- $port = tpl $port $c.root -}}{{- end -}}
      {{- if not $port -}}{{- $port = $main.out.targetPort | default $main.out.port -}}
        {{- if and $port (kindIs "string" $port) (not $main.out.targetPort) -}}{{- $port = atoi $port -}}{{- end -}}
      {{- end -}}
      {{- if $port -}}{{- $_ := set $action "port" $port -}}
      {{- else if $c.strict -}}
        {{- fail (printf "%s.port: required, since no enabled service of controller '%s' has a port; write the port that the container listens on" .path .controller) -}}
      {{- end -}}
    {{- end -}}
    {{- $_ := set $out $kind $action -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}
