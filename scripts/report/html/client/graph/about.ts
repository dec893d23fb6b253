/// <reference lib="dom" />
import type { PageLevel } from '../../data.ts';
import type { Child, Ui } from '../ui.ts';
import type { Subjects } from './subjects.ts';

export interface AboutOptions {
  readonly subjects: Subjects;
  /** Goes to another box. */
  reveal(id: string): void;
  /** Shows or hides the objects of a unit. */
  unfold(id: string): void;
  isUnfolded(unit: number): boolean;
}

/** What is known of the box that is chosen, beside the picture. */
export function about({ data, h, count, show }: Ui, { subjects, reveal, unfold, isUnfolded }: AboutOptions): (id: string) => Node[] {
  const most = 60;
  const row = (name: string, value: Node | string | undefined) => (value === undefined || value === '' ? [] : [h('dt', {}, name), h('dd', {}, value)]);
  const jump = (id: string) => h('button', { class: 'link', type: 'button', onclick: () => reveal(id) }, subjects.name(id));
  const list = (title: string, ends: readonly (readonly [id: string, pill?: string, worst?: PageLevel | undefined])[]): Node[] => (ends.length === 0 ? [] : [
    h('h3', {}, title),
    h('ul', { class: 'side-list' },
      ...ends.slice(0, most).map(([id, pill, worst]) => h('li', { class: worst === undefined ? '' : `has-${worst}` }, jump(id), pill !== undefined && h('span', { class: 'pill' }, pill), worst !== undefined && h('span', { class: `tag ${worst}` }, worst))),
      ends.length > most && h('li', { class: 'empty' }, `${(ends.length - most).toLocaleString('en')} more`)),
  ]);
  const acts = (...buttons: readonly Child[]) => (buttons.every((button) => button === false) ? [] : [h('div', { class: 'side-acts' }, ...buttons)]);
  const findings = (worst: PageLevel | undefined, words: string) => worst !== undefined && h('button', { type: 'button', onclick: () => show('findings', words) }, 'findings');

  const references = (id: string) => [
    // What a unit depends on has a row of its own.
    ...list('refers to', subjects.refersTo(id).filter(([, reference]) => reference !== 'dependsOn')), ...list('referred to by', subjects.referredBy(id)),
  ];

  return (id) => {
    const at = Number(id.slice(1));
    const [unit, object, cluster] = [subjects.unit(at), subjects.object(at), data.clusters[at]];
    if (id.startsWith('u') && unit !== undefined) {
      const objects = subjects.objectsOf(at);
      return [
        h('h2', {}, unit.name), h('p', { class: 'side-sub' }, h('span', { class: `tag outcome ${unit.outcome}` }, unit.outcome), ` ${unit.kind} in ${unit.namespace}, ${data.clusters[unit.cluster]?.name ?? ''}`),
        h('dl', {}, ...row('why', unit.why), ...row('chart', unit.chart), ...row('written in', unit.place), ...row('applied by', unit.owner < 0 ? 'the cluster’s entry' : jump(`u${unit.owner}`)), ...unit.needs.flatMap((need) => row('depends on', jump(`u${need}`)))),
        ...acts(objects.length > 0 && h('button', { type: 'button', onclick: () => unfold(id) }, isUnfolded(at) ? 'fold' : `show ${count(objects.length, 'object')}`), findings(unit.worst, unit.name)),
        ...list('applies', [...subjects.unitsOf(at).map((one) => [`u${one}`, undefined, subjects.unit(one)?.worst] as const), ...objects.map((one) => [`o${one}`, undefined, subjects.object(one)?.worst] as const)]),
        ...references(id),
      ];
    }
    if (id.startsWith('o') && object !== undefined) return [
      h('h2', {}, object.name), h('p', { class: 'side-sub' }, subjects.name(id)), h('dl', {}, ...row('applied by', jump(`u${object.unit}`))), ...acts(findings(object.worst, object.name)), ...references(id),
    ];
    if (id.startsWith('c') && cluster !== undefined) return [h('h2', {}, cluster.name), h('p', { class: 'side-sub' }, `${cluster.entry}, Kubernetes ${cluster.kubernetes}, Flux ${cluster.flux}`)];
    return [h('p', { class: 'hint' }, 'Choose a unit to see what it applies, what it depends on and what is wrong with it. A double click, or Enter, shows its objects.')];
  };
}
