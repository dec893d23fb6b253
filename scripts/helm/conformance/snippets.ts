/**
 * Pieces of template, one a line, each rendered by itself under `values` below. What Helm made of them is in
 * recorded.json; `npm run helm:record` asks the binary again.
 */
export const values = `
int: 3
zero: 0
neg: -7
float: 1.5
big: 1000000
huge: 9007199254740993
small: 0.00001
yes: yes
off: off
octal: 0644
text: hello world
empty: ""
multi: |
  first
  second
spaced: "  padded  "
number: "42"
nothing: null
truth: true
lie: false
list: [c, a, b]
numbers: [3, 1, 2, 10]
mixed: [1, "a", true, null, 1.5, {k: v}]
none: []
nested: {b: {y: 2, x: 1}, a: [1, 2], c: text}
keys: {c10: 1, c9: 2, _z: 3, B: 4, a: 5, "1": 6}
blank: {}
maps: [{name: one, n: 1}, {name: two, n: 2}]
special: "a: b # c"
date: 2024-01-15
time: "2024-01-15T10:30:00Z"
version: v1.2.3-rc.1
tpl: "{{ .Values.text | upper }}"
html: "<a href='x'>&</a>"
unicode: "héllo wörld ☃"
url: "https://user:pw@example.com:8080/a/b?x=1&y=2#frag"
`;

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('//'));

export const snippets: Readonly<Record<string, readonly string[]>> = {
  printing: lines(String.raw`
{{ .Values.int }} {{ .Values.float }} {{ .Values.big }} {{ .Values.huge }} {{ .Values.small }} {{ .Values.neg }}
{{ .Values.nothing }}|{{ .Values.missing }}|{{ .Values.empty }}|{{ .Values.truth }}
{{ .Values.list }} {{ .Values.nested }} {{ .Values.blank }} {{ .Values.none }} {{ .Values.mixed }}
{{ 1 }} {{ 1.0 }} {{ 1e3 }} {{ 0x10 }} {{ 010 }} {{ 1_000 }} {{ 'a' }} {{ "s\t\"q\"" }} {{ ${'`'}raw\n${'`'} }}
{{ true }} {{ false }} {{ nil | quote }}
{{ print 1 2 "a" "b" 3 }}|{{ print "a" 1 2 "b" }}|{{ println "a" 1 }}
{{ printf "%d %s %v %q %t" 1 "a" "b" "c" true }}
{{ printf "%5d|%-5d|%05d|%x|%X|%o|%b|%c" 42 42 42 255 255 8 5 65 }}
{{ printf "%.2f|%8.3f|%e|%g" 1.5 3.14159 123456.789 1e21 }}
{{ printf "%d" .Values.int }} {{ printf "%s" 1 }} {{ printf "%d" "x" }}
{{ printf "%v %v" 1 }} {{ printf "%v" 1 2 }} {{ printf "%z" 1 }} {{ printf "%" }} {{ printf "100%%" }}
{{ printf "%s" .Values.list }} {{ printf "%q" .Values.list }} {{ printf "%v" .Values.nested }}
{{ printf "%v %s" nil nil }} {{ printf "%v" .Values.nothing }}
{{ printf "%t" "x" }} {{ printf "%6.2f" 1 }} {{ printf "%+d" 3 }} {{ printf "%T %T %T %T" 1 "a" 1.5 .Values.list }}
{{ printf "%10s|%-10s|%.3s" "abc" "abc" "abcdef" }} {{ printf "%*d" 5 1 }} {{ printf "%[2]d %[1]d" 1 2 }}
{{ html .Values.html }} {{ js .Values.html }} {{ urlquery .Values.url }}
{{ len .Values.list }} {{ len .Values.text }} {{ len .Values.unicode }} {{ len .Values.nested }}
{{ len nil }}
{{ len 3 }}
{{ index .Values.list 1 }} {{ index .Values.nested "b" "x" }} {{ index .Values.nested "none" }}
{{ index .Values.list 7 }}
{{ index nil "a" }}
{{ index .Values.list "a" }}
{{ slice .Values.text 1 3 }} {{ slice .Values.list 1 }}
{{ .Values.text.foo }}
{{ .Values.missing.foo }}
{{ .Values.nothing.foo }}
{{ (.Values.missing).foo }}
{{ .Values.nested.b.y }} {{ .Values.maps }}
{{ .Values.octal }} {{ .Values.yes }} {{ .Values.off }} {{ .Values.date }}`),
  control: lines(String.raw`
{{ if .Values.zero }}a{{ else if .Values.empty }}b{{ else if .Values.none }}c{{ else }}d{{ end }}
{{ if and .Values.truth .Values.int }}a{{ end }}{{ if or .Values.lie .Values.text }}b{{ end }}{{ if not .Values.blank }}c{{ end }}
{{ with .Values.nested }}{{ .c }}{{ $.Values.int }}{{ else }}none{{ end }}
{{ with .Values.missing }}x{{ else with .Values.text }}{{ . }}{{ else }}y{{ end }}
{{ range .Values.list }}{{ . }},{{ else }}none{{ end }}{{ range .Values.none }}x{{ else }}none{{ end }}
{{ range $i, $v := .Values.list }}{{ $i }}={{ $v }} {{ end }}{{ range $k, $v := .Values.keys }}{{ $k }}={{ $v }} {{ end }}
{{ range $v := .Values.list }}{{ $v }}{{ end }}{{ range $i := until 3 }}{{ $i }}{{ end }}
{{ range 3 }}{{ . }}{{ end }}{{ range $i, $x := 2 }}{{ $i }}{{ end }}
{{ range .Values.int }}{{ . }}{{ end }}
{{ range .Values.float }}{{ . }}{{ end }}
{{ range .Values.text }}{{ . }}{{ end }}
{{ range $i, $e := .Values.numbers }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ if gt $i 2 }}{{ break }}{{ end }}{{ $e }} {{ end }}
{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}
{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}
{{ if $y := .Values.text }}{{ $y }}{{ end }}{{ with $z := 5 }}{{ $z }}{{ . }}{{ end }}
{{ $x := .Values.nested }}{{ $x.b.x }} {{ $x.c }} {{ $x.none }}
{{ $n := .Values.nothing }}{{ $n.foo }}|
{{- /* comment */ -}} a {{- " b" -}}  c
a  {{- 1 }}  {{ 2 -}}  b {{-3}}
{{ define "inner" }}[{{ . }}]{{ end }}{{ template "inner" 5 }}{{ template "inner" }}
{{ define "scoped" }}{{ $ }}{{ end }}{{ include "scoped" "own" }}
{{ block "blocky" .Values.int }}<{{ . }}>{{ end }}
{{ template "nope" . }}
{{ include "nope" . }}
{{ if }}x{{ end }}
{{ .Values.text | nosuchfunction }}
{{ if true }}x
{{ end }}
{{ else }}
{{ range .Values.list }}{{ end }}{{ break }}
{{ $undefined }}
{{ "unterminated }}
{{ 1 | 2 }}
{{ .Values.text | }}
{{ (1 }}
{{ 5 .Values.text }}
{{ .Values.text 5 }}
{{ eq 1 1 }} {{ eq 1 2 1 }} {{ ne "a" "b" }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt "b" "a" }} {{ ge 1.5 1.5 }}
{{ eq 1 .Values.int }}
{{ eq 3.0 .Values.int }} {{ eq .Values.text "hello world" }}
{{ gt 2 1.5 }}
{{ eq nil 1 }} {{ eq .Values.nothing nil }} {{ eq .Values.missing nil }}
{{ eq .Values.nested .Values.nested }}
{{ $none := (fromYaml "a: null").a }}{{ ne .Values.nested $none }} {{ eq $none .Values.nested }} {{ eq $none $none }} {{ eq "a" $none "a" }}
{{ $now := now }}{{ ne $now ($now | dateModify "0s") }} {{ eq $now ($now | dateModify "5m") }}
{{ eq "a" 1 }}
{{ lt true false }}
{{ and 1 0 2 }} {{ or 0 "" "x" }} {{ and }} 
{{ or (eq .Values.int 3.0) (fail "not reached") }}
{{ not 1 }} {{ not "" }} {{ not nil }}
{{ call .Values.text }}`),
  strings: lines(String.raw`
{{ upper "aé" }} {{ lower "AÉ" }} {{ title "hello world foo" }} {{ untitle "Hello World" }} {{ repeat 3 "ab" }} {{ substr 1 3 "hello" }} {{ substr -1 3 "hello" }} {{ substr 2 -1 "hello" }}
{{ trim "  a " }}|{{ trimAll "$" "$5.00$" }}|{{ trimSuffix "-" "hello-" }}|{{ trimPrefix "-" "-hello" }}|{{ nospace "h e l l o" }}
{{ trunc 3 "hello" }} {{ trunc -3 "hello" }} {{ trunc 99 "hello" }} {{ abbrev 5 "hello world" }} {{ abbrevboth 5 10 "1234 5678 9123" }} {{ initials "First Try" }}
{{ contains "ell" "hello" }} {{ hasPrefix "he" "hello" }} {{ hasSuffix "lo" "hello" }} {{ replace "l" "L" "hello" }} {{ cat "a" 1 nil "b" }}
{{ quote "a" 1 nil "b\"c" }} {{ squote "a" 1 nil }} {{ quote .Values.float .Values.big .Values.truth .Values.list }}
{{ indent 4 "a\nb" }}|{{ nindent 2 "a\nb" }}
{{ wrap 5 "hello world foo" }} {{ wrapWith 5 "\t" "hello world" }} {{ snakecase "FirstName" }} {{ camelcase "http_server" }} {{ kebabcase "FirstName" }} {{ swapcase "aBc" }}
{{ plural "one" "many" 1 }} {{ plural "one" "many" 2 }} {{ coalesce 0 "" "x" }} {{ ternary "a" "b" true }} {{ true | ternary "a" "b" }} {{ default "d" "" }} {{ default "d" 0 }} {{ default "d" "v" }} {{ .Values.missing | default "d" }} {{ default "x" false }}
{{ empty "" }} {{ empty 0 }} {{ empty .Values.none }} {{ empty "x" }} {{ all 1 "" }} {{ any 0 1 }} {{ splitList "," "a,b,c" }} {{ split "$" "a$b$c" }} {{ (split "." "a.b")._1 }} {{ splitn "." 2 "a.b.c" }} {{ join "-" .Values.list }} {{ join "," .Values.mixed }} {{ join "x" "y" }}
{{ sortAlpha .Values.list }} {{ sortAlpha .Values.numbers }} {{ toString .Values.float }} {{ toString .Values.big }} {{ toString nil }} {{ toStrings .Values.mixed }}
{{ atoi "12" }} {{ atoi "010" }} {{ atoi "x" }} {{ int "010" }} {{ int "0x10" }} {{ int "1.5" }} {{ int 1.9 }} {{ int64 "7" }} {{ float64 "1.5" }} {{ int nil }} {{ int true }} {{ toDecimal "777" }}
{{ shuffle "" }} {{ regexMatch "^h.*o$" "hello" }} {{ regexFind "l+" "hello" }} {{ regexFindAll "[a-c]" "abcabc" 2 }} {{ regexFindAll "x" "abc" -1 }}
{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${'$'}{1}W" }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W" }} {{ regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "$1" }} {{ regexSplit "z+" "pizza" -1 }} {{ regexSplit "z" "pizza" 2 }} {{ regexQuoteMeta "1.2" }}
{{ mustRegexMatch "(" "x" }}
{{ regexMatch "(" "x" }}
{{ regexMatch "(?i)HELLO" "hello" }} {{ regexFind "(?P<n>l+)" "hello" }} {{ regexMatch "\\d+" "a1" }} {{ regexMatch "[[:alpha:]]" "a" }}
{{ regexMatch "(?=x)" "x" }}
{{ trim nil }}
{{ trim 1 }}
{{ upper .Values.missing }}
{{ trunc "3" "hello" }}
{{ trimSuffix "-" }}
{{ repeat 2 "a" | upper | quote }} {{ "a" | printf "%s-%s" "b" }} {{ tuple 1 2 }} {{ kindOf 1 }} {{ kindOf "a" }} {{ kindOf .Values.float }} {{ kindOf .Values.list }} {{ kindOf .Values.nested }} {{ kindOf nil }} {{ kindIs "string" "a" }} {{ typeOf .Values.nested }} {{ typeOf .Values.list }} {{ typeIs "string" "a" }} {{ typeIsLike "int" 1 }} {{ typeOf nil }} {{ deepEqual (list 1 2) (list 1 2) }}
{{ b64enc "héllo" }} {{ b64dec "aGVsbG8=" }} {{ b64dec "!!" }} {{ b32enc "a" }} {{ b32dec "ME======" }} {{ sha1sum "a" }} {{ sha256sum "a" }} {{ sha512sum "a" }} {{ adler32sum "a" }}
{{ urlParse .Values.url }} {{ urlJoin (dict "scheme" "http" "host" "h:80" "path" "/p" "query" "q=1") }} {{ (urlParse .Values.url).host }}
{{ base "a/b.c" }} {{ dir "a/b.c" }} {{ ext "a/b.c" }} {{ clean "a/../b" }} {{ isAbs "/a" }} {{ osBase "/x/y" }} {{ osDir "/x/y" }} {{ osExt "f.x" }} {{ osIsAbs "x" }}
{{ randAlphaNum 0 }}{{ len (randAlpha 5) }} {{ len (randNumeric 5) }} {{ len (randAscii 3) }} {{ len uuidv4 }} {{ hasKey (dict "a" 1) "a" }}
{{ getHostByName "localhost" }}|{{ env "HOME" }}
{{ expandenv "$HOME" }}
{{ hello }}
{{ toRawJson .Values.html }} {{ toJson .Values.html }} {{ mustToJson .Values.list }} {{ toPrettyJson .Values.nested }} {{ fromJson "{\"a\": [1, 2.5, null]}" }} {{ fromJson "[1" }} {{ fromJsonArray "[1, \"a\"]" }} {{ fromJsonArray "{" }}`),
  numbers: lines(String.raw`
{{ add 1 2 3 }} {{ add 1 1.7 }} {{ add "1" 2 }} {{ sub 5 3 }} {{ mul 2 3 4 }} {{ div 7 2 }} {{ mod 7 3 }} {{ add1 5 }} {{ max 1 5 3 }} {{ min 4 2 }} {{ maxf 1.5 2.5 }} {{ minf 1.5 2.5 }}
{{ div 1 0 }}
{{ mod 1 0 }}
{{ ceil 1.2 }} {{ floor 1.8 }} {{ round 1.2345 2 }} {{ round 2.5 0 }} {{ round 123.5 0 }} {{ addf 1.5 2 }} {{ subf 5 0.5 }} {{ mulf 1.5 2 }} {{ divf 1 4 }} {{ add1f 1.5 }} {{ add .Values.int 1 }} {{ mul .Values.float 2 }}
{{ until 5 }} {{ until -3 }} {{ untilStep 3 6 2 }} {{ untilStep 5 0 -2 }} {{ seq 5 }} {{ seq -3 }} {{ seq 1 3 }} {{ seq 0 2 10 }} {{ seq 5 1 }} {{ seq 0 }}
{{ .Values.int | int }} {{ .Values.big | int64 }} {{ .Values.big | int | toString }} {{ mul .Values.big 1024 }} {{ .Values.huge | int64 }} {{ .Values.huge | toJson }} {{ .Values.big | toYaml }} {{ .Values.small | toYaml }} {{ 1e21 | toYaml }} {{ 1.0 | toYaml }} {{ 0.1 | toYaml }}
{{ gt (int .Values.int) 2 }} {{ lt .Values.float 2.0 }} {{ eq (int .Values.int) 3 }} {{ eq .Values.int 3.0 }}
{{ int 99999999999 }} {{ int64 "9223372036854775807" }} {{ int "9223372036854775808" }} {{ float64 "abc" }} {{ add 9223372036854775807 1 }} {{ biggest 1 2 }}
{{ toString 1.0 }} {{ toString 1 }} {{ toString 100000000.0 }} {{ toString 1e20 }} {{ toString 12345678.9 }} {{ 1234567.0 }} {{ 123456789.0 }} {{ 0.000001 }} {{ 3.0 | int }} {{ .Values.number | int | add 1 }}`),
  lists: lines(String.raw`
{{ list 1 "a" nil true }} {{ list }} {{ first .Values.list }} {{ rest .Values.list }} {{ last .Values.list }} {{ initial .Values.list }} {{ first (list) }} {{ rest (list) }} {{ last (list) }}
{{ append .Values.list "z" }} {{ push (list 1) 2 }} {{ prepend .Values.list "z" }} {{ concat .Values.list (list 1) (list) }} {{ reverse .Values.list }} {{ uniq (list 1 1 2 "a" "a") }} {{ without .Values.list "a" "c" }} {{ has "a" .Values.list }} {{ has 1 (list 1.0) }} {{ has nil (list nil) }}
{{ compact (list 0 "" nil "a" 1 false) }} {{ slice .Values.list 1 2 }} {{ slice .Values.list 1 }} {{ chunk 2 .Values.numbers }} {{ mustFirst .Values.list }}
{{ slice .Values.list 2 9 }}
{{ append "x" 1 }}
{{ mustAppend nil 1 }}
{{ first "x" }}
{{ has "a" nil }} {{ has "a" "abc" }}
{{ $l := list 1 2 }}{{ $m := append $l 3 }}{{ $l }}{{ $m }}
{{ range $i, $c := chunk 2 (list 1 2 3) }}{{ $i }}{{ $c }}{{ end }}
{{ index (list (list 1 2) (list 3)) 0 1 }} {{ len (list 1 2) }} {{ list 1 2 | join "," }} {{ toStrings (list 1 1.5 nil true) | join "|" }}
{{ .Values.list | sortAlpha | first }} {{ .Values.maps | len }} {{ (first .Values.maps).name }} {{ concat (list 1) nil }}
{{ list "a" "b" | toJson }} {{ list 1 2.0 "x" nil (dict "a" 1) | toYaml }} {{ list (list 1 2) (list) | toYaml }}`),
  dicts: lines(String.raw`
{{ dict "a" 1 "b" }} {{ dict 1 2 }} {{ $d := dict "x" 1 }}{{ set $d "y" 2 }}{{ $d }} {{ unset $d "x" }} {{ hasKey $d "x" }} {{ get $d "y" }}|{{ get $d "none" }}|
{{ keys .Values.nested | sortAlpha }} {{ values (dict "a" 1) }} {{ pick .Values.nested "a" "none" }} {{ omit .Values.nested "a" "b" }} {{ pluck "name" (index .Values.maps 0) (index .Values.maps 1) }} {{ dig "b" "x" "d" .Values.nested }} {{ dig "b" "zz" "d" .Values.nested }} {{ dig "q" "zz" "d" .Values.nested }}
{{ dig "c" "zz" "d" .Values.nested }}
{{ merge (dict "a" 1) (dict "a" 2 "b" 3) }} {{ merge (dict "a" false "b" "" "c" 0) (dict "a" true "b" "x" "c" 1) }} {{ merge (dict "m" (dict "x" 1)) (dict "m" (dict "x" 2 "y" 3)) }} {{ merge (dict "a" nil) (dict "a" 1) }}
{{ mergeOverwrite (dict "a" 1) (dict "a" 2 "b" 3) }} {{ mergeOverwrite (dict "a" true "b" "x" "l" (list 1)) (dict "a" false "b" "" "l" (list)) }} {{ mergeOverwrite (dict "m" (dict "x" 1)) (dict "m" (dict)) }} {{ mergeOverwrite (dict "m" (dict "x" 1)) (dict "m" "s") }} {{ mergeOverwrite (dict "m" 1) (dict "m" nil) }}
{{ mustMerge (dict "a" 1) (dict "b" 2) (dict "c" 3) }} {{ mustMergeOverwrite (dict "a" 1) (dict "a" 2) (dict "a" 3) }} {{ merge (dict) .Values.nested }}
{{ $d := deepCopy .Values.nested }}{{ $_ := set $d.b "x" 9 }}{{ $d.b.x }} {{ .Values.nested.b.x }}
{{ $d := .Values.nested }}{{ $_ := set $d.b "x" 9 }}{{ .Values.nested.b.x }}
{{ $_ := set .Values "added" "x" }}{{ .Values.added }} {{ $_ := set . "own" 1 }}{{ .own }}
{{ range $k, $v := dict "b" 1 "a" 2 }}{{ $k }}{{ $v }}{{ end }} {{ len (dict "a" 1) }} {{ dict "a" (dict "b" (list 1 (dict "c" 2))) | toYaml }}
{{ set nil "a" 1 }}
{{ get nil "a" }}
{{ hasKey "x" "a" }}
{{ keys "x" }}
{{ merge .Values.nested }} {{ .Values.blank | toYaml }} {{ dict | toJson }} {{ (dict "a.b" 1) | toYaml }} {{ get (dict "a.b" 1) "a.b" }}
{{ dict "__proto__" 1 "constructor" 2 "toString" 3 | toJson }} {{ (dict "a" 1).constructor }}|{{ get (dict "a" 1) "__proto__" }}| {{ hasKey (dict) "toString" }}
{{ $a := dict "x" (dict "y" 1) }}{{ $b := merge (dict) $a }}{{ $_ := set $b.x "y" 2 }}{{ $a.x.y }}
{{ fromYaml "a: 1" | merge (dict "b" 2) | toJson }} {{ tpl "{{ .a }}" (dict "a" 1) }} {{ kindIs "map" .Values.nested }} {{ kindIs "slice" .Values.list }} {{ kindIs "invalid" nil }}
{{ merge (dict) (dict "x" 1) (dict "y" nil) | toJson }} {{ merge (dict) (dict "x" (dict "y" nil)) (dict "x" (dict "z" nil)) | toJson }} {{ merge (dict "x" (dict)) (dict "x" (dict "y" nil)) (dict "x" (dict "z" nil "u" 1)) | toJson }}
{{ mergeOverwrite (dict "a" 1) (dict "a" nil "b" nil) | toJson }} {{ mergeOverwrite (dict "a" (dict)) (dict "a" (dict "b" nil)) | toJson }} {{ merge (dict "a" "") (dict "a" (dict "b" nil)) | toJson }} {{ mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" 0) (dict "a" (dict "c" "")) | toJson }} {{ merge (dict "a" (list)) (dict "a" (list 1)) (dict "a" (list 2)) | toJson }}`),
  yaml: lines(String.raw`
{{ toYaml .Values.keys }}
{{ toYaml .Values.nested }}
{{ toYaml .Values.mixed }}
{{ toYaml .Values.maps }}
{{ toYaml .Values.multi }}|{{ dict "m" .Values.multi | toYaml }}|{{ dict "m" "a\nb" | toYaml }}|{{ dict "m" "a\n\n" | toYaml }}
{{ list "yes" "no" "on" "y" "true" "null" "~" "" "1" "1.5" "0644" "0x1f" "1e3" "1_000" ".5" "-" "- a" "a: b" "a:" ":a" "a #b" "#a" "2024-01-15" "1:30" "12:30:45" "<<" "=" "!" "&a" "*a" "@" "%" "?" "? a" "|" ">" "[a" "{a" "]" "}" "," "'" "\"" "a'b" "a\"b" | toYaml }}
{{ list " lead" "trail " "tab\t" "\ttab" "a\tb" "nl\n" "\nnl" "a\n b" " a\nb" "a \nb" "a\r\nb" "é" "☃" "\u0007" "a\\b" "{{ x }}" "{{x}}" "a{b" "a,b" "a]b" "--- a" "---" "..." "key: {{ x }}" "http://a.b:80/c" "a:b" "-a" "-1" "+1" "- " "?a" "%a" | toYaml }}
{{ dict "long" (repeat 30 "word ") "plain" "word word" | toYaml }}
{{ dict "quoted" (printf "%s: x" (repeat 30 "word ")) | toYaml }}
{{ dict "dq" (printf "%s \t x" (repeat 30 "word ")) | toYaml }}
{{ dict "nospace" (repeat 120 "x") | toYaml }}
{{ dict "a" nil "b" true "c" 1 "d" 1.5 "e" "" "f" (list) "g" (dict) "h" (list (dict)) | toYaml }}
{{ dict "true" 1 "1" 2 "a b" 3 "a: b" 4 "" 5 "null" 6 "-" 7 "é" 8 | toYaml }}
{{ dict "a" (list (list 1 2) (dict "x" 1 "y" (list 1))) | toYaml }}
{{ list (dict "b" 1 "a" (dict "c" 2)) | toYaml | nindent 2 }}
{{ toYaml nil }}|{{ toYaml "" }}|{{ toYaml "a" }}|{{ toYaml true }}|{{ toYaml 1 }}|{{ toYaml .Values.special }}|{{ toYaml .Values.date }}
{{ toYamlPretty .Values.nested }}
{{ fromYaml "a: [1, two]\nb: {c: yes}" | toJson }} {{ fromYaml "- a" | toJson }} {{ fromYamlArray "- a\n- 1" | toJson }} {{ fromYaml "" | toJson }} {{ fromYaml "a: 1\na: 2" | toJson }}
{{ (fromYaml "a: [").Error | empty }} {{ fromYamlArray "a: 1" | len }} {{ fromYaml "a: 0644\nb: 1_0\nc: 1:30\nd: 2024-01-15\ne: ~\nf: 0o17\ng: .5\nh: '1'" | toJson }}
{{ fromYaml "a: |\n  x\n  y\nb: >-\n  p\n  q\nc: &x 1\nd: *x" | toJson }} {{ fromYaml (toYaml .Values.nested) | toJson }} {{ dict "m" "a\n" | toYaml | fromYaml | toJson }}
{{ fromYaml "y: 1\nno: 2\n3: x\n1.5: z\n~: q" | toJson }}
{{ toToml (dict "a" 1 "b" (dict "c" "x" "d" (list 1 2)) "e" true) }}
{{ toToml .Values.nested }}
{{ fromToml "a = 1\n[b]\nc = \"x\"\n" | toJson }} {{ (fromToml "= 1").Error | empty }}
{{ fromToml "a = \"x\\ty\"\nb.c = 'l\\q'\nd = [1, 2.5, true, [ ], \"z\"]\n[t]\nx = { y = 1, z = \"w\" }\n[[l]]\nn = 1\n[[l]]\nn = 2\n[l.sub]\nk = 0x10 # c\n" | toJson }}
{{ (fromToml "a = 1").a | typeOf }} {{ (fromToml "a = 1.0").a | typeOf }} {{ (fromToml "a = [1]").a | typeOf }} {{ fromToml "a = 1_000\nb = 1e3\nc = -0.5\nd = +7" | toJson }} {{ fromToml "a = \"\"\"\nx\ny \\\n  z\"\"\"" | toJson }} {{ hasKey (fromToml "a = 1\na = 2") "Error" }} {{ hasKey (fromToml "[a]\n[a]") "Error" }} {{ hasKey (fromToml "a = ") "Error" }} {{ hasKey (fromToml "a 1") "Error" }} {{ hasKey (fromToml "a = 1 b = 2") "Error" }} {{ hasKey (fromToml "a = \"x") "Error" }} {{ fromToml "" | toJson }} {{ fromToml "\"a b\" = 1\n'c.d' = 2\n3 = 4" | toJson }} {{ hasKey (fromToml "a = {b = 1}\na.c = 2") "Error" }} {{ hasKey (fromToml "a = 01") "Error" }}
{{ toJson .Values.nested }} {{ toJson "<&>" }} {{ toJson "\u2028é" }} {{ toJson 1.0 }} {{ toJson 1e21 }} {{ toJson 1e-7 }} {{ toJson .Values.float }} {{ toJson nil }} {{ toJson (list) }}
{{ toPrettyJson (dict "b" (list 1 2) "a" (dict)) }}
{{ mustToYaml .Values.list }}
{{ mustToDuration "1h" }} {{ tpl .Values.tpl . }} {{ tpl "{{ define \"x\" }}y{{ end }}{{ include \"x\" . }}" . }} {{ tpl "plain" nil }}
{{ tpl "{{ .Values.missing }}|" . }} {{ tpl "{{ $.Values.int }}" . }} {{ tpl (toYaml .Values.tpl) . }}
{{ tpl "{{ fail \"inner\" }}" . }}
{{ tpl "{{ nope }}" . }}
{{ tpl "{{ .Values.missing.x }}" . }}
{{ tpl nil . }}
{{ required "need it" .Values.text }} {{ required "need it" 0 }} {{ required "need it" false }}
{{ required "need it" .Values.missing }}
{{ required "need it" "" }}
{{ fail "stop here" }}
{{ fail (printf "with %d\nlines" 2) }}`),
  kinds: lines(String.raw`
{{ typeOf (add 1 2) }} {{ typeOf (int 1) }} {{ typeOf (int64 1) }} {{ typeOf (len "a") }} {{ typeOf (float64 1) }} {{ typeOf (atoi "1") }} {{ typeOf (toDecimal "7") }} {{ typeOf (max 1 2) }} {{ typeOf (div 4 2) }} {{ typeOf (ceil 1.5) }} {{ typeOf (round 1.5 0) }} {{ typeOf (index "abc" 0) }} {{ typeOf 'a' }} {{ typeOf (semver "1.2.3").Major }}
{{ kindOf (add 1 2) }} {{ kindIs "int64" (sub 3 1) }} {{ kindIs "int" (mod 3 2) }} {{ typeIs "int64" (mul 2 2) }} {{ typeIsLike "int64" (add1 1) }} {{ kindOf .Values }} {{ kindOf .Files }} {{ kindOf .Capabilities }} {{ kindOf .Capabilities.APIVersions }} {{ kindOf (semver "1.2.3") }} {{ kindOf now }}
{{ typeOf . }} {{ typeOf .Values }} {{ typeOf .Chart }} {{ typeOf .Chart.Annotations }} {{ typeOf .Release }} {{ typeOf .Template }} {{ typeOf .Subcharts }} {{ typeOf .Values.nested }} {{ typeOf (splitList "," "a,b") }} {{ typeOf (split "," "a,b") }} {{ typeOf (until 3) }} {{ typeOf (keys .Values.nested) }} {{ typeOf (values .Values.nested) }} {{ typeOf (list 1) }} {{ typeOf (sortAlpha .Values.list) }} {{ typeOf (regexFindAll "a" "aa" -1) }} {{ typeOf (regexSplit "a" "bab" -1) }} {{ typeOf (toStrings (list 1)) }} {{ typeOf (.Files.Lines "config/a.txt") }} {{ typeOf (deepCopy .Values) }} {{ typeOf (chunk 1 .Values.list) }} {{ typeOf (pluck "x" .Values.nested) }} {{ typeOf (fromJson "{}") }} {{ typeOf (fromYaml "a: 1").a }} {{ typeOf (uniq .Values.list) }} {{ typeOf (first .Values.list) }} {{ typeOf (concat .Values.list (list 1)) }} {{ typeOf (dict) }} {{ typeOf nil }} {{ typeOf (reverse .Values.list) }} {{ typeOf (compact .Values.list) }} {{ typeOf (slice .Values.list 0 1) }} {{ typeOf (initial (splitList "," "a,b")) }} {{ typeOf (urlParse "http://a/b") }} {{ typeOf (mustToDuration "1s") }} {{ typeOf now }} {{ typeOf (append (until 2) 1) }}
{{ eq (add 1 1) 2 }} {{ has (add 0 1) (list 1) }} {{ has 1 (list 1) }} {{ has 1.0 .Values.numbers }} {{ without (list 1 2) (add 0 1) }} {{ uniq (list 1 (add 0 1) 1.0) }} {{ deepEqual (splitList "," "a") (list "a") }} {{ deepEqual (add 1 1) 2 }} {{ deepEqual (list 1) (list 1) }} {{ deepEqual (dict "a" 1) (dict "a" 1) }} {{ lt (add 1 1) 3 }} {{ gt 2.5 1.5 }} {{ le "a" "b" }} {{ eq (semver "1.2.3").Minor 2 }}
{{ range (add 1 2) }}{{ . }}{{ typeOf . }}{{ end }}
{{ until (add 1 2) }}
{{ trunc (add 1 2) "abcdef" }}
{{ "abc" | indent (add 1 1) }}
{{ repeat .Values.int "x" }}
{{ until .Values.int }}
{{ substr 0 .Values.int "abcdef" }}
{{ round 1.5 (add 0 1) }}
{{ toYaml (add 1 2) }} {{ toJson (dict "a" (add 1 2)) }} {{ dict "a" (add 1 2) | toYaml | fromYaml | toJson }} {{ printf "%d %v %s" (add 1 2) (add 1 2) (add 1 2) }} {{ add 1 2 | toString | quote }} {{ add 1 2 | int | typeOf }} {{ default 5 (sub 1 1) }} {{ empty (sub 1 1) }} {{ ternary "y" "n" (eq (add 1 0) 1) }} {{ not (sub 1 1) }} {{ index .Values.list (sub 2 1) }} {{ join "," (list (add 1 1) 2) }} {{ cat (add 1 1) "x" }} {{ coalesce (sub 1 1) 7 }} {{ add (add 1 2) 1.5 }} {{ float64 (add 1 2) }} {{ len .Values.list | mul 2 }} {{ sum 1 }}
{{ if sub 1 1 }}yes{{ else }}no{{ end }} {{ with add 1 1 }}{{ . }}{{ end }}
{{ .Chart.Annotations.none | quote }} {{ .Chart.Annotations.x | quote }} {{ index .Chart.Annotations "none" | quote }} {{ (split "," "a")._5 | quote }} {{ hasKey .Chart.Annotations "x" }} {{ .Values.none | quote }}
{{ get .Chart.Annotations "x" }}
{{ set (split "," "a,b") "x" "y" }}
{{ dig "a" "none" .Values }}
{{ dig "a" "none" .Values.nested }} {{ dig "b" "x" 5 .Values.nested }} {{ dig "b" "none" "y" 5 .Values.nested }} {{ dig "a" 1 .Values.AsMap }}
{{ dig "c" "d" 5 .Values.nested }}
{{ merge nil (dict "a" 1) | toJson }} {{ mergeOverwrite nil (dict "a" 1) | toJson }} {{ merge (dict) nil | toJson }} {{ get nil "a" | quote }} {{ hasKey nil "a" }} {{ keys nil }} {{ pick nil "a" }} {{ omit nil "a" }} {{ unset nil "a" }} {{ values nil }} {{ pluck "a" nil }}
{{ set nil "a" 1 }}
{{ merge .Values.missing (dict "a" 1) }}
{{ hasKey .Values.missing "a" }}
{{ get .Values.nothing "a" }}
{{ keys .Values.text }}`),
  scopes: lines(String.raw`
{{ $x := "outer" }}{{ if false }}{{ $x := "inner" }}{{ $x }}{{ else }}{{ $x }}{{ end }}{{ $x }}
{{ $x := "outer" }}{{ if true }}{{ $x := "inner" }}{{ $x }}{{ else }}{{ $x }}{{ end }}{{ $x }}
{{ $x := "outer" }}{{ if false }}{{ $x = "inner" }}{{ else if true }}{{ $x = "second" }}{{ else }}{{ $x }}{{ end }}{{ $x }}
{{ if false }}{{ $x := 1 }}{{ $x }}{{ else }}{{ $x }}{{ end }}
{{ if false }}{{ $x := 1 }}{{ $x }}{{ else }}{{ $x.y }}{{ end }}
{{ if false }}{{ $x := 1 }}{{ $x }}{{ else }}{{ $x = 2 }}{{ end }}
{{ $x := "o" }}{{ range .Values.none }}{{ $x := "i" }}{{ $x }}{{ else }}{{ $x }}{{ end }}
{{ $x := "o" }}{{ with .Values.missing }}{{ $x := "i" }}{{ else with .Values.text }}{{ $x }}{{ . }}{{ else }}never{{ end }}{{ $x }}
{{ $x := "o" }}{{ with $x := "w" }}{{ $x }}{{ else }}{{ $x }}{{ end }}{{ $x }}
{{ $x := "o" }}{{ if $x := "" }}{{ $x }}{{ else }}[{{ $x }}]{{ end }}{{ $x }}
{{ range $i, $e := .Values.list }}{{ $y := $e }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ $y }}{{ end }}
{{ $y := 0 }}{{ range .Values.list }}{{ $y = add $y 1 }}{{ end }}{{ $y }}
{{ range $k, $v := dict "a" nil }}{{ $v.x }}{{ end }}
{{ range list nil }}{{ .x }}{{ end }}
{{ range list nil }}{{ . }}|{{ with . }}never{{ else }}else{{ end }}{{ end }}
{{ $x := .Values.missing }}{{ $x.a }}|{{ $x.a.b.c }}
{{ with dict "a" nil }}{{ .a.b }}{{ end }}
{{ (.Values.missing).a.b.c }}|{{ ((.Values.missing).a).b }}
{{ $x := dict "a" nil }}{{ $x.a.b }}
{{ .Values.text.x }}
{{ $x := .Values.text }}{{ $x.y }}
{{ with .Values.text }}{{ .y }}{{ end }}
{{ range .Values.list }}{{ .y }}{{ end }}
{{ range .Values.none }}x{{ else }}{{ .Values.int }}{{ end }}
{{ (index .Values.list 0).x }}
{{ (printf "a").x.y }}
{{ .Values.nested.c.d }}
{{ .Values.list.x }}
{{ .Values.int.x }}
{{ $.Values.nested.c.d.e }}
{{ and .Values.missing (fail "never") }} {{ or .Values.text (fail "never") }} {{ and .Values.missing.x true }}
{{ or .Values.missing.x true }}
{{ and true (fail "now") }}
{{ eq .Values.nested "a" }}
{{ eq "a" .Values.nested }}
{{ eq .Values.nested nil }} {{ eq nil .Values.nested }} {{ eq .Values.missing nil }} {{ ne .Values.missing "a" }} {{ eq .Values.list nil }} {{ eq 1 nil }} {{ eq nil nil }} {{ eq "a" "b" nil }} {{ eq true true }} {{ eq 1 1.0 }}
{{ eq .Values.list .Values.list }}
{{ eq .Values.list .Values.nested }}
{{ eq "a" "b" 1 }}
{{ lt .Values.nested 1 }}
{{ lt true false }}
{{ lt 1 nil }}
{{ lt "a" 1 }}
{{ index .Values.list 3 }}
{{ index .Values.list 4 }}
{{ index .Values.list -1 }}
{{ index .Values.text 100 }}
{{ index .Values.list "a" }}
{{ index .Values.nested 1 }}
{{ index .Values.int 1 }}
{{ index .Values.nested "b" "x" }} {{ index .Values.nested "none" }} {{ index .Values.nested "none" "x" }}
{{ index nil 1 }}
{{ index .Values.missing "a" }}
{{ index .Values.nested nil }}
{{ len .Values.missing }}
{{ len 3 }}
{{ not nil }} {{ not .Values.missing }}
{{ quote 1 "a" nil true }} {{ squote 1 "a" }} {{ trim .Values.missing }}
{{ trim nil }}
{{ trim (index .Values.list 0) }}
{{ trim (.Values.missing) }}
{{ $x := .Values.missing }}{{ trim $x }}
{{ .Values.missing | trim }}
{{ .Values.int | trim }}
{{ trim 1 }}
{{ trim true }}
{{ trim .Values.nested }}
{{ indent "a" "b" }}
{{ indent 1.5 "b" }}
{{ ternary 1 2 3 }}
{{ ternary 1 2 "true" }}
{{ ternary 1 2 .Values.text }}
{{ keys "a" }}
{{ hasKey 1 "a" }}
{{ set .Values.text "a" 1 }}
{{ upper }}
{{ upper "a" "b" }}
{{ "a" | upper "b" }}
{{ replace "a" "b" }}
{{ "x" | replace "a" }}
{{ printf }}
{{ dict "a" }} {{ list }} {{ dict 1 2 "a" 3 | toJson }}
{{ template "nope" . }}
{{ template "nope" }}
{{ template "nope" (dict "a" 1 | toJson) }}
{{ include "nope" . }}
{{ include .Values.missing . }}
{{ tpl .Values.missing . }}
{{ tpl "{{ .x }}" nil }} {{ tpl "{{ . }}" "a" }}
{{ tpl "{{ if }}" . }}
{{ tpl "{{ include \"nope\" . }}" . }}
{{ tpl "{{ .Values.text.x }}" . }}
{{ required "no" .Values.nothing }}
{{ .Values.text | | upper }}
{{ | upper }}
{{ upper | }}
{{ .Values.text 1 }}
{{ .Values.nested.b 1 }}
{{ "a" "b" }}
{{ 1 | 2 }}
{{ nil }}
{{ nil | quote }}
{{ (nil) }}
{{ $y }}
{{ $y = 1 }}
{{ .Values.text. }}
{{ . | len }} {{ .Values.text | len | add 1 }} {{ (.Values.text | upper) | lower }} {{ ((1)) }} {{- 1 -}}
{{ 1_0 }} {{ 0b11 }} {{ 0o17 }} {{ 1e2 }} {{ .5 }} {{ -1 }} {{ +1 }} {{ 0x1F }} {{ '\n' }} {{ "\x41\u00e9" }} {{ 1. }}
{{ 1a }}
{{ 'ab' }}
{{ "a }}
{{ (1 }}
{{ 1) }}
{{ if true }}a{{ end }}{{ end }}
{{ if true }}a
{{ else }}
{{ break }}
{{ range .Values.list }}{{ if eq . "a" }}{{ break }}{{ end }}{{ . }}{{ end }}
{{ foo }}
{{ .Values.text | foo }}
{{/* c */}}a{{- /* c */ -}} b {{- "c" -}} d
{{ define "x" }}a{{ end }}{{ define "x" }}b{{ end }}{{ template "x" }}
{{ block "blk" .Values.text }}<{{ . }}>{{ end }}
{{ $x := .Values.missing }}{{ hasKey $x.a "b" }} {{ hasKey $x.a.c "b" }}
{{ hasKey (.Values.missing).a "b" }} {{ keys (index .Values "missing").a.b.c }} {{ join "," (.Values.missing).a }} {{ trunc 3 (.Values.missing).a }} {{ range list nil }}{{ hasKey .a "b" }}{{ end }}
{{ define "nothing" }}{{ hasKey .Values "a" }} {{ hasKey .Values.b.c "a" }} {{ hasKey $.Values "z" }}{{ end }}{{ include "nothing" nil }} {{ include "nothing" (index .Subcharts "no") }}`),
  dates: lines(String.raw`
{{ toDate "2006-01-02" "2024-01-15" | date "2006/01/02 Mon Jan _2 15:04:05" }} {{ toDate "2006-01-02T15:04:05Z07:00" .Values.time | unixEpoch }} {{ mustToDate "2006-01-02" "2024-02-29" | date "02 January 2006" }}
{{ dateInZone "2006-01-02 15:04 MST" (toDate "2006-01-02T15:04:05Z07:00" .Values.time) "UTC" }} {{ date_in_zone "15:04" (toDate "2006-01-02T15:04:05Z07:00" .Values.time) "UTC" }} {{ htmlDate (toDate "2006-01-02" "2024-01-15") }} {{ htmlDateInZone (toDate "2006-01-02" "2024-01-15") "UTC" }}
{{ toDate "2006-01-02" "2024-01-15" | dateModify "24h" | date "2006-01-02" }} {{ toDate "2006-01-02" "2024-01-15" | dateModify "-1.5h" | date "2006-01-02 15:04" }} {{ duration 95 }} {{ duration "3600" }} {{ durationRound "2h10m5s" }} {{ durationRound 86400 }}
{{ mustToDate "2006-01-02" "nope" }}
{{ toDate "2006-01-02" "2024-01-15" }} {{ now | date "2006" | len }} {{ ago now }} {{ dateInZone "2006-01-02" 0 "UTC" }} {{ date "2006-01-02" 0 }}`),
  semver: lines(String.raw`
{{ semverCompare ">=1.2.0" "1.3.0" }} {{ semverCompare "^1.2.0" "2.0.0" }} {{ semverCompare "~1.2" "1.2.9" }} {{ semverCompare ">=1.2.0" "1.3.0-rc.1" }} {{ semverCompare ">=1.2.0-0" "1.3.0-rc.1" }} {{ semverCompare "1.x" "1.9.0" }} {{ semverCompare "1.2 - 1.4" "1.3.9" }} {{ semverCompare ">1 <2 || >3" "3.5.0" }} {{ semverCompare "*" "1.0.0" }} {{ semverCompare "!=1.0.0" "1.0.0" }}
{{ semver "v1.2.3-rc.1+b5" }} {{ (semver .Values.version).Major }} {{ (semver .Values.version).Minor }} {{ (semver .Values.version).Patch }} {{ (semver .Values.version).Prerelease }} {{ (semver "1.2.3+b5").Metadata }} {{ (semver "1.2.3").Original }} {{ semver "1.2.3" | (semver "1.2.4").Compare }}
{{ semverCompare ">=1.21-0" .Capabilities.KubeVersion.Version }} {{ semverCompare ">=1.21-0" .Capabilities.KubeVersion.GitVersion }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.KubeVersion }}
{{ semverCompare "bad" "1.0.0" }}
{{ semverCompare ">1" "bad" }}
{{ semver "x" }}`),
  helm: lines(String.raw`
{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Service }} {{ .Release.Revision }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }} {{ .Release.none }}
{{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.Type }} {{ .Chart.Annotations }} {{ .Chart.Keywords }} {{ .Chart.Maintainers }} {{ .Chart.IsRoot }} {{ .Chart.name }}
{{ .Template.Name }} {{ .Template.BasePath }} {{ .Subcharts }} {{ .Chart.Dependencies }}
{{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "x/v1" }} {{ has "apps/v1" .Capabilities.APIVersions }} {{ .Capabilities.HelmVersion.Version }}
{{ .Files.Get "config/a.txt" }}|{{ .Files.Get "none" }}|{{ range $n, $c := .Files.Glob "config/**" }}{{ $n }};{{ end }}{{ (.Files.Glob "config/*").AsConfig }} {{ (.Files.Glob "config/*.txt").AsSecrets }} {{ .Files.Lines "config/a.txt" }} {{ .Files.GetBytes "config/a.txt" | len }}
{{ lookup "v1" "Secret" "ns" "name" }} {{ lookup "v1" "Secret" "ns" "name" | empty }} {{ (lookup "v1" "Secret" "ns" "name").data }}
{{ include "partial" . }} {{ include "partial" (dict "Values" (dict "text" "other")) }} {{ include "partial" . | upper | nindent 2 }}
{{ include "fails" . }}
{{ include "deep" . }}
{{ include "recursive" . }}
{{ (include "partial" .).x }}
{{ include "partial" }}
{{ htpasswd "a" "b" | len }} {{ derivePassword 1 "long" "pw" "user" "site" }} {{ bcrypt "x" | hasPrefix "$2a$" }}
{{ (genCA "x" 1).Cert | hasPrefix "-----BEGIN CERTIFICATE" }} {{ genPrivateKey "ed25519" | hasPrefix "-----BEGIN PRIVATE KEY" }} {{ decryptAES "k" (encryptAES "k" "text") }}
{{ print .Values.list.x }}
{{ .Values }}
{{ . | kindOf }} {{ $.Values.int }} {{ .Values.nested.a | toJson }} {{ .Values.maps | toJson }}
{{ typeOf (.Files.GetBytes "config/a.txt") }} {{ .Files.GetBytes "config/b.yaml" }} {{ .Files.GetBytes "config/b.yaml" | toString }} {{ .Files.GetBytes "config/b.yaml" | quote }} {{ .Files.GetBytes "config/b.yaml" | len }} {{ .Files.GetBytes "config/b.yaml" | b64enc }} {{ .Files.GetBytes "config/b.yaml" | toJson }} {{ .Files.GetBytes "no" | quote }} {{ if .Files.GetBytes "no" }}y{{ end }}
{{ range $name, $bytes := .Files }}{{ $name }} {{ kindOf $bytes }} {{ $bytes | toString }}{{ end }}
{{ .Files.Glob "config/*" | toYaml }} {{ .Files | toJson }} {{ index .Files "config/b.yaml" | toString }} {{ index .Files "no" }} {{ .Files.no | quote }} {{ join "," (.Files.GetBytes "config/b.yaml") }} {{ index (.Files.GetBytes "config/b.yaml") 1 | typeOf }}
{{ $b := .Files.GetBytes "config/b.yaml" }}{{ printf "%s %q %x %v %d %#v %3d %T" $b $b $b $b $b $b $b $b }}
{{ .Files.GetBytes "config/b.yaml" | nindent 2 }} {{ .Capabilities.APIVersions | first }} {{ .Capabilities.KubeVersion.GitVersion }}`),
  versions: lines(String.raw`
{{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion | toString }} {{ quote .Capabilities.KubeVersion }} {{ typeOf .Capabilities.KubeVersion }} {{ kindOf .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.String }} {{ .Capabilities.KubeVersion | toJson }} {{ printf "%s %v" .Capabilities.KubeVersion .Capabilities.KubeVersion }} {{ print .Capabilities.KubeVersion }} {{ trim .Capabilities.KubeVersion }}
{{ $v := .Capabilities.KubeVersion }}{{ $v }} {{ $v.Version }}
{{ with .Capabilities.KubeVersion }}{{ . }} {{ .Minor }}{{ end }}`),
  order: lines(String.raw`
{{ $d := dict }}{{ set $d "a" 1 | dict "x" $d.a "y" }}
{{ $d := dict "a" 0 }}{{ set $d "a" 1 | and $d.a }}
{{ fail "piped" | print (fail "given") }}`),
  urls: lines(String.raw`
{{ urlParse "http://a.b:8427-m/x" }} {{ urlParse "http://a b/" }} {{ urlParse "://x" }} {{ urlParse "1a:b" }} {{ urlParse "http://[::1/" }} {{ urlParse "http://[::1]:80/" }} {{ urlParse "http://a/%zz" }}
{{ urlParse "http://a%41b/" }} {{ urlParse "http://u:p@h:/p?q#f" }} {{ urlParse "http://us er@h/" }} {{ urlParse "http://h:80:90/" }} {{ urlParse "http://h#%zz" }} {{ urlParse "HTTP://Ab/" }} {{ urlParse "http://u%40x:p%2F@h" }} {{ urlParse "mailto:x@y" }}`),
  mistakes: lines(String.raw`
{{ if .a }}{{ $x.y ^ }}{{ end }}
{{ if .a }}{{ .b := 1 }}{{ end }}
{{ if .a }}{{ .b "x }}{{ end }}
{{ if .a }}{{ foo }}{{ "x }}{{ end }}
{{ if .a }}{{ tpl "{{ foo }" . }}{{ end }}
{{ if true }}{{ tpl "{{ foo }" . }}{{ end }}
{{ with .a }}{{ else if .b }}{{ end }}
{{ if .a }}{{ else with .b }}{{ end }}
{{ range .a }}{{ else if .b }}{{ end }}
{{ if .a }}{{ 08 }}{{ end }}
{{ if .a }}{{ 1_ }}{{ end }}
{{ if .a }}{{ 99999999999999999999 }}{{ end }}
{{ if .a }}{{ "a".x }}{{ end }}
{{ if .a }}{{ ^ }}{{ end }}
{{ .Values.a-b.c }}
{{ $-x }}
{{ int-x }}
{{ include"x" }}
{{ .a-}}
{{ .a☃ }}
{{ ☃ }}`),
};

/** One case: a snippet, and the topic that it belongs to. */
export interface Snippet {
  readonly topic: string;
  readonly text: string;
}

/** Every snippet by itself; several independent actions on one line are as many cases. */
export function allSnippets(): Snippet[] {
  const seen = new Set<string>();
  return Object.entries(snippets).flatMap(([topic, list]) => list.flatMap((line) => parts(line)).filter((text) => !seen.has(text) && seen.add(text)).map((text) => ({ topic, text })));
}

function parts(line: string): string[] {
  const dependent = /:=|\{\{-?\s*(?:if|with|range|define|block|end|else|template)\b|-\}\}|\{\{-|\bset\b|^[^{]/.test(line);
  return dependent ? [line] : line.split(/(?<=\}\}) (?=\{\{)/).filter((part) => part !== '');
}

/** The files of the chart around a snippet. */
export function chartOf(snippet: string): Record<string, string> {
  const atTop = /\{\{-?\s*(?:define|block)\b/.test(snippet);
  return {
    'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.2.3\nappVersion: "4.5"\nkeywords: [a, b]\nannotations: {x: "1"}\nmaintainers: [{name: m}]\n',
    'values.yaml': values,
    'config/a.txt': 'line one\nline two\n',
    'config/b.yaml': 'k: v\n',
    'templates/_helpers.tpl': '{{ define "partial" }}<{{ .Values.text }}>{{ end }}\n{{ define "fails" }}{{ fail "in a partial" }}{{ end }}\n{{ define "deep" }}\n  {{ .Values.missing.x }}{{ end }}\n{{ define "recursive" }}{{ include "recursive" . }}{{ end }}\n',
    'templates/case.yaml': atTop ? `# ${snippet}\nkind: X\n` : `{{ define "case" }}${snippet}{{ end }}\nresult: {{ include "case" . | toJson }}\n`,
  };
}
