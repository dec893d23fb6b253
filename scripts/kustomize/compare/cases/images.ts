import { group } from './group.ts';
import { all, resources } from './objects.ts';

const images = ['nginx', 'nginx:1', 'nginx:1@sha256:abc', 'nginx@sha256:abc', 'docker.io/nginx:1', 'docker.io/library/nginx', 'nginx-extra:1', 'my/nginx:1', 'registry:5000/nginx', 'registry:5000/nginx:2', '"nginx:3"', '"nginx:{{ .x }}"', 'nginx:latest-1.2_3', 'NGINX:1', 'null', '""', 'nginx:', '12'];
const pods = images.map((image, i) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p${i}}\nspec:\n  containers: [{name: a, image: ${image}}]\n  initContainers: [{name: b}]\n`).join('---\n');
const widgets = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec:\n  image: nginx:1\n  containers: [{image: nginx:1}, {name: none}]\n  deep: {initContainers: [{image: nginx:1}], containers: text, list: [{containers: [{image: nginx:1}]}]}\n  ephemeralContainers: [{image: nginx:1}]\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {containers: [{image: nginx:1}]}\n';
const change = (text: string): string => `resources: [p.yaml]\nimages: [${text}]\n`;

/** images and replicas. */
export const imagesAndReplicas = [
  ...group('images', { 'p.yaml': pods }, {
    tag: change('{name: nginx, newTag: "9"}'), 'a number is no tag': change('{name: nginx, newTag: 9}'), name: change('{name: nginx, newName: other/app}'), digest: change('{name: nginx, digest: sha256:fff}'),
    'name and tag': change('{name: nginx, newName: other, newTag: v9}'), 'tag and digest': change('{name: nginx, newTag: v9, digest: sha256:fff}'), suffix: change('{name: nginx, tagSuffix: -alpine}'),
    'suffix and tag': change('{name: nginx, newTag: v9, tagSuffix: -alpine}'), 'name with a registry': change('{name: docker.io/nginx, newTag: v9}'), 'name with a port': change('{name: "registry:5000/nginx", newTag: v9}'),
    pattern: change('{name: .*, newTag: v9}'), 'pattern with a group': change('{name: "(docker.io/)?nginx", newTag: v9}'), 'a pattern that is none': change('{name: "ngi(nx", newTag: v9}'), 'no name': change('{newTag: v9}'),
    'nothing to do': change('{name: nginx}'), 'an empty tag': change('{name: nginx, newTag: ""}'), 'twice': change('{name: nginx, newTag: v8}, {name: nginx, newTag: v9}'), 'one after the other': change('{name: nginx, newName: second}, {name: second, newTag: v9}'),
    'an unknown field': change('{name: nginx, tag: v9}'), 'the old imageTags': 'resources: [p.yaml]\nimageTags: [{name: nginx, newTag: v9}]\n', 'no list': 'resources: [p.yaml]\nimages: {name: nginx, newTag: v9}\n', null: 'resources: [p.yaml]\nimages: null\n', 'a dot is any letter': change('{name: ng.nx, newTag: v9}'),
  }),
  ...group('images of other kinds', { ...all, 'p.yaml': widgets }, {
    everywhere: change('{name: nginx, newTag: v9}'),
    'all kinds': `${resources}images: [{name: nginx, newTag: v9}, {name: docker.io/library/busybox, newName: bb}, {name: "registry:5000/team/side", newTag: v1}, {name: postgres, digest: sha256:0}]\n`,
    configured: { 'kustomization.yaml': `${change('{name: nginx, newTag: v9}')}configurations: [c2.yaml]\n`, 'c2.yaml': 'images: [{path: spec/image, kind: Widget}, {path: "spec/ephemeralContainers[]/image"}]\n' },
    'configured and made': { 'kustomization.yaml': `${change('{name: nginx, newTag: v9}')}configurations: [c2.yaml]\n`, 'c2.yaml': 'images: [{path: spec/made, kind: Widget, create: true}]\n' },
  }),
  ...group('images in broken places', {}, Object.fromEntries(Object.entries({ 'a mapping': 'containers: {a: b}', 'a text': 'containers: text', 'items that are texts': 'containers: [a]', 'an image that is a list': 'containers: [{image: [a]}]', 'null containers': 'containers: null', 'null items': 'containers: [null]', 'empty': 'containers: []' }).map(([name, spec]) =>
    [name, { 'kustomization.yaml': change('{name: nginx, newTag: v9}'), 'p.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  ${spec}\n` }]))),
  ...group('replicas', all, {
    deployment: `${resources}replicas: [{name: web, count: 5}]\n`, statefulset: `${resources}replicas: [{name: db, count: 0}]\n`, both: `${resources}replicas: [{name: web, count: 5}, {name: db, count: 3}]\n`,
    'a missing one': `${resources}replicas: [{name: nope, count: 5}]\n`, 'a kind without': `${resources}replicas: [{name: conf, count: 5}]\n`, 'a text is no number': `${resources}replicas: [{name: web, count: "5"}]\n`,
    'a fraction': `${resources}replicas: [{name: web, count: 1.5}]\n`, 'a whole fraction': `${resources}replicas: [{name: web, count: 5.0}]\n`, negative: `${resources}replicas: [{name: web, count: -1}]\n`, 'no count': `${resources}replicas: [{name: web}]\n`, 'null': `${resources}replicas: [{name: web, count: null}]\n`,
    'huge': `${resources}replicas: [{name: web, count: 99999999999999999999}]\n`, 'with a prefix': `${resources}namePrefix: a-\nreplicas: [{name: web, count: 5}]\n`, 'with the new name': `${resources}namePrefix: a-\nreplicas: [{name: a-web, count: 5}]\n`, 'unknown field': `${resources}replicas: [{name: web, count: 5, kind: Deployment}]\n`, 'hexadecimal': `${resources}replicas: [{name: web, count: 0x10}]\n`, 'octal': `${resources}replicas: [{name: web, count: 010}]\n`,
    configured: { 'kustomization.yaml': `${resources}replicas: [{name: w, count: 5}]\nconfigurations: [c2.yaml]\n`, 'c2.yaml': 'replicas: [{path: spec/count, kind: Widget}, {path: spec/min, kind: Widget, create: true}]\n' },
  }),
];
