{{- /* A ConfigMap. In: c, o. Prints. */ -}}
{{- define "app.configMap" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- if not (or $o.v.data $o.v.binaryData) -}}
    {{- fail (printf "%s: data or binaryData is required; write at least one key" $o.path) -}}
  {{- end -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $out := dict "apiVersion" "v1" "kind" "ConfigMap" "metadata" $meta.out -}}
  {{- range list "data" "binaryData" -}}
    {{- if get $o.v . -}}
      {{- $t := dict "c" $c "v" (get $o.v .) "path" (printf "%s.%s" $o.path .) -}}
      {{- template "app.filled" $t -}}
      {{- $_ := set $out . $t.out -}}
    {{- end -}}
  {{- end }}
---
{{ toYaml $out }}
{{ end -}}

{{- /* A Secret. In: c, o. Prints. */ -}}
{{- define "app.secret" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $meta := dict "c" $c "o" $o -}}
  {{- template "app.metadata" $meta -}}
  {{- $out := dict "apiVersion" "v1" "kind" "Secret" "metadata" $meta.out -}}
  {{- with $o.v.type -}}{{- $_ := set $out "type" . -}}{{- end -}}
  {{- if $o.v.stringData -}}
    {{- $t := dict "c" $c "v" $o.v.stringData "path" (printf "%s.stringData" $o.path) "lossy" (not (or $o.v.suffix $o.v.type)) -}}
    {{- template "app.filled" $t -}}
    {{- $_ := set $out "stringData" $t.out -}}
  {{- end }}
---
{{ toYaml $out }}
{{ end -}}

{{- /*
ConfigMaps or Secrets made of the files of the chart, one for each folder that holds files.
In: c, folders (the values), key (configMapsFromFolder or secretsFromFolder). Out: out, id -> values.
*/ -}}
{{- define "app.folders" -}}
  {{- $files := .c.root.Files -}}
  {{- $folders := .folders -}}
  {{- $secret := eq .key "secretsFromFolder" -}}
  {{- $base := required (printf "%s.basePath: required; write a folder of the chart" .key) $folders.basePath | trimSuffix "/" -}}
  {{- $overrides := get $folders (ternary "overrides" "configMapsOverrides" $secret) | default dict -}}
  {{- $out := dict -}}
  {{- $seen := dict -}}
  {{- $texts := dict -}}
  {{- range $file, $_ := $files.Glob (printf "%s/**" $base) -}}{{- $_ := set $seen (dir $file) "" -}}{{- end -}}
  {{- if not $seen -}}{{- fail (printf "%s.basePath: the chart holds no files under '%s'" .key $base) -}}{{- end -}}
  {{- range $folder, $_ := $seen -}}
    {{- $id := regexReplaceAll "\\W+" (replace $base "" $folder | trimPrefix "/" | clean) "-" -}}
    {{- if eq $id "-" -}}{{- $id = base $folder -}}{{- end -}}
    {{- $own := get $overrides $id | default dict -}}
    {{- $attributes := $own.fileAttributeOverrides | default dict -}}
    {{- $text := dict -}}
    {{- $binary := dict -}}
    {{- range $path, $_ := $files.Glob (printf "%s/*" $folder) -}}
      {{- $name := base $path -}}
      {{- $as := get $attributes $name | default dict -}}
      {{- $content := $files.Get $path -}}
      {{- if not $as.exclude -}}
        {{- $isBinary := $as.binary -}}
        {{- if not (hasKey $as "binary") -}}
          {{- $isBinary = or (has (ext $name | trimPrefix "." | lower) (list "png" "jpg" "jpeg" "gif" "bmp" "tiff" "ico" "svg" "mp4" "mp3" "wav" "flac" "avi" "mov" "mkv" "pdf" "doc" "docx" "xls" "xlsx" "ppt" "pptx" "zip" "tar" "gz" "bz2" "7z"))
                             (regexMatch "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]" $content) -}}
        {{- end -}}
        {{- if $isBinary -}}
          {{- $_ := set $binary $name (b64enc $content) -}}
        {{- else if $as.escaped -}}
          {{- $_ := set $text $name (replace "{{" "{{ `{{` }}" $content) -}}
        {{- else if $as.isEnvFile -}}
          {{- range $line := splitList "\n" $content -}}
            {{- $pair := splitList "=" (trim $line) -}}
            {{- if and (gt (len $pair) 1) (not (hasPrefix "#" (trim $line))) -}}
              {{- $_ := set $text (index $pair 0 | trim) (index $pair 1 | replace "\"" "" | replace "'" "" | trim) -}}
            {{- end -}}
          {{- end -}}
        {{- else -}}
          {{- $_ := set $text $name $content -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
    {{- $item := dict "enabled" true "labels" ($own.labels | default dict) "annotations" ($own.annotations | default dict) -}}
    {{- with $own.forceRename -}}{{- $_ := set $item "forceRename" . -}}{{- end -}}
    {{- if $secret -}}{{- $_ := set $item "enabled" (not (empty $text)) -}}
    {{- else -}}{{- $_ := set $item "binaryData" $binary -}}{{- end -}}
    {{- $_ := set $texts $id $text -}}
    {{- $_ := set $out $id $item -}}
  {{- end -}}
  {{- /* As upstream, through text once: the last file of the last folder loses its final line break, which its checksum shows,
         and where a binary file is called text nothing is left. */ -}}
  {{- $texts = toYaml $texts | fromYaml -}}
  {{- if not $texts -}}
    {{- if .c.strict -}}{{- fail (printf "%s: a file below '%s' is not text; remove its `binary: false`" .key $base) -}}{{- end -}}
    {{- $out = dict -}}
  {{- end -}}
  {{- range $id, $text := $texts -}}{{- $_ := set (get $out $id) (ternary "stringData" "data" $secret) $text -}}{{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}
