/// <reference lib="dom" />
import type { PageChange } from '../data.ts';
import type { Ui, View } from './ui.ts';

/** What the change does to the clusters: images, charts, restarts, and each object side by side. */
export function changesView(ui: Ui): View {
  const { data, h } = ui;
  const kinds = (['removed', 'changed', 'moved', 'added'] as const).filter((kind) => data.changes.some(({ change }) => change === kind));
  const hidden = new Set<string>();
  const texts = data.changes.map(({ object, others, unit, rows, place, commits }) => [object, ...(others ?? []), unit, place ?? '', ...(commits ?? []).flat(), ...rows.slice(0, 200).flatMap(([, left, , right]) => [left, right])].join(' ').toLowerCase());
  let words: readonly string[] = [];
  const search = ui.search('Search objects and lines', (found) => {
    words = found;
    update();
  });
  const chips = new Map(kinds.map((kind) => [kind, h('button', { class: `chip ${kind}`, type: 'button', 'aria-pressed': 'true', onclick: () => {
    if (hidden.has(kind)) hidden.delete(kind);
    else hidden.add(kind);
    chips.get(kind)?.setAttribute('aria-pressed', String(!hidden.has(kind)));
    update();
  } })]));
  const objectsOf = (changes: readonly PageChange[]) => changes.reduce((sum, { alike }) => sum + 1 + (alike ?? 0), 0);
  const all = objectsOf(data.changes);
  // One looks first at versions and restarts, as long as the objects stay near.
  const isShort = data.changed.reduce((sum, { lines }) => sum + lines.length, 0) <= 40;
  const told = h('p', { class: 'told', role: 'status' });
  const digest = h('div', { class: 'digest-list' });
  const list = h('div', { class: 'changes' });
  const element = h('section', { 'aria-label': 'Changes' }, digest, h('div', { class: 'bar-row' }, search, ...chips.values()), told, list);

  function update(): void {
    const only = data.clusters[ui.cluster()]?.name;
    digest.replaceChildren(...data.changed.filter(({ name }) => only === undefined || name === only).map(({ name, counts, lines }) => h('details', { class: 'cluster-change', open: isShort && lines.some(({ kind }) => kind !== 'withheld') }, h('summary', {}, h('strong', {}, name), ` ${counts}`), h('ul', {}, ...lines.map(({ kind, text, mark }) => h('li', { class: `line-${kind}` }, h('span', { class: 'what' }, kind), ' ', text, mark === undefined ? '' : h('span', { class: `tag step-${mark}` }, mark)))))));
    const matching = data.changes.filter((change, at) => (only === undefined || change.clusters.includes(only)) && words.every((word) => (texts[at] as string).includes(word)));
    for (const [kind, chip] of chips) chip.textContent = `${objectsOf(matching.filter(({ change }) => change === kind)).toLocaleString('en')} ${kind}`;
    const shown = matching.filter(({ change }) => !hidden.has(change));
    told.textContent = shown.length === data.changes.length ? '' : `${objectsOf(shown).toLocaleString('en')} of ${ui.count(all, 'object')}`;
    ui.grow(list, shown, draw, data.changes.length === 0 ? 'No object changes.' : 'Nothing matches.');
  }

  function draw({ change, object, others = [], alike = 0, unit, note, place, commits, clusters, rows, moreRows }: PageChange): Node {
    const body = h('div', { class: 'sides', role: 'group', 'aria-label': `${object}: before and after` });
    const box = h('details', { class: `change ${change}`, tabindex: '-1', 'data-item': true, ontoggle: () => {
      if (body.childNodes.length === 0) body.append(...(others.length === 0 ? [] : [h('p', { class: 'others' }, `just so: ${others.join(', ')}${alike > others.length ? ` and ${(alike - others.length).toLocaleString('en')} more` : ''}`)]), ...rows.flatMap(line), ...(moreRows > 0 ? [h('p', { class: 'empty' }, `${moreRows.toLocaleString('en')} more lines; npm run diff -- --verbose has them`)] : []));
    } }, h('summary', {}, h('span', { class: `tag ${change}` }, change), h('span', { class: 'object' }, object), alike > 0 && h('span', { class: 'alike' }, `and ${alike.toLocaleString('en')} more alike`), ...ui.pills(clusters), h('span', { class: 'unit' }, unit), note !== undefined && h('span', { class: 'note' }, note), place !== undefined && h('span', { class: 'place' }, place), ...(commits ?? []).map(([id, subject]) => h('span', { class: 'commit' }, h('code', {}, id), subject))), body);
    if (rows.length <= 60 && data.changes.length <= 30) box.setAttribute('open', '');
    return box;
  }

  function line([leftNo, left, rightNo, right]: PageChange['rows'][number]): Node[] {
    if (leftNo === 0 && rightNo === 0) return [h('div', { class: 'gap' }, '⋯')];
    const same = leftNo > 0 && rightNo > 0 && left === right;
    const cell = (no: number, text: string, sign: '-' | '+', css: string) => h('div', { class: `cell ${no === 0 ? 'none' : same ? `same ${css}-side` : css}` }, h('span', { class: 'no' }, no === 0 ? '' : String(no)), h('span', { class: 'text' }, no === 0 ? '' : `${same ? ' ' : sign} ${text}`));
    return [cell(leftNo, left, '-', 'gone'), cell(rightNo, right, '+', 'fresh')];
  }

  function find(text: string): void {
    search.value = text;
    words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
    update();
  }
  return { element, update, find };
}
