import { group } from './group.ts';
import { all, resources } from './objects.ts';

const one = (text: string): string => `resources: [x.yaml]\n${text}`;
const odd = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels:\n  annotations: null\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: b\n  labels: {a: 1, b: true, c: null, d: ""}\n  annotations: {}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: c, labels: {a: "quoted", b: \'single\'}, annotations: {x: |\n    block\n    text\n}}\n'.replace('{x: |\n    block\n    text\n}', '{x: "y"}');

/** labels, commonLabels, commonAnnotations. */
export const labels = [
  ...group('labels', all, {
    pairs: `${resources}labels: [{pairs: {team: a}}]\n`,
    'several pairs': `${resources}labels: [{pairs: {team: a, app: b, z: "1"}}]\n`,
    selectors: `${resources}labels: [{pairs: {team: a}, includeSelectors: true}]\n`,
    templates: `${resources}labels: [{pairs: {team: a}, includeTemplates: true}]\n`,
    'selectors and templates': `${resources}labels: [{pairs: {team: a}, includeSelectors: true, includeTemplates: true}]\n`,
    fields: `${resources}labels: [{pairs: {team: a}, fields: [{path: spec/map, kind: Widget}]}]\n`,
    'fields that are made': `${resources}labels: [{pairs: {team: a}, fields: [{path: spec/new/labels, kind: Widget, create: true}]}]\n`,
    'fields of a group': `${resources}labels: [{pairs: {team: a}, fields: [{path: spec/new, group: apps, version: v1, create: true}]}]\n`,
    'a field twice that differs': `${resources}labels: [{pairs: {team: a}, fields: [{path: metadata/labels}]}]\n`,
    'a field that is a list': `${resources}labels: [{pairs: {team: a}, fields: [{path: spec/list, kind: Widget}]}]\n`,
    'a field that is a text': `${resources}labels: [{pairs: {team: a}, fields: [{path: spec/text, kind: Widget}]}]\n`,
    'beyond a text': `${resources}labels: [{pairs: {team: a}, fields: [{path: spec/text/x, kind: Widget}]}]\n`,
    'two entries': `${resources}labels: [{pairs: {team: a}}, {pairs: {team: b, more: c}, includeSelectors: true}]\n`,
    'no pairs': `${resources}labels: [{includeSelectors: true}]\n`,
    'empty pairs': `${resources}labels: [{pairs: {}}]\n`,
    'a number is no text': `${resources}labels: [{pairs: {team: 1}}]\n`,
    'a boolean is no text': `${resources}labels: [{pairs: {team: yes}}]\n`,
    'null is empty': `${resources}labels: [{pairs: {team: null}}]\n`,
    'an unknown field': `${resources}labels: [{pair: {team: a}}]\n`,
    'no list': `${resources}labels: {pairs: {team: a}}\n`,
    'with an empty value': `${resources}labels: [{pairs: {team: ""}}]\n`,
    common: `${resources}commonLabels: {team: a}\n`,
    'common and labels': `${resources}commonLabels: {team: a}\nlabels: [{pairs: {team: b}}]\n`,
    'common with a key that has a slash': `${resources}commonLabels: {example.com/team: a}\n`,
    'common numbers': `${resources}commonLabels: {team: "1", number: "true"}\n`,
    'configured common labels': { 'kustomization.yaml': `${resources}commonLabels: {team: a}\nconfigurations: [c2.yaml]\n`, 'c2.yaml': 'commonLabels: [{path: spec/map, kind: Widget}, {path: spec/new/x, create: true, kind: Widget}]\n' },
    'configured labels': { 'kustomization.yaml': `${resources}labels: [{pairs: {team: a}}]\nconfigurations: [c2.yaml]\n`, 'c2.yaml': 'labels: [{path: spec/map, kind: Widget}]\ntemplateLabels: [{path: spec/t, kind: Widget, create: true}]\n' },
    'configured template labels': { 'kustomization.yaml': `${resources}labels: [{pairs: {team: a}, includeTemplates: true}]\nconfigurations: [c2.yaml]\n`, 'c2.yaml': 'templateLabels: [{path: spec/t, kind: Widget, create: true}]\n' },
  }),
  ...group('annotations', all, {
    common: `${resources}commonAnnotations: {note: new, other: text}\n`,
    'a number is no text': `${resources}commonAnnotations: {note: 1}\n`,
    'quoted numbers': `${resources}commonAnnotations: {note: "1", b: "true", c: "null", d: "1e3", e: "0x1", f: "2020-01-01"}\n`,
    'several lines': `${resources}commonAnnotations:\n  note: |\n    one\n    two\n  folded: >-\n    one\n    two\n`,
    'configured': { 'kustomization.yaml': `${resources}commonAnnotations: {note: x}\nconfigurations: [c2.yaml]\n`, 'c2.yaml': 'commonAnnotations: [{path: spec/map, kind: Widget}]\n' },
    'and labels': `${resources}commonAnnotations: {note: x}\ncommonLabels: {l: m}\n`,
    'empty': `${resources}commonAnnotations: {}\n`,
    'a list': `${resources}commonAnnotations: [a]\n`,
  }),
  ...group('labels of odd objects', { 'x.yaml': odd }, {
    labels: one('labels: [{pairs: {a: new}}]\n'), common: one('commonLabels: {a: new, e: f}\n'), annotations: one('commonAnnotations: {x: new, e: f}\n'),
    'as they are': one(''), 'with a namespace': one('namespace: ns\n'), 'with a prefix': one('namePrefix: p-\n'),
  }),
];
