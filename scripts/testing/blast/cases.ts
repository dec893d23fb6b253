import { prod, syncOf } from '../repository.ts';
/** Files of a repository; undefined takes one away. */
type F = Readonly<Record<string, string | undefined>>;

const cm = (name: string, data = '{a: b}', more = '', ns = 'shop') => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${ns}${more}}\ndata: ${data}\n`;
const ns = (name: string, more = '') => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}${more}}\n`;
const pvc = (name: string, spec = '', more = '') => `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: ${name}, namespace: shop${more}}\nspec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: fast\n  resources: {requests: {storage: 5Gi}}\n${spec}`;
const dep = (name: string, o: { image?: string; labels?: string; sel?: string; more?: string; pod?: string; meta?: string } = {}) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop${o.meta ?? ''}}
spec:
${o.more ?? ''}  selector: {matchLabels: ${o.sel ?? `{app: ${name}}`}}
  template:
    metadata: {labels: ${o.labels ?? `{app: ${name}}`}}
    spec:
${o.pod ?? ''}      containers:
        - name: ${name}
          image: ${o.image ?? 'nginx:1.29.1'}
`;
const sts = (name: string, size = '5Gi', o: { svc?: string; more?: string; meta?: string } = {}) => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}, namespace: shop${o.meta ?? ''}}
spec:
  serviceName: ${o.svc ?? name}
${o.more ?? ''}  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: ${name}
          image: postgres:17.1
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteOnce]
        resources: {requests: {storage: ${size}}}
`;
const job = (name: string, image: string, meta = '') => `apiVersion: batch/v1\nkind: Job\nmetadata: {name: ${name}, namespace: shop${meta}}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: a\n          image: ${image}\n`;
const crd = (kind: string, more = '', spec = '') => `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${kind.toLowerCase()}s.example.com${more}}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: ${kind}, plural: ${kind.toLowerCase()}s, singular: ${kind.toLowerCase()}, listKind: ${kind}List}\n  versions:\n    - name: v1\n      served: true\n      storage: true\n      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object${spec}}}}}\n`;
const svc = (name: string, spec: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  selector: {app: ${name}}\n${spec}`;
const hr = (name: string, values: string, more = '', meta = '') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: shop${meta}}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}, reconcileStrategy: Revision}}
${more}  values:
${values}`;
const chart: F = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'size: 5Gi\nselector: web\nimage: nginx:1.29.1\nreplicas: 2\npdb: true\npvc: true\nnetpol: true\nkeep: false\nconfig: a\nchecksum: false\njob: busybox:1.37\ntype: ClusterIP\nclusterIP: ""\n',
  'charts/web/templates/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: {{ .Values.selector }}}
  template:
    metadata:
      labels: {app: {{ .Values.selector }}}
      annotations:
        {{- if .Values.checksum }}
        checksum/config: {{ .Values.config | sha256sum }}
        {{- end }}
        a: b
    spec:
      containers:
        - name: web
          image: {{ .Values.image }}
          envFrom: [{configMapRef: {name: {{ .Release.Name }}-config}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-config}
data: {a: {{ .Values.config | quote }}}
---
{{- if .Values.pvc }}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}-data
  {{- if .Values.keep }}
  annotations: {helm.sh/resource-policy: keep}
  {{- end }}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: {{ .Values.size }}}}
{{- end }}
---
{{- if .Values.pdb }}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: {{ .Release.Name }}}
spec: {minAvailable: 1, selector: {matchLabels: {app: {{ .Values.selector }}}}}
{{- end }}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec:
  type: {{ .Values.type }}
  {{- with .Values.clusterIP }}
  clusterIP: {{ . }}
  {{- end }}
  selector: {app: {{ .Values.selector }}}
  ports: [{port: 80}]
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-migrate
  {{- if .Values.hook }}
  annotations: {helm.sh/hook: pre-upgrade}
  {{- end }}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: a, image: {{ .Values.job }}}]}
`,
};
const k = (...r: string[]) => `resources: [${r.join(', ')}]\n`;
const base: F = { ...prod, 'apps/ns.yaml': ns('shop') };
/** What a change is, its base, what head makes of that, and the findings about the change: `file:line rule`. */
export type Case = readonly [name: string, base: F, head: F, found: readonly string[]];

export const cases: Case[] = [];
const c = (name: string, b: F, h: F, found: readonly string[]) => cases.push([name, { ...base, ...b }, h, found]);

// deletion
c('namespace file gone', { 'apps/team.yaml': ns('team'), 'apps/cm.yaml': cm('a', '{a: b}', '', 'team') }, { 'apps/team.yaml': undefined }, ['apps/team.yaml:1 prune-deletes-namespace']);
c('namespace gone, prune disabled annotation', { 'apps/team.yaml': ns('team', ', annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}') }, { 'apps/team.yaml': undefined }, []);
c('namespace gone, prune disabled label', { 'apps/team.yaml': ns('team', ', labels: {kustomize.toolkit.fluxcd.io/prune: disabled}') }, { 'apps/team.yaml': undefined }, []);
c('namespace gone, ssa Ignore annotation', { 'apps/team.yaml': ns('team', ', annotations: {kustomize.toolkit.fluxcd.io/ssa: Ignore}') }, { 'apps/team.yaml': undefined }, []);
c('namespace gone, prune false on the Kustomization', { 'clusters/prod/apps.yaml': syncOf('apps', './apps').replace('prune: true', 'prune: false'), 'apps/team.yaml': ns('team') }, { 'apps/team.yaml': undefined }, []);
c('namespace gone, prune turned off in head', { 'apps/team.yaml': ns('team') }, { 'apps/team.yaml': undefined, 'clusters/prod/apps.yaml': syncOf('apps', './apps').replace('prune: true', 'prune: false') }, []);
c('namespace gone, Kustomization suspended in head', { 'apps/team.yaml': ns('team') }, { 'apps/team.yaml': undefined, 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  suspend: true\n') }, ['clusters/prod/apps.yaml:9 unit-suspended']);
c('namespace renamed by namespace transformer', { 'apps/kustomization.yaml': `namespace: one\nresources: [team.yaml, cm.yaml]\n`, 'apps/ns.yaml': undefined, 'apps/team.yaml': ns('one'), 'apps/cm.yaml': cm('a') }, { 'apps/kustomization.yaml': `namespace: two\nresources: [team.yaml, cm.yaml]\n` }, ['apps/team.yaml:1 prune-deletes-namespace']);
c('prune disabled by commonAnnotations', { 'apps/kustomization.yaml': `commonAnnotations: {kustomize.toolkit.fluxcd.io/prune: disabled}\nresources: [team.yaml, ns.yaml]\n`, 'apps/team.yaml': ns('team') }, { 'apps/kustomization.yaml': `commonAnnotations: {kustomize.toolkit.fluxcd.io/prune: disabled}\nresources: [ns.yaml]\n`, 'apps/team.yaml': undefined }, []);
c('prune disabled taken out in the same change', { 'apps/kustomization.yaml': `commonAnnotations: {kustomize.toolkit.fluxcd.io/prune: disabled}\nresources: [team.yaml, ns.yaml]\n`, 'apps/team.yaml': ns('team') }, { 'apps/kustomization.yaml': k('ns.yaml'), 'apps/team.yaml': undefined }, []);
c('PVC dropped from kustomization', { 'apps/kustomization.yaml': k('ns.yaml', 'pvc.yaml'), 'apps/pvc.yaml': pvc('data') }, { 'apps/kustomization.yaml': k('ns.yaml') }, ['apps/pvc.yaml:1 prune-deletes-volume']);
c('PVC renamed by nameSuffix', { 'apps/kustomization.yaml': 'resources: [ns.yaml, pvc.yaml]\n', 'apps/pvc.yaml': pvc('data') }, { 'apps/kustomization.yaml': 'nameSuffix: -v2\nresources: [ns.yaml, pvc.yaml]\n' }, ['apps/pvc.yaml:1 prune-deletes-volume']);
c('PVC deleted by a $patch: delete', { 'apps/kustomization.yaml': 'resources: [ns.yaml, pvc.yaml]\n', 'apps/pvc.yaml': pvc('data') }, { 'apps/kustomization.yaml': 'resources: [ns.yaml, pvc.yaml]\npatches:\n  - patch: |\n      $patch: delete\n      apiVersion: v1\n      kind: PersistentVolumeClaim\n      metadata: {name: data, namespace: shop}\n' }, ['apps/pvc.yaml:1 prune-deletes-volume']);
c('PVC gone with a component', { 'apps/kustomization.yaml': 'resources: [ns.yaml]\ncomponents: [../components/data]\n', 'components/data/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [pvc.yaml]\n', 'components/data/pvc.yaml': pvc('data') }, { 'apps/kustomization.yaml': 'resources: [ns.yaml]\n' }, ['components/data/pvc.yaml:1 prune-deletes-volume']);
c('CRD gone', { 'apps/crd.yaml': crd('Thing'), 'apps/thing.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, namespace: shop}\nspec: {}\n' }, { 'apps/crd.yaml': undefined, 'apps/thing.yaml': undefined }, ['apps/crd.yaml:1 prune-deletes-crd']);
c('CRD moved between Kustomizations', { 'clusters/prod/apps.yaml': `${syncOf('apps', './apps')}---\n${syncOf('infra', './infra')}`, 'apps/crd.yaml': crd('Thing'), 'infra/x.yaml': cm('x') }, { 'apps/crd.yaml': undefined, 'infra/crd.yaml': crd('Thing') }, ['infra/crd.yaml:1 moved-may-be-deleted']);
c('ConfigMap moved between Kustomizations', { 'clusters/prod/apps.yaml': `${syncOf('apps', './apps')}---\n${syncOf('infra', './infra')}`, 'apps/cm.yaml': cm('c'), 'infra/x.yaml': cm('x') }, { 'apps/cm.yaml': undefined, 'infra/cm.yaml': cm('c') }, []);
c('StatefulSet moved from HelmRelease to Kustomization', { 'apps/hr.yaml': hr('web', '    {}\n'), ...chart, 'charts/web/templates/all.yaml': cm('in-chart').replace(', namespace: shop', '') + '---\n' + sts('db').replace(', namespace: shop', '') }, { 'charts/web/templates/all.yaml': cm('in-chart').replace(', namespace: shop', ''), 'apps/db.yaml': sts('db') }, ['apps/db.yaml:1 moved-out-of-release']);
c('Kustomization renamed', { 'apps/cm.yaml': cm('a'), 'apps/d.yaml': dep('web') }, { 'clusters/prod/apps.yaml': syncOf('applications', './apps') }, ['clusters/prod/apps.yaml:3 kustomization-renamed']);
c('Kustomization renamed, namespace only', { 'apps/cm.yaml': cm('a') }, { 'clusters/prod/apps.yaml': syncOf('apps', './apps').replace('namespace: flux-system}', 'namespace: other}').replace('{kind: GitRepository, name: flux-system}', '{kind: GitRepository, name: flux-system, namespace: flux-system}') }, ['clusters/prod/apps.yaml:3 kustomization-renamed']);
c('Kustomization renamed with Orphan', { 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  deletionPolicy: Orphan\n'), 'apps/cm.yaml': cm('a') }, { 'clusters/prod/apps.yaml': syncOf('applications', './apps') }, []);
c('Kustomization renamed through a namePrefix of the cluster', { 'clusters/prod/kustomization.yaml': k('flux.yaml', 'apps.yaml'), 'apps/cm.yaml': cm('a') }, { 'clusters/prod/kustomization.yaml': 'resources: [flux.yaml, apps.yaml]\npatches: [{target: {kind: Kustomization, name: apps}, patch: "- {op: replace, path: /metadata/name, value: renamed}"}]\n' }, ['clusters/prod/kustomization.yaml:2 kustomization-renamed']);
c('Kustomization gone with all it owns', { 'clusters/prod/apps.yaml': `${syncOf('apps', './apps')}---\n${syncOf('db', './db')}`, 'db/pvc.yaml': pvc('data'), 'db/db.yaml': sts('db') }, { 'clusters/prod/apps.yaml': syncOf('apps', './apps') }, ['db/pvc.yaml:1 prune-deletes-volume']);
c('Kustomization gone, deletionPolicy WaitForTermination', { 'clusters/prod/apps.yaml': `${syncOf('apps', './apps')}---\n${syncOf('db', './db', '  deletionPolicy: WaitForTermination\n')}`, 'db/pvc.yaml': pvc('data') }, { 'clusters/prod/apps.yaml': syncOf('apps', './apps') }, ['db/pvc.yaml:1 prune-deletes-volume']);
c('Kustomization gone, prune false', { 'clusters/prod/apps.yaml': `${syncOf('apps', './apps')}---\n${syncOf('db', './db').replace('prune: true', 'prune: false')}`, 'db/pvc.yaml': pvc('data') }, { 'clusters/prod/apps.yaml': syncOf('apps', './apps') }, []);
c('Kustomization gone, prune false, deletionPolicy Delete', { 'clusters/prod/apps.yaml': `${syncOf('apps', './apps')}---\n${syncOf('db', './db', '  deletionPolicy: Delete\n').replace('prune: true', 'prune: false')}`, 'db/pvc.yaml': pvc('data') }, { 'clusters/prod/apps.yaml': syncOf('apps', './apps') }, ['db/pvc.yaml:1 prune-deletes-volume']);
c('Kustomization split in two', { 'apps/a/cm.yaml': cm('a'), 'apps/b/pvc.yaml': pvc('b'), 'apps/a/x.yaml': cm('x'), 'apps/a/y.yaml': cm('y') }, { 'clusters/prod/apps.yaml': `${syncOf('apps', './apps/a')}---\n${syncOf('b', './apps/b')}` }, ['apps/b/pvc.yaml:1 moved-may-be-deleted', 'apps/ns.yaml:1 prune-deletes-namespace']);
c('path moved, same objects', { 'apps/cm.yaml': cm('a'), 'apps/pvc.yaml': pvc('b') }, { 'clusters/prod/apps.yaml': syncOf('apps', './new'), 'new/cm.yaml': cm('a'), 'new/pvc.yaml': pvc('b'), 'new/ns.yaml': ns('shop'), 'apps/cm.yaml': undefined, 'apps/pvc.yaml': undefined, 'apps/ns.yaml': undefined }, []);
c('clusters/ moved', { 'apps/cm.yaml': cm('a') }, { 'clusters/prod/flux.yaml': undefined, 'clusters/prod/apps.yaml': undefined, 'clusters/live/flux.yaml': prod['clusters/prod/flux.yaml'].replace('clusters/prod', 'clusters/live'), 'clusters/live/apps.yaml': prod['clusters/prod/apps.yaml'] }, []);
// helm
c('helm values: pvc off', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    pvc: false\n') }, ['apps/hr.yaml:8 prune-deletes-volume']);
c('helm values: pvc off, keep', { 'apps/hr.yaml': hr('web', '    keep: true\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    keep: true\n    pvc: false\n') }, []);
c('helm values: pvc off and keep came with it', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    keep: true\n    pvc: false\n') }, ['apps/hr.yaml:8 prune-deletes-volume']);
c('helm release gone', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart }, { 'apps/hr.yaml': undefined }, ['apps/hr.yaml:1 prune-deletes-volume']);
c('helm release gone, keep', { 'apps/hr.yaml': hr('web', '    keep: true\n'), ...chart }, { 'apps/hr.yaml': undefined }, []);
c('helm release suspended and gone', { 'apps/hr.yaml': hr('web', '    pvc: true\n', '  suspend: true\n'), ...chart }, { 'apps/hr.yaml': undefined }, []);
c('helm release marked prune disabled, gone', { 'apps/hr.yaml': hr('web', '    pvc: true\n', '', ', annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}'), ...chart }, { 'apps/hr.yaml': undefined }, []);
c('helm release renamed', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart }, { 'apps/hr.yaml': hr('front', '    pvc: true\n') }, ['apps/hr.yaml:1 prune-deletes-volume']);
c('helm release renamed, releaseName kept', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart }, { 'apps/hr.yaml': hr('front', '    pvc: true\n', '  releaseName: web\n') }, ['apps/hr.yaml:3 moved-out-of-release']);
c('releaseName set', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    pvc: true\n', '  releaseName: front\n') }, ['apps/hr.yaml:7 prune-deletes-volume', 'apps/hr.yaml:7 release-reinstalled']);
c('targetNamespace set', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart, 'apps/other.yaml': ns('other') }, { 'apps/hr.yaml': hr('web', '    pvc: true\n', '  targetNamespace: other\n') }, ['apps/hr.yaml:7 prune-deletes-volume', 'apps/hr.yaml:7 release-reinstalled']);
c('storageNamespace set', { 'apps/hr.yaml': hr('web', '    pvc: true\n'), ...chart, 'apps/other.yaml': ns('other') }, { 'apps/hr.yaml': hr('web', '    pvc: true\n', '  storageNamespace: other\n') }, ['apps/hr.yaml:7 release-reinstalled']);
c('helm selector by values', { 'apps/hr.yaml': hr('web', '    replicas: 2\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    replicas: 2\n    selector: front\n') }, ['apps/hr.yaml:9 immutable-selector']);
c('helm selector by values, force', { 'apps/hr.yaml': hr('web', '    replicas: 2\n', '  upgrade: {force: true}\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    replicas: 2\n    selector: front\n', '  upgrade: {force: true}\n') }, ['apps/hr.yaml:10 immutable-selector']);
c('helm job image by values', { 'apps/hr.yaml': hr('web', '    replicas: 2\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    job: busybox:1.38\n') }, ['apps/hr.yaml:8 immutable-job']);
c('helm job hook image by values', { 'apps/hr.yaml': hr('web', '    hook: true\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    hook: true\n    job: busybox:1.38\n') }, []);
c('helm pvc shrinks by values', { 'apps/hr.yaml': hr('web', '    size: 5Gi\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    size: 4Gi\n') }, ['apps/hr.yaml:8 immutable-claim']);
c('helm pdb off', { 'apps/hr.yaml': hr('web', '    replicas: 3\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    replicas: 3\n    pdb: false\n') }, ['apps/hr.yaml:9 disruption-budget-removed']);
c('helm replicas zero', { 'apps/hr.yaml': hr('web', '    replicas: 3\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    replicas: 0\n') }, ['apps/hr.yaml:8 replicas-to-zero']);
c('helm config without rollout', { 'apps/hr.yaml': hr('web', '    config: a\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    config: b\n') }, ['apps/hr.yaml:8 config-change-no-rollout']);
c('helm config with checksum', { 'apps/hr.yaml': hr('web', '    config: a\n    checksum: true\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    config: b\n    checksum: true\n') }, []);
c('helm clusterIP by values', { 'apps/hr.yaml': hr('web', '    config: a\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    config: a\n    clusterIP: None\n') }, ['apps/hr.yaml:9 immutable-service']);
c('helm image major and down', { 'apps/hr.yaml': hr('web', '    image: nginx:1.29.1\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    image: nginx:1.28.0\n') }, ['apps/hr.yaml:8 downgrade']);
c('helm image major', { 'apps/hr.yaml': hr('web', '    image: nginx:1.29.1\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    image: nginx:2.0.0\n') }, ['apps/hr.yaml:8 major-version']);
c('helm postRenderer patch of selector', { 'apps/hr.yaml': hr('web', '    replicas: 2\n'), ...chart }, { 'apps/hr.yaml': hr('web', '    replicas: 2\n', '  postRenderers:\n    - kustomize:\n        patches:\n          - target: {kind: Deployment}\n            patch: |\n              - op: add\n                path: /spec/selector/matchLabels/x\n                value: y\n              - op: add\n                path: /spec/template/metadata/labels/x\n                value: y\n') }, ['apps/hr.yaml:14 immutable-selector']);
c('helm valuesFrom ConfigMap changes selector', { 'apps/hr.yaml': hr('web', '    replicas: 2\n', '  valuesFrom: [{kind: ConfigMap, name: vals}]\n'), ...chart, 'apps/vals.yaml': cm('vals', '\n  values.yaml: |\n    selector: web') }, { 'apps/vals.yaml': cm('vals', '\n  values.yaml: |\n    selector: front') }, ['apps/vals.yaml:6 immutable-selector']);
c('crds/ of a chart change, Skip', { 'apps/hr.yaml': hr('web', '    replicas: 2\n'), ...chart, 'charts/web/crds/thing.yaml': crd('Thing') }, { 'charts/web/crds/thing.yaml': crd('Thing', '', ', properties: {a: {type: string}}') }, ['apps/hr.yaml:4 crd-upgrade-skipped']);
c('crds/ of a chart change, CreateReplace', { 'apps/hr.yaml': hr('web', '    replicas: 2\n', '  upgrade: {crds: CreateReplace}\n'), ...chart, 'charts/web/crds/thing.yaml': crd('Thing') }, { 'charts/web/crds/thing.yaml': crd('Thing', '', ', properties: {a: {type: string}}') }, []);
c('crds/ gone', { 'apps/hr.yaml': hr('web', '    replicas: 2\n'), ...chart, 'charts/web/crds/thing.yaml': crd('Thing') }, { 'charts/web/crds/thing.yaml': undefined }, []);
// kustomize
c('StatefulSet template by patch', { 'apps/kustomization.yaml': 'resources: [ns.yaml, db.yaml]\n', 'apps/db.yaml': sts('db') }, { 'apps/kustomization.yaml': 'resources: [ns.yaml, db.yaml]\npatches:\n  - target: {kind: StatefulSet}\n    patch: |\n      - op: replace\n        path: /spec/volumeClaimTemplates/0/spec/resources/requests/storage\n        value: 10Gi\n' }, ['apps/kustomization.yaml:7 immutable-statefulset']);
c('StatefulSet by substitution', { 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  postBuild: {substitute: {size: 5Gi}}\n'), 'apps/db.yaml': sts('db', '"${size}"') }, { 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  postBuild: {substitute: {size: 10Gi}}\n') }, ['clusters/prod/apps.yaml:9 immutable-statefulset']);
c('StatefulSet by substituteFrom', { 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}\n'), 'clusters/prod/vars.yaml': cm('vars', '{size: 5Gi}', '', 'flux-system'), 'apps/db.yaml': sts('db', '"${size}"') }, { 'clusters/prod/vars.yaml': cm('vars', '{size: 10Gi}', '', 'flux-system') }, ['clusters/prod/vars.yaml:4 immutable-statefulset']);
c('selector by commonLabels', { 'apps/kustomization.yaml': 'resources: [ns.yaml, web.yaml]\n', 'apps/web.yaml': dep('web') }, { 'apps/kustomization.yaml': 'resources: [ns.yaml, web.yaml]\ncommonLabels: {team: a}\n' }, ['apps/kustomization.yaml:2 immutable-selector']);
c('labels without selectors', { 'apps/kustomization.yaml': 'resources: [ns.yaml, web.yaml]\n', 'apps/web.yaml': dep('web') }, { 'apps/kustomization.yaml': 'resources: [ns.yaml, web.yaml]\nlabels: [{pairs: {team: a}, includeTemplates: true}]\n' }, []);
c('Job image in overlay', { 'clusters/prod/apps.yaml': syncOf('apps', './apps/overlay'), 'apps/overlay/kustomization.yaml': 'resources: [../base]\nimages: [{name: busybox, newTag: 1.36.0}]\n', 'apps/base/kustomization.yaml': 'resources: [job.yaml, ../ns.yaml]\n', 'apps/base/job.yaml': job('migrate', 'busybox') }, { 'apps/overlay/kustomization.yaml': 'resources: [../base]\nimages: [{name: busybox, newTag: 1.37.0}]\n' }, ['apps/overlay/kustomization.yaml:2 immutable-job']);
c('Job forced by annotation', { 'apps/job.yaml': job('migrate', 'busybox:1.36.0', ', annotations: {kustomize.toolkit.fluxcd.io/force: enabled}') }, { 'apps/job.yaml': job('migrate', 'busybox:1.37.0', ', annotations: {kustomize.toolkit.fluxcd.io/force: enabled}') }, []);
c('Job forced by the Kustomization', { 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  force: true\n'), 'apps/job.yaml': job('migrate', 'busybox:1.36.0') }, { 'apps/job.yaml': job('migrate', 'busybox:1.37.0') }, []);
c('Job with ssa IfNotPresent', { 'apps/job.yaml': job('migrate', 'busybox:1.36.0', ', annotations: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}') }, { 'apps/job.yaml': job('migrate', 'busybox:1.37.0', ', annotations: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}') }, ['apps/job.yaml:3 no-effect']);
c('Job with a ttl', { 'apps/job.yaml': job('migrate', 'busybox:1.36.0').replace('spec:\n', 'spec:\n  ttlSecondsAfterFinished: 60\n') }, { 'apps/job.yaml': job('migrate', 'busybox:1.37.0').replace('spec:\n', 'spec:\n  ttlSecondsAfterFinished: 60\n') }, ['apps/job.yaml:11 immutable-job']);
c('Job name hashed by generator of name', { 'apps/job.yaml': job('migrate-1', 'busybox:1.36.0') }, { 'apps/job.yaml': job('migrate-2', 'busybox:1.37.0') }, []);
c('PVC forced', { 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  force: true\n'), 'apps/pvc.yaml': pvc('data') }, { 'apps/pvc.yaml': pvc('data').replace('fast', 'slow') }, ['apps/pvc.yaml:6 immutable-claim']);
c('config generator with hash', { 'apps/kustomization.yaml': 'namespace: shop\nresources: [ns.yaml, web.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=b]}]\n', 'apps/web.yaml': dep('web') + '          envFrom: [{configMapRef: {name: conf}}]\n' }, { 'apps/kustomization.yaml': 'namespace: shop\nresources: [ns.yaml, web.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=c]}]\n' }, []);
c('config generator without hash', { 'apps/kustomization.yaml': 'namespace: shop\nresources: [ns.yaml, web.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=b], options: {disableNameSuffixHash: true}}]\n', 'apps/web.yaml': dep('web') + '          envFrom: [{configMapRef: {name: conf}}]\n' }, { 'apps/kustomization.yaml': 'namespace: shop\nresources: [ns.yaml, web.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=c], options: {disableNameSuffixHash: true}}]\n' }, ['apps/kustomization.yaml:3 config-change-no-rollout']);
c('config change, reloader', { 'apps/cm.yaml': cm('conf'), 'apps/web.yaml': dep('web', { meta: ', annotations: {reloader.stakater.com/auto: "true"}' }) + '          envFrom: [{configMapRef: {name: conf}}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: c}') }, []);
c('config change, mounted as folder', { 'apps/cm.yaml': cm('conf'), 'apps/web.yaml': dep('web', { pod: '      volumes: [{name: c, configMap: {name: conf}}]\n' }) + '          volumeMounts: [{name: c, mountPath: /c}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: c}') }, []);
c('config change, mounted by subPath', { 'apps/cm.yaml': cm('conf'), 'apps/web.yaml': dep('web', { pod: '      volumes: [{name: c, configMap: {name: conf}}]\n' }) + '          volumeMounts: [{name: c, mountPath: /c, subPath: a}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: c}') }, ['apps/cm.yaml:4 config-change-no-rollout']);
c('config change with image change', { 'apps/cm.yaml': cm('conf'), 'apps/web.yaml': dep('web') + '          envFrom: [{configMapRef: {name: conf}}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: c}'), 'apps/web.yaml': dep('web', { image: 'nginx:1.29.2' }) + '          envFrom: [{configMapRef: {name: conf}}]\n' }, []);
c('config key added, key used by valueFrom is another', { 'apps/cm.yaml': cm('conf', '{a: b, x: y}'), 'apps/web.yaml': dep('web') + '          env: [{name: A, valueFrom: {configMapKeyRef: {name: conf, key: a}}}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: b, x: z}') }, []);
c('immutable ConfigMap', { 'apps/cm.yaml': cm('conf') + 'immutable: true\n' }, { 'apps/cm.yaml': cm('conf', '{a: c}') + 'immutable: true\n' }, ['apps/cm.yaml:4 immutable-data']);
c('immutable ConfigMap, forced by annotation', { 'apps/cm.yaml': cm('conf', '{a: b}', ', annotations: {kustomize.toolkit.fluxcd.io/force: enabled}') + 'immutable: true\n' }, { 'apps/cm.yaml': cm('conf', '{a: c}', ', annotations: {kustomize.toolkit.fluxcd.io/force: enabled}') + 'immutable: true\n' }, ['apps/cm.yaml:4 immutable-data']);
c('RoleBinding roleRef', { 'apps/rb.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: User, name: a, apiGroup: rbac.authorization.k8s.io}]\n' }, { 'apps/rb.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects: [{kind: User, name: a, apiGroup: rbac.authorization.k8s.io}]\n' }, ['apps/rb.yaml:4 immutable-binding']);
c('role widened by patch', { 'apps/kustomization.yaml': 'resources: [ns.yaml, r.yaml]\n', 'apps/r.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a, namespace: shop}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n' }, { 'apps/kustomization.yaml': 'resources: [ns.yaml, r.yaml]\npatches:\n  - target: {kind: Role}\n    patch: |\n      - {op: add, path: /rules/0/verbs/-, value: delete}\n' }, ['apps/kustomization.yaml:5 rbac-widened']);
c('role reordered and split', { 'apps/r.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a, namespace: shop}\nrules: [{apiGroups: [""], resources: [pods, services], verbs: [get, list]}]\n' }, { 'apps/r.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a, namespace: shop}\nrules: [{apiGroups: [""], resources: [services], verbs: [list, get]}, {apiGroups: [""], resources: [pods], verbs: [get, list]}]\n' }, []);
c('network policy gone', { 'apps/np.yaml': 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n', 'apps/web.yaml': dep('web') }, { 'apps/np.yaml': undefined }, ['apps/np.yaml:1 network-policy-removed']);
c('network policy replaced by another', { 'apps/np.yaml': 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n', 'apps/web.yaml': dep('web') }, { 'apps/np.yaml': 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: b, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n' }, []);
c('default storage class changes', { 'apps/sc.yaml': 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}\nprovisioner: x\n---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: b}\nprovisioner: y\n' }, { 'apps/sc.yaml': 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\nprovisioner: x\n---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: b, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}\nprovisioner: y\n' }, ['apps/sc.yaml:8 default-storage-class-changed']);
c('suspend through a cluster patch', { 'clusters/prod/kustomization.yaml': k('flux.yaml', 'apps.yaml'), 'apps/cm.yaml': cm('a') }, { 'clusters/prod/kustomization.yaml': 'resources: [flux.yaml, apps.yaml]\npatches:\n  - target: {kind: Kustomization}\n    patch: |\n      - {op: add, path: /spec/suspend, value: true}\n' }, ['clusters/prod/kustomization.yaml:5 unit-suspended']);
c('recreate strategy by values-less patch', { 'apps/web.yaml': dep('web') }, { 'apps/web.yaml': dep('web', { more: '  strategy: {type: Recreate}\n' }) }, ['apps/web.yaml:5 apply-refused']);
c('service headless to NodePort', { 'apps/svc.yaml': svc('web', '  clusterIP: None\n  ports: [{port: 80}]\n'), 'apps/web.yaml': dep('web') }, { 'apps/svc.yaml': svc('web', '  type: NodePort\n  ports: [{port: 80}]\n') }, ['apps/svc.yaml:6 apply-refused']);
c('api version of an object moves on', { 'apps/hpa.yaml': 'apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, namespace: shop}\nspec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, targetCPUUtilizationPercentage: 50}\n', 'apps/web.yaml': dep('web') }, { 'apps/hpa.yaml': 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, namespace: shop}\nspec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]}\n' }, []);
c('kind changes under one name', { 'apps/web.yaml': dep('web') }, { 'apps/web.yaml': sts('web') }, []);
c('StatefulSet gone, whenDeleted Delete', { 'apps/db.yaml': sts('db', '5Gi', { more: '  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}\n' }) }, { 'apps/db.yaml': undefined }, ['apps/db.yaml:1 prune-deletes-volume']);
c('StatefulSet gone', { 'apps/db.yaml': sts('db') }, { 'apps/db.yaml': undefined }, []);
c('object becomes ssa: Ignore', { 'apps/pvc.yaml': pvc('data') }, { 'apps/pvc.yaml': pvc('data', '', ', annotations: {kustomize.toolkit.fluxcd.io/ssa: Ignore}').replace('fast', 'slow') }, []);
c('object has reconcile disabled and changes', { 'apps/job.yaml': job('m', 'a:1.0.0', ', annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}') }, { 'apps/job.yaml': job('m', 'a:1.1.0', ', annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}') }, []);
c('two clusters, one overlay', { 'clusters/test/flux.yaml': prod['clusters/prod/flux.yaml'].replace('clusters/prod', 'clusters/test'), 'clusters/test/apps.yaml': syncOf('apps', './apps'), 'apps/pvc.yaml': pvc('data') }, { 'apps/pvc.yaml': undefined }, ['apps/pvc.yaml:1 prune-deletes-volume', 'apps/pvc.yaml:1 prune-deletes-volume']);

c('object let go: marked, then gone', { 'apps/pvc.yaml': pvc('data', '', ', annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}') }, { 'apps/pvc.yaml': undefined }, []);
c('object becomes reconcile disabled', { 'apps/pvc.yaml': pvc('data') }, { 'apps/pvc.yaml': pvc('data', '', ', annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}') }, []);
c('env key changes that is read', { 'apps/cm.yaml': cm('conf', '{a: b, x: y}'), 'apps/web.yaml': dep('web') + '          env: [{name: A, valueFrom: {configMapKeyRef: {name: conf, key: a}}}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: c, x: y}') }, ['apps/cm.yaml:4 config-change-no-rollout']);
c('subPath of another key', { 'apps/cm.yaml': cm('conf', '{a: b, x: y}'), 'apps/web.yaml': dep('web', { pod: '      volumes: [{name: c, configMap: {name: conf}}]\n' }) + '          volumeMounts: [{name: c, mountPath: /c, subPath: a}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: b, x: z}') }, []);
c('subPath by items', { 'apps/cm.yaml': cm('conf', '{a: b, x: y}'), 'apps/web.yaml': dep('web', { pod: '      volumes: [{name: c, configMap: {name: conf, items: [{key: x, path: file}]}}]\n' }) + '          volumeMounts: [{name: c, mountPath: /c, subPath: file}]\n' }, { 'apps/cm.yaml': cm('conf', '{a: b, x: z}') }, ['apps/cm.yaml:4 config-change-no-rollout']);
