{{- /*
A map of strings with their templates evaluated. In: c, v (map of strings), path. Out: out, which is v itself where no string
holds a template.
*/ -}}
{{- define "app.texts" -}}
  {{- $out := .v -}}
  {{- $copied := false -}}
  {{- $in := . -}}
  {{- range $key, $text := .v -}}
    {{- if not (kindIs "string" $text) -}}
      {{- fail (printf "%s.%s: must be a string, not %s; put quotes around it" $in.path $key (toJson $text)) -}}
    {{- end -}}
    {{- if contains "{{" $text -}}
      {{- if not $copied -}}{{- $out = merge (dict) $in.v -}}{{- $copied = true -}}{{- end -}}
      {{- $_ := set $out $key (tpl $text $in.c.root) -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /*
A map or list with the templates in its text evaluated, as text: a template may give a number, a list or a map.
In: c, v, path, lossy (true where upstream reads v from text that ends with it, see app.ending) or last (the same for the
text that the templates gave). Out: out, which is v itself where there is nothing to do.
*/ -}}
{{- define "app.filled" -}}
  {{- $out := .v -}}
  {{- $text := toYaml .v -}}
  {{- if and .lossy (contains "|" $text) -}}
    {{- template "app.ending" . -}}
    {{- $out = .out -}}
    {{- $text = toYaml $out -}}
  {{- end -}}
  {{- $last := false -}}
  {{- if .last -}}{{- $last = contains "|" $text -}}{{- end -}}
  {{- if or $last (contains "{{" $text) -}}
    {{- if contains "{{" $text -}}{{- $text = tpl $text .c.root -}}{{- end -}}
    {{- if not $last -}}{{- $text = printf "%s\n" $text -}}{{- end -}}
    {{- if kindIs "slice" .v -}}
      {{- $out = fromYamlArray $text -}}
      {{- if and $out (kindIs "string" (first $out)) (not (kindIs "string" (first .v))) -}}
        {{- fail (printf "%s: what its templates give is not valid YAML: %s" .path (first $out)) -}}
      {{- end -}}
    {{- else -}}
      {{- $out = fromYaml $text -}}
      {{- if and (hasKey $out "Error") (not (hasKey .v "Error")) -}}
        {{- fail (printf "%s: what its templates give is not valid YAML: %s" .path $out.Error) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /*
A map or list without the final line break of its last string. Upstream reads its values from text again and again, and a block
of text that ends such a text loses its line break; applications see their arguments and files without it, so ours do too.
In: v. Out: out.
*/ -}}
{{- define "app.ending" -}}
  {{- $out := .v -}}
  {{- $text := toYaml .v -}}
  {{- if contains "|" $text -}}
    {{- if kindIs "slice" .v -}}{{- $out = fromYamlArray $text -}}{{- else -}}{{- $out = fromYaml $text -}}{{- end -}}
  {{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /*
The metadata of an object. In: c, o (entry), forced (labels that win over the user's, or nothing). Out: out.
*/ -}}
{{- define "app.metadata" -}}
  {{- $c := .c -}}
  {{- $o := .o -}}
  {{- $labels := $c.labels -}}
  {{- if $o.v.labels -}}
    {{- $t := dict "c" $c "v" $o.v.labels "path" (printf "%s.labels" $o.path) -}}
    {{- template "app.texts" $t -}}
    {{- $labels = merge (dict) (.forced | default dict) $t.out $labels -}}
  {{- else if .forced -}}
    {{- $labels = merge (dict) .forced $labels -}}
  {{- end -}}
  {{- $annotations := $c.annotations -}}
  {{- if $o.v.annotations -}}
    {{- $t := dict "c" $c "v" $o.v.annotations "path" (printf "%s.annotations" $o.path) -}}
    {{- template "app.texts" $t -}}
    {{- $annotations = merge (dict) $t.out $annotations -}}
  {{- end -}}
  {{- $out := dict "name" $o.name "labels" $labels "namespace" $c.root.Release.Namespace -}}
  {{- if $annotations -}}{{- $_ := set $out "annotations" $annotations -}}{{- end -}}
  {{- $_ := set . "out" $out -}}
{{- end -}}

{{- /*
The order of entries that name others in `dependsOn`: each step takes the alphabetically first one whose dependencies are placed.
In: items (id -> map or scalar), path. Out: out, a list of ids.
*/ -}}
{{- define "app.ordered" -}}
  {{- $in := . -}}
  {{- $rest := keys .items | sortAlpha -}}
  {{- $any := false -}}
  {{- range .items -}}
    {{- if kindIs "map" . -}}{{- if .dependsOn -}}{{- $any = true -}}{{- end -}}{{- end -}}
  {{- end -}}
  {{- if $any -}}
    {{- $placed := list -}}
    {{- range until (len $rest) -}}
      {{- $next := "" -}}
      {{- range $id := $rest -}}
        {{- if not $next -}}
          {{- $ready := true -}}
          {{- $item := get $in.items $id -}}
          {{- if kindIs "map" $item -}}
            {{- $needs := $item.dependsOn | default list -}}
            {{- if kindIs "string" $needs -}}{{- $needs = list $needs -}}{{- end -}}
            {{- range $needs -}}
              {{- if not (hasKey $in.items .) -}}
                {{- fail (printf "%s.%s.dependsOn: '%s' is not there (or not enabled); known: %s" $in.path $id . (keys $in.items | sortAlpha | join ", ")) -}}
              {{- end -}}
              {{- if not (has . $placed) -}}{{- $ready = false -}}{{- end -}}
            {{- end -}}
          {{- end -}}
          {{- if $ready -}}{{- $next = $id -}}{{- end -}}
        {{- end -}}
      {{- end -}}
      {{- if not $next -}}
        {{- fail (printf "%s: dependsOn goes in a circle between %s; remove one of them" $in.path (join ", " $rest)) -}}
      {{- end -}}
      {{- $placed = append $placed $next -}}
      {{- $rest = without $rest $next -}}
    {{- end -}}
    {{- $rest = $placed -}}
  {{- end -}}
  {{- $_ := set . "out" $rest -}}
{{- end -}}
