/** A kustomization with everything it needs, by path. */
export interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly dir: string;
}

/** Numbers that are the same for a seed wherever it runs. */
export interface Dice {
  below(n: number): number;
  pick<T>(from: readonly T[]): T;
  chance(percent: number): boolean;
}

/** mulberry32. */
export function dice(seed: number): Dice {
  let state = seed;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
  };
  return { below, pick: (from) => from[below(from.length)] as never, chance: (percent) => below(100) < percent };
}

const names = ['web', 'api', 'db', 'my-app', 'conf'] as const;
const namespaces = ['', '', 'default', 'prod', 'team-a'] as const;
const scalars = [
  'text', '"quoted"', "'single'", '1', '"1"', '01', '0o7', '1.0', '"1.5"', 'true', '"true"', 'yes', '"yes"', 'null', '~', '""', '', '2020-01-02', '1e3', '{}', '[]', '0x1F', '8080', '|-\n%  line one\n%  line two',
  '>-\n%  folded\n%  text\n%    more indented\n%  end', '"a\\nb"', '1:30', '!!str 12', 'a b  c', '{a: 1, b: [x, 2]}', '"{{ x }}"', '- ',
] as const;
const images = ['nginx', 'nginx:1.0', 'docker.io/library/nginx:1.0@sha256:abc', 'registry:5000/app', 'registry:5000/app:v1', 'busybox:1', '"redis:7"'] as const;
const kinds = ['Deployment', 'Service', 'ConfigMap', 'Secret', 'CronJob', 'Ingress', 'StatefulSet', 'Role', 'RoleBinding', 'ClusterRoleBinding', 'ServiceAccount', 'Namespace', 'Widget', 'HelmRelease', 'HorizontalPodAutoscaler', 'PersistentVolumeClaim'] as const;
type Kind = (typeof kinds)[number];

const apiVersions: Readonly<Record<Kind, string>> = {
  Deployment: 'apps/v1', Service: 'v1', ConfigMap: 'v1', Secret: 'v1', CronJob: 'batch/v1', Ingress: 'networking.k8s.io/v1', StatefulSet: 'apps/v1', Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1', ClusterRoleBinding: 'rbac.authorization.k8s.io/v1', ServiceAccount: 'v1', Namespace: 'v1', Widget: 'example.com/v1', HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  HorizontalPodAutoscaler: 'autoscaling/v2beta2', PersistentVolumeClaim: 'v1',
};

/** Text at a depth: `%` at the start of a line stands for the indentation. */
const at = (text: string, indent: number): string => text.replaceAll('%', ' '.repeat(indent));

function scalar(d: Dice, indent: number): string {
  const text = d.pick(scalars);
  return text === '- ' ? `\n${' '.repeat(indent)}- x\n${' '.repeat(indent)}- 2` : at(text, indent);
}

function podSpec(d: Dice, indent: number): string {
  const pad = ' '.repeat(indent);
  const lines = [`${pad}containers:`];
  for (let i = 0; i <= d.below(2); i++) {
    lines.push(`${pad}- name: ${d.pick(['app', 'side', 'main'])}${i}`, `${pad}  image: ${d.pick(images)}`);
    if (d.chance(50)) lines.push(`${pad}  env:`, `${pad}  - name: A`, `${pad}    value: ${d.pick(['a', '"1"', '$(V)', 'x-$(V)-y'])}`, `${pad}  - name: B`, `${pad}    valueFrom: {configMapKeyRef: {name: ${d.pick(names)}, key: k}}`);
    if (d.chance(40)) lines.push(`${pad}  envFrom:`, `${pad}  - ${d.pick(['configMapRef', 'secretRef'])}: {name: ${d.pick(names)}}`);
    if (d.chance(50)) lines.push(`${pad}  ports:`, `${pad}  - containerPort: ${d.pick(['80', '8080'])}${d.chance(30) ? `\n${pad}    protocol: UDP` : ''}`, `${pad}  - containerPort: 9090`);
    if (d.chance(30)) lines.push(`${pad}  args: [a, "2"]`);
    if (d.chance(30)) lines.push(`${pad}  volumeMounts:`, `${pad}  - {name: v, mountPath: /a}`, `${pad}  - {name: w, mountPath: /b}`);
  }
  if (d.chance(30)) lines.push(`${pad}initContainers:`, `${pad}- {name: init, image: ${d.pick(images)}}`);
  if (d.chance(40)) lines.push(`${pad}volumes:`, `${pad}- name: v`, `${pad}  ${d.pick(['configMap: {name: conf}', 'secret: {secretName: db}', 'emptyDir: {}', 'persistentVolumeClaim: {claimName: web}'])}`);
  if (d.chance(30)) lines.push(`${pad}serviceAccountName: ${d.pick(names)}`);
  if (d.chance(20)) lines.push(`${pad}imagePullSecrets: [{name: db}]`);
  return lines.join('\n');
}

function body(d: Dice, kind: Kind): string {
  switch (kind) {
    case 'Deployment': case 'StatefulSet':
      return `spec:\n  replicas: ${d.pick(['1', '"2"', '3'])}\n  selector:\n    matchLabels: {app: x}\n  template:\n    metadata:\n      labels: {app: x}\n    spec:\n${podSpec(d, 6)}\n`;
    case 'CronJob':
      return `spec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n${podSpec(d, 10)}\n`;
    case 'Service':
      return `spec:\n  selector: {app: x}\n  ports:\n  - port: 80\n    targetPort: ${d.pick(['http', '8080', '"8080"'])}\n  - port: 443\n    name: tls\n`;
    case 'ConfigMap': case 'Secret':
      return `data:\n  a: ${d.pick(['b', '"1"', '|\n    x\n    y', '""', '>\n    one\n    two'])}\n  k: v\n`;
    case 'Ingress':
      return `spec:\n  rules:\n  - host: a.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend: {service: {name: ${d.pick(names)}, port: {number: 80}}}\n`;
    case 'Role':
      return 'rules:\n- apiGroups: [""]\n  resources: [pods]\n  verbs: [get, list]\n';
    case 'RoleBinding': case 'ClusterRoleBinding':
      return `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${d.pick(['Role', 'ClusterRole'])}, name: ${d.pick(names)}}\nsubjects:\n- kind: ServiceAccount\n  name: ${d.pick([...names, 'default'])}\n${d.chance(60) ? `  namespace: ${d.pick(['prod', 'team-a', 'default'])}\n` : ''}`;
    case 'HorizontalPodAutoscaler':
      return `spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${d.pick(names)}}\n  minReplicas: 1\n`;
    case 'Widget': case 'HelmRelease':
      return `spec:\n  values:\n    one: ${scalar(d, 6)}\n    two: ${scalar(d, 6)}\n    list:\n    - name: a\n      v: ${scalar(d, 8)}\n    - name: b\n  image: ${d.pick(images)}\n`;
    case 'PersistentVolumeClaim':
      return 'spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n';
    default:
      return '';
  }
}

interface Made {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
  readonly text: string;
}

function resource(d: Dice): Made {
  const kind = d.pick(kinds);
  const name = d.pick(names);
  const namespace = d.pick(namespaces);
  const lines = [`apiVersion: ${apiVersions[kind]}`, `kind: ${kind}`, 'metadata:', `  name: ${d.chance(8) ? `"${name}"` : name}`];
  if (namespace !== '') lines.push(`  namespace: ${namespace}`);
  if (d.chance(35)) lines.push('  labels:', `    app: ${d.pick(['x', '"1"', 'y'])}`, ...(d.chance(30) ? [`    tier: ${d.pick(['front', 'null', 'true'])}`] : []));
  if (d.chance(30)) lines.push(`  annotations:${d.pick([' {}', '', '\n    note: hello', '\n    n: 1\n    b: "true"', '\n    long: >-\n      a\n      b\n\n      c'])}`);
  return { kind, name, namespace, text: `${lines.join('\n')}\n${body(d, kind)}` };
}

function target(d: Dice, made: readonly Made[]): string {
  const one = d.pick(made);
  return d.pick([`{kind: ${one.kind}}`, `{kind: ${one.kind}, name: ${one.name}}`, `{name: ${one.name}}`, '{labelSelector: app=x}', `{labelSelector: "app in (x, y),!nope"}`, '{kind: "Deployment|StatefulSet"}', '{name: ".*"}', `{group: apps, version: v1}`, `{namespace: prod}`, '{annotationSelector: note}']);
}

function strategicBody(d: Dice, kind: Kind): string {
  const pods = kind === 'Deployment' || kind === 'StatefulSet';
  const choices = pods
    ? ['spec:\n  replicas: 5\n', 'spec:\n  template:\n    spec:\n      containers:\n      - name: app0\n        image: new:1\n        env:\n        - {name: A, value: "9"}\n        - {name: Z, value: z}\n', 'spec:\n  template:\n    spec:\n      containers:\n      - name: app0\n        $patch: delete\n', 'spec:\n  template:\n    spec:\n      containers:\n      - name: new\n        image: x\n        ports: [{containerPort: 1}]\n', 'spec:\n  template:\n    spec:\n      $patch: replace\n      containers: [{name: only, image: o}]\n', 'spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - name: only\n        image: o\n', 'spec:\n  template:\n    spec:\n      volumes:\n      - name: v\n        emptyDir: null\n        hostPath: {path: /x}\n      tolerations: [{key: a}]\n', 'spec:\n  template:\n    spec:\n      containers:\n      - name: app0\n        ports:\n        - containerPort: 80\n          name: http\n        - containerPort: 8080\n          protocol: UDP\n          hostPort: 1\n']
    : ['spec:\n  values:\n    one: changed\n    three: {x: null, y: 1}\n    list: [{name: c}]\n', 'data:\n  a: null\n  new: "1"\n', '$patch: delete\n', 'spec: null\n', 'spec:\n  ports:\n  - port: 80\n    name: http\n  - port: 81\n', 'spec:\n  values:\n    $patch: replace\n    only: this\n', 'data:\n  a: 5\n  k: "9"\n', 'spec:\n  image: 12\n  minReplicas: "3"\n'];
  return d.pick(choices);
}

function patch(d: Dice, made: readonly Made[], files: Record<string, string>, dir: string, index: number): string {
  const one = d.pick(made);
  const inline = (text: string): string => `patch: |-\n${text.trimEnd().split('\n').map((line) => `      ${line}`).join('\n')}`;
  const asFile = (text: string): string => {
    files[`${dir}patch${index}.yaml`] = text;
    return `path: patch${index}.yaml`;
  };
  const place = d.chance(60) ? inline : asFile;
  if (d.chance(35)) {
    const operations = d.pick(['- op: add\n  path: /metadata/labels\n  value: {p: q}\n', '- op: add\n  path: /metadata/annotations/x\n  value: "y"\n', '- op: replace\n  path: /spec/replicas\n  value: 7\n', '- op: remove\n  path: /metadata/labels/app\n', '- op: add\n  path: /spec/template/spec/containers/-\n  value: {name: z, image: zz}\n', '- op: replace\n  path: /metadata/name\n  value: renamed\n', '- op: test\n  path: /kind\n  value: Deployment\n- op: copy\n  from: /metadata/name\n  path: /spec/was\n', '- op: move\n  from: /spec/values/one\n  path: /spec/values/moved~1one\n', '[{"op": "add", "path": "/spec/extra", "value": {"a": [1, "2", 3.0, null]}}]', '- op: replace\n  path: /spec/ports/0/port\n  value: 8080\n', '- op: remove\n  path: /spec/ports/-1\n']);
    return `  - target: ${target(d, made)}\n    ${place(operations)}`;
  }
  const anyKind = d.chance(40);
  const header = `apiVersion: ${d.chance(90) ? apiVersions[one.kind] : 'v1'}\nkind: ${one.kind}\nmetadata:\n  name: ${anyKind ? 'any' : one.name}\n${one.namespace !== '' && d.chance(85) ? `  namespace: ${one.namespace}\n` : ''}`;
  const meta = d.chance(30) ? `  labels: {patched: "yes"${d.chance(30) ? ', app: null' : ''}}\n` : '';
  const options = d.chance(8) ? '\n    options: {allowNameChange: true, allowKindChange: true}' : '';
  return `  - ${anyKind ? `target: ${target(d, made)}\n    ` : ''}${place(`${header}${meta}${strategicBody(d, one.kind)}`)}${options}`;
}

function replacement(d: Dice, made: readonly Made[]): string {
  const from = d.pick(made);
  const to = d.pick(made);
  const field = d.pick(['metadata.name', 'metadata.namespace', 'spec.replicas', 'data.a', 'spec.values.one', 'spec.template.spec.containers.[name=app0].image']);
  const path = d.pick(['metadata.annotations.copied', 'spec.values.two', 'spec.template.spec.containers.*.image', 'spec.template.spec.containers.[name=app0].env.[name=A].value', 'data.k', 'metadata.labels.app', 'spec.ports.0.port']);
  const source = d.chance(20) ? 'sourceValue: fixed' : `source: {kind: ${from.kind}, name: ${from.name}, fieldPath: "${field}"${d.chance(20) ? ', options: {delimiter: "-", index: 0}' : ''}}`;
  const options = d.pick(['', '', '\n      options: {create: true}', '\n      options: {delimiter: ":", index: 1}', '\n      options: {delimiter: "/", index: -1}']);
  return `  - ${source}\n    targets:\n    - select: {kind: ${to.kind}}\n      fieldPaths: ["${path}"]${options}`;
}

function transformers(d: Dice, made: readonly Made[], files: Record<string, string>, dir: string): string[] {
  const lines: string[] = [];
  if (d.chance(35)) lines.push(`namespace: ${d.pick(['prod', 'new-ns', '"123"'])}`);
  if (d.chance(30)) lines.push(`namePrefix: ${d.pick(['pre-', 'a.', '"1"'])}`);
  if (d.chance(20)) lines.push('nameSuffix: -suf');
  if (d.chance(25)) lines.push('labels:', `  - pairs: {team: ${d.pick(['a', '"1"'])}, app: z}`, ...(d.chance(40) ? [`    include${d.pick(['Selectors', 'Templates'])}: true`] : []), ...(d.chance(15) ? ['    fields: [{path: spec/values/labels, create: true, kind: Widget}]'] : []));
  if (d.chance(15)) lines.push('commonLabels: {common: "yes"}');
  if (d.chance(20)) lines.push('commonAnnotations: {note: "1", other: text}');
  if (d.chance(30)) lines.push('images:', `  - name: ${d.pick(['nginx', 'docker.io/library/nginx', 'registry:5000/app', 'redis', 'busybox'])}`, `    ${d.pick(['newTag: "2"', 'newName: other/name', 'digest: sha256:def', 'newName: new\n    newTag: v9', 'tagSuffix: -alpine'])}`);
  const scaled = made.filter((each) => each.kind === 'Deployment' || each.kind === 'StatefulSet' || d.chance(3));
  if (d.chance(30) && scaled.length > 0) lines.push('replicas:', `  - {name: ${d.pick(scaled).name}, count: 4}`);
  const patches = d.below(3);
  if (patches > 0) lines.push('patches:', ...Array.from({ length: patches }, (_, i) => patch(d, made, files, dir, i)));
  if (d.chance(15)) lines.push('replacements:', replacement(d, made));
  if (d.chance(8)) {
    const one = d.pick(made);
    lines.push('vars:', `  - {name: V, objref: {apiVersion: ${apiVersions[one.kind]}, kind: ${one.kind}, name: ${one.name}}}`);
  }
  return lines;
}

function generators(d: Dice, files: Record<string, string>, dir: string): string[] {
  const lines: string[] = [];
  const one = (name: string): string[] => {
    files[`${dir}file.txt`] = 'hello\nworld\n';
    files[`${dir}vars.env`] = '# c\nA=1\n  B= two \nC\n';
    const source = d.pick(['literals: [a=1, "b=\\"q\\"", c==x]', 'files: [file.txt]', 'files: [k=file.txt]', 'envs: [vars.env]', 'env: vars.env', 'literals: ["l=<&>"]\n    files: [file.txt]']);
    return [`  - name: ${name}`, `    ${source}`, ...(d.chance(12) ? [`    behavior: ${d.pick(['create', 'merge', 'replace'])}`] : []), ...(d.chance(20) ? [`    namespace: ${d.pick(['prod', 'default'])}`] : []), ...(d.chance(20) ? ['    options: {disableNameSuffixHash: true, labels: {l: "1"}, annotations: {na: x}, immutable: true}'] : [])];
  };
  if (d.chance(35)) lines.push('configMapGenerator:', ...one(d.pick(names)));
  if (d.chance(20)) lines.push('secretGenerator:', ...one(d.pick(names)), ...(d.chance(40) ? ['    type: kubernetes.io/tls'] : []));
  if (lines.length > 0 && d.chance(20)) lines.push('generatorOptions: {labels: {g: x}, disableNameSuffixHash: false}');
  return lines;
}

/** The case of a seed: a base, perhaps a second one and a component, and an overlay. Most of them build. */
export function randomCase(seed: number): Case {
  const d = dice(seed);
  const files: Record<string, string> = {};
  const made: Made[] = [];
  const bases = 1 + d.below(2);
  for (let b = 0; b < bases; b++) {
    const own = new Map<string, Made>();
    for (let i = 0; i <= 1 + d.below(3); i++) {
      const each = resource(d);
      const key = `${each.kind} ${each.name} ${each.namespace}`;
      if (d.chance(97) && [...own.keys(), ...made.map((other) => `${other.kind} ${other.name} ${other.namespace}`)].includes(key)) continue;
      own.set(key, each);
    }
    const list = [...own.values()];
    if (list.length === 0) list.push({ kind: 'Widget', name: `w${b}`, namespace: '', text: `apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: w${b}\n` });
    made.push(...list);
    files[`base${b}/all.yaml`] = list.map((each) => each.text).join(d.pick(['---\n', '---\n', '--- # next\n']));
    files[`base${b}/kustomization.yaml`] = ['resources: [all.yaml]', ...generators(d, files, `base${b}/`), ...(d.chance(50) ? transformers(d, list, files, `base${b}/`) : [])].join('\n') + '\n';
  }
  const top = [`resources:\n${Array.from({ length: bases }, (_, b) => `  - ../base${b}`).join('\n')}`, ...generators(d, files, 'top/'), ...transformers(d, made, files, 'top/')];
  if (d.chance(20)) {
    files['part/kustomization.yaml'] = ['apiVersion: kustomize.config.k8s.io/v1alpha1', 'kind: Component', ...generators(d, files, 'part/'), ...transformers(d, made, files, 'part/')].join('\n') + '\n';
    top.push('components: [../part]');
  }
  if (d.chance(20)) top.push(`sortOptions: {order: ${d.pick(['fifo', 'legacy'])}}`);
  files['top/kustomization.yaml'] = `${top.join('\n')}\n`;
  return { name: `random ${seed}`, files, dir: 'top' };
}
