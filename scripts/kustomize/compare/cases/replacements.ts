import { group } from './group.ts';
import { all } from './objects.ts';

const from = (source: string, targets: string): string => `resources: [d.yaml, s.yaml, c.yaml, w.yaml, x.yaml]\nreplacements:\n- source: ${source}\n  targets:\n  - ${targets}\n`;
const name = '{kind: ConfigMap, name: conf}';
const x = `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
  labels: {tier: front}
  annotations: {a.b/c: old}
data:
  url: https://host:80/path
  json: '{"a": {"b": 1, "list": [{"name": "x", "v": 1}]}, "z": "<&>"}'
  pretty: |-
    {
      "a": {
        "b": 1
      },
      "list": []
    }
  yaml: |
    a:
      b: 1
      list:
      - name: x
        v: "1"
    other: text
  plain: text
  number: "5"
  dotted.key: v
`;
const to = (path: string, options = ''): string => from(name, `{select: {kind: Widget}, fieldPaths: ["${path}"]${options === '' ? '' : `, options: ${options}`}}`);
const config = (path: string, source = name, options = ''): string => from(source, `{select: {kind: ConfigMap, name: x}, fieldPaths: ["${path}"]${options === '' ? '' : `, options: ${options}`}}`);

/** replacements: sources, targets, options, paths, and texts that hold JSON or YAML. */
export const replacements = [
  ...group('source', { ...all, 'x.yaml': x }, Object.fromEntries(Object.entries({
    name, 'kind and field': '{kind: ConfigMap, name: conf, fieldPath: data.b}', 'all of it': '{group: apps, version: v1, kind: Deployment, name: web, fieldPath: spec.replicas}', 'an index': '{kind: Deployment, fieldPath: spec.template.spec.containers.0.image}', 'an item by name': '{kind: Deployment, fieldPath: "spec.template.spec.containers.[name=app].image"}', 'an item by a dotted value': '{kind: Deployment, fieldPath: "spec.template.spec.volumes.[name=data].persistentVolumeClaim.claimName"}', 'the last item': '{kind: Deployment, fieldPath: spec.template.spec.containers.-.name}', 'a mapping': '{kind: Widget, fieldPath: spec.map}', 'a list': '{kind: Widget, fieldPath: spec.list}', 'a number': '{kind: Widget, fieldPath: spec.count}', 'an escaped dot': '{kind: ConfigMap, name: x, fieldPath: "data.dotted\\\\.key"}', 'a key in brackets': '{kind: ConfigMap, name: x, fieldPath: "data.[dotted.key]"}', 'a missing field': '{kind: Widget, fieldPath: spec.nope}', 'a missing object': '{kind: Widget, name: nope}', 'several objects': '{version: v1}', 'nothing said': '{}', 'a wildcard': '{kind: Deployment, fieldPath: "spec.template.spec.containers.*.image"}', 'a negative index': '{kind: Deployment, fieldPath: spec.template.spec.containers.-1.name}', 'beyond the end': '{kind: Deployment, fieldPath: spec.template.spec.containers.7.name}', 'beyond a text': '{kind: Widget, fieldPath: spec.text.more}', 'a part': '{kind: ConfigMap, name: x, fieldPath: data.url, options: {delimiter: ":", index: 1}}', 'the first part': '{kind: ConfigMap, name: x, fieldPath: data.url, options: {delimiter: "/"}}', 'a part beyond': '{kind: ConfigMap, name: x, fieldPath: data.url, options: {delimiter: ":", index: 9}}', 'a part of a mapping': '{kind: Widget, fieldPath: spec.map, options: {delimiter: ":"}}', 'a negative part': '{kind: ConfigMap, name: x, fieldPath: data.url, options: {delimiter: ":", index: -1}}', 'an unknown option': '{kind: Widget, options: {create: true, nope: 1}}', 'a pattern is none': '{kind: Wid.*}', 'a namespace': '{kind: Widget, namespace: default}', 'an unknown field': '{kind: Widget, field: x}', 'an empty value': '{kind: ClusterRole, fieldPath: rules}',
  }).map(([label, source]) => [label, from(source, '{select: {kind: Service}, fieldPaths: [metadata.annotations.copied], options: {create: true}}')]))),
  ...group('target of a replacement', { ...all, 'x.yaml': x }, {
    field: to('spec.text'), 'a number stays one': to('spec.count'), missing: to('spec.nope'), created: to('spec.nope', '{create: true}'), 'created deep': to('spec.a.b.c', '{create: true}'), 'created in a list': to('spec.list.[name=new].value', '{create: true}'), 'created list': to('spec.fresh.[name=new].value', '{create: true}'), 'created by index': to('spec.list.2.name', '{create: true}'), 'created beyond': to('spec.list.5.name', '{create: true}'), 'item by name': to('spec.list.[name=a].size'), 'item by pattern': to('spec.list.[name=.].name'), 'item that is not there': to('spec.list.[name=z].name'), 'all items': to('spec.list.*.name'), 'all items, created': to('spec.list.*.extra', '{create: true}'), 'all of a mapping': to('spec.map.*'), 'index': to('spec.list.1.name'), 'last': to('spec.list.-.name'), 'name': to('metadata.name'), 'a mapping': to('spec.map'), 'a list': to('spec.list'), 'beyond a text': to('spec.text.more'), 'empty path': to(''), 'kind': to('kind'), 'apiVersion': to('apiVersion'), 'namespace': to('metadata.namespace', '{create: true}'),
    'no paths': from(name, '{select: {kind: Widget}}'), 'two paths': from(name, '{select: {kind: Widget}, fieldPaths: [spec.text, metadata.annotations.a], options: {create: true}}'), 'no select': from(name, '{fieldPaths: [spec.text]}'), 'nothing fits': from(name, '{select: {kind: Nope}, fieldPaths: [spec.text]}'), 'name pattern': from(name, '{select: {name: "w.*"}, fieldPaths: [metadata.annotations.a], options: {create: true}}'), 'by labels': from(name, '{select: {labelSelector: tier=front}, fieldPaths: [data.plain]}'), 'by annotations': from(name, '{select: {annotationSelector: note=hello}, fieldPaths: [spec.replicas]}'),
    'reject a name': from(name, '{select: {version: v1}, reject: [{name: web}, {kind: ConfigMap}], fieldPaths: [metadata.annotations.a], options: {create: true}}'), 'reject labels': from(name, '{select: {kind: ConfigMap}, reject: [{labelSelector: tier=front}], fieldPaths: [metadata.annotations.a], options: {create: true}}'), 'reject all': from(name, '{select: {kind: ConfigMap}, reject: [{}], fieldPaths: [data.plain]}'), 'two targets': from(name, '{select: {kind: Widget}, fieldPaths: [spec.text]}\n  - {select: {kind: ConfigMap, name: x}, fieldPaths: [data.plain]}'),
    'no targets': `resources: [w.yaml, c.yaml]\nreplacements: [{source: ${name}}]\n`, 'empty targets': `resources: [w.yaml, c.yaml]\nreplacements: [{source: ${name}, targets: []}]\n`, 'no source': 'resources: [w.yaml]\nreplacements: [{targets: [{select: {kind: Widget}}]}]\n', 'a value': 'resources: [w.yaml]\nreplacements: [{sourceValue: fixed, targets: [{select: {kind: Widget}, fieldPaths: [spec.text, spec.count]}]}]\n', 'an empty value': 'resources: [w.yaml]\nreplacements: [{sourceValue: "", targets: [{select: {kind: Widget}, fieldPaths: [spec.text]}]}]\n', 'a value and a source': `resources: [w.yaml, c.yaml]\nreplacements: [{sourceValue: x, source: ${name}, targets: [{select: {kind: Widget}, fieldPaths: [spec.text]}]}]\n`, 'a number for a value': 'resources: [w.yaml]\nreplacements: [{sourceValue: 1, targets: [{select: {kind: Widget}, fieldPaths: [spec.text]}]}]\n',
    'from a file': { 'kustomization.yaml': 'resources: [w.yaml, c.yaml]\nreplacements: [{path: r2.yaml}]\n', 'r2.yaml': `source: ${name}\ntargets: [{select: {kind: Widget}, fieldPaths: [spec.text]}]\n` }, 'several from a file': { 'kustomization.yaml': 'resources: [w.yaml, c.yaml]\nreplacements: [{path: r2.yaml}]\n', 'r2.yaml': `- source: ${name}\n  targets: [{select: {kind: Widget}, fieldPaths: [spec.text]}]\n- sourceValue: 5\n  targets: [{select: {kind: Widget}, fieldPaths: [spec.count]}]\n` }, 'from an empty file': { 'kustomization.yaml': 'resources: [w.yaml]\nreplacements: [{path: r2.yaml}]\n', 'r2.yaml': '' }, 'unknown fields in a file': { 'kustomization.yaml': 'resources: [w.yaml, c.yaml]\nreplacements: [{path: r2.yaml}]\n', 'r2.yaml': `source: ${name}\nnope: 1\ntargets: [{select: {kind: Widget, nope: 2}, fieldPaths: [spec.text]}]\n` }, 'a text from a file': { 'kustomization.yaml': 'resources: [w.yaml]\nreplacements: [{path: r2.yaml}]\n', 'r2.yaml': 'text\n' }, 'from a missing file': 'resources: [w.yaml]\nreplacements: [{path: nope.yaml}]\n', 'path and source': `resources: [w.yaml, c.yaml]\nreplacements: [{path: r2.yaml, source: ${name}}]\n`,
  }),
  ...group('part of a target', { ...all, 'x.yaml': x }, { 'first': config('data.url', name, '{delimiter: ":", index: 0}'), 'second': config('data.url', name, '{delimiter: ":", index: 1}'), 'in front': config('data.url', name, '{delimiter: ":", index: -1}'), 'behind': config('data.url', name, '{delimiter: ":", index: 9}'), 'of a mapping': to('spec.map', '{delimiter: ":", index: 0}'), 'of a number': to('spec.count', '{delimiter: ".", index: 1}'), 'created': config('data.new', name, '{delimiter: ":", index: 1, create: true}'), 'a mapping as the part': config('data.url', '{kind: Widget, fieldPath: spec.map}', '{delimiter: ":", index: 0}'), 'an index alone': config('data.url', name, '{index: 1}') }),
  ...group('structured text', { ...all, 'x.yaml': x }, {
    json: config('data.json.a.b'), 'json item': config('data.json.a.list.[name=x].v'), 'json index': config('data.json.a.list.0.v'), 'json missing': config('data.json.a.nope'), 'json created': config('data.json.a.new', name, '{create: true}'), 'json number': config('data.json.a.b', '{kind: Widget, fieldPath: spec.count}'), 'json mapping': config('data.json.a', '{kind: Widget, fieldPath: spec.map}'), 'json list': config('data.json.a.list', '{kind: Widget, fieldPath: spec.list}'), 'pretty json': config('data.pretty.a.b'), 'pretty json created': config('data.pretty.a.c', name, '{create: true}'), 'pretty json list': config('data.pretty.list', '{kind: Widget, fieldPath: spec.list}'), yaml: config('data.yaml.a.b'), 'yaml item': config('data.yaml.a.list.[name=x].v'), 'yaml created': config('data.yaml.a.new', name, '{create: true}'), 'yaml mapping': config('data.yaml.a', '{kind: Widget, fieldPath: spec.map}'), 'yaml other': config('data.yaml.other'), 'plain': config('data.plain.x'), 'plain created': config('data.plain.x', name, '{create: true}'), 'number': config('data.number.x'), 'with a delimiter': config('data.yaml.other', name, '{delimiter: "e", index: 0}'), 'url': config('data.url.x'),
  }),
];
