/// <reference lib="dom" />
import type { PageImage } from '../data.ts';
import type { Ui, View } from './ui.ts';

/** The images, with their versions and who runs them. */
export function tablesView(ui: Ui): View {
  const { data, h } = ui;
  const texts = data.images.map((image) => [image.name, image.version, image.digest, ...image.used].join(' ').toLowerCase());
  const versions = new Map<string, number>();
  for (const { name } of data.images) versions.set(name, (versions.get(name) ?? 0) + 1);
  let words: readonly string[] = [];
  const search = ui.search('Search images and workloads', (found) => {
    words = found;
    update();
  });
  const told = h('p', { class: 'told', role: 'status' });
  const list = h('div', { class: 'table', role: 'table', 'aria-label': 'Images' });
  const element = h('section', { 'aria-label': 'Images' }, h('div', { class: 'bar-row' }, search), told, list);

  function update(): void {
    const only = ui.cluster();
    const shown = data.images.filter((image, at) => (only < 0 || image.clusters.includes(only)) && words.every((word) => (texts[at] as string).includes(word)));
    told.textContent = `${ui.count(shown.length, 'image')}${[...versions.values()].some((n) => n > 1) ? '; marked are those that run in several versions' : ''}`;
    ui.grow(list, shown, draw, 'Nothing matches.');
  }

  function draw({ name, version, digest, clusters, used, more }: PageImage): Node {
    return h('div', { class: (versions.get(name) ?? 0) > 1 ? 'line several' : 'line', role: 'row', tabindex: '-1', 'data-item': true },
      h('span', { class: 'image', role: 'cell' }, name),
      h('span', { class: 'version', role: 'cell' }, version === '' && digest === '' ? h('span', { class: 'tag warn' }, 'no version') : h('code', {}, version), digest === '' ? undefined : h('code', { class: 'digest', title: digest }, `@${digest.slice(0, 19)}…`)),
      h('span', { class: 'used', role: 'cell' }, [...used, ...(more > 0 ? [`${more} more`] : [])].join(', ')),
      h('span', { class: 'where-runs', role: 'cell' }, ...ui.pills(clusters.map((at) => data.clusters[at]?.name ?? ''))));
  }

  function find(text: string): void {
    search.value = text;
    words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
    update();
  }
  return { element, update, find };
}
