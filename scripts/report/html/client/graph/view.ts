/// <reference lib="dom" />
import type { Ui, View } from '../ui.ts';
import type { about } from './about.ts';
import type { Box, layout } from './layout.ts';
import type { moves } from './moves.ts';
import type { Line, painter } from './paint.ts';
import type { subjects } from './subjects.ts';
import type { treeOf } from './tree.ts';

/** What the view is made of; as every function of the page it can not import. */
export interface GraphParts {
  readonly layout: typeof layout;
  readonly painter: typeof painter;
  readonly moves: typeof moves;
  readonly about: typeof about;
  readonly subjects: typeof subjects;
  readonly treeOf: typeof treeOf;
}

/**
 * The units of the clusters as a tree, by who applies whom; a unit unfolds into its objects and what they refer to. The picture is a
 * canvas; what is chosen in it is an element above, an item of a tree to who does not see.
 */
export function graphView(ui: Ui, parts: GraphParts): View {
  const { data, h } = ui;
  const [boxWidth, gap, between] = [196, 8, 50];
  const [mostObjects, mostLines, mostHits, few] = [200, 400, 10, 40];
  const known = parts.subjects(data);
  const owners = [...new Set(data.units.map(({ owner }) => owner))].filter((at) => at >= 0);
  const outcomes = [...new Set(data.units.map(({ outcome }) => outcome))];

  const hiddenOutcomes = new Set<string>();
  // Where there are few objects, all are shown.
  const unfolded = new Set(data.objects.length <= few ? data.units.keys() : []);
  let owner = -1;
  let words: readonly string[] = [];
  let selected = '';
  let boxes: readonly Box[] = [];
  let byId: ReadonlyMap<string, Box> = new Map();
  let extent = { width: 0, height: 0 };
  let found: ReadonlySet<Box> | undefined;
  let lines: readonly Line[] = [];
  const camera = { x: 0, y: 0, zoom: 1 };
  let fresh = true;
  // A phone has room for rows, not for columns: the tree is indented there.
  let narrow = false;
  let scheduled = false;

  const canvas = h('canvas', { 'aria-hidden': 'true' }) as HTMLCanvasElement;
  const stage = h('div', { class: 'stage', tabindex: '0', role: 'tree', 'aria-label': 'Units and objects: arrow keys go from box to box, Enter shows objects, plus and minus zoom, 0 shows all', onkeydown: (event: KeyboardEvent) => press(event) }, canvas);
  const draw = parts.painter(canvas);
  const { zoomBy, panBy } = parts.moves(stage, { camera, paint, limits: () => [Math.min(1, fitting()) * 0.5, 3], press: (x, y, twice) => {
    const box = boxAt(x, y);
    if (twice && box !== undefined) unfold(box.id);
    else choose(box?.id ?? '');
  } });
  let here: HTMLElement | undefined;
  let heres = 0;
  const tell = parts.about(ui, { subjects: known, reveal, unfold, isUnfolded: (unit) => unfolded.has(unit) });
  const side = h('aside', { class: 'side', 'aria-label': 'What is chosen' });
  const hits = h('div', { class: 'hits' });
  const told = h('p', { class: 'told', role: 'status' });
  const search = ui.search('Search units and objects', (searched) => {
    words = searched;
    showHits();
    narrowDown();
  });
  const chips = outcomes.map((outcome) => h('button', { class: `chip outcome ${outcome}`, type: 'button', 'aria-pressed': 'true', onclick: (event: MouseEvent) => {
    if (hiddenOutcomes.has(outcome)) hiddenOutcomes.delete(outcome);
    else hiddenOutcomes.add(outcome);
    (event.currentTarget as HTMLElement).setAttribute('aria-pressed', String(!hiddenOutcomes.has(outcome)));
    relayout(true);
  } }, `${data.units.filter((unit) => unit.outcome === outcome).length} ${outcome}`));
  const select = h('select', { 'aria-label': 'Owner', onchange: () => {
    owner = Number((select as HTMLSelectElement).value);
    relayout(true);
  } });
  const tools = h('div', { class: 'tools' }, ...([['+', 'Zoom in', () => zoomBy(1.3)], ['−', 'Zoom out', () => zoomBy(1 / 1.3)], ['⤢', 'Show all', () => fit()]] as const).map(([sign, label, act]) => h('button', { type: 'button', 'aria-label': label, title: label, onclick: act }, sign)));
  const element = h('section', { 'aria-label': 'Graph' },
    h('div', { class: 'bar-row' }, h('div', { class: 'searching' }, search, hits), ...(outcomes.length > 1 ? chips : []), select), told,
    h('div', { class: 'picture' }, h('div', { class: 'stage-box' }, stage, tools,
      h('p', { class: 'legend' }, h('span', { class: 'key applies' }, 'applies'), h('span', { class: 'key needs' }, 'depends on'), h('span', { class: 'key refers' }, 'refers to'))), side));

  function relayout(whole: boolean): void {
    narrow = stage.clientWidth > 0 && stage.clientWidth < 600;
    const tree = parts.treeOf({ clusters: data.clusters, units: data.units, subjects: known, cluster: ui.cluster(), owner, hiddenOutcomes, unfolded, mostObjects });
    ({ boxes, byId } = tree);
    extent = parts.layout(tree.roots, Math.max(0.5, stage.clientWidth / Math.max(1, stage.clientHeight)), narrow, { boxWidth, gap, between });
    told.textContent = tree.units === data.units.length ? '' : `${tree.units.toLocaleString('en')} of ${ui.count(data.units.length, 'unit')}`;
    if (!byId.has(selected)) selected = '';
    if (whole) fit();
    narrowDown();
    choose(selected);
  }

  /** Which boxes a search leaves: units whose objects it finds as well. */
  function narrowDown(): void {
    if (words.length === 0) found = undefined;
    else {
      const ids = known.find(words);
      const kept = new Set(ids.flatMap((id) => byId.get(id) ?? []));
      for (const id of ids) {
        const unit = id.startsWith('o') ? byId.get(`u${known.object(Number(id.slice(1)))?.unit}`) : undefined;
        if (unit !== undefined) kept.add(unit);
      }
      found = kept;
    }
    paint();
  }

  /** Lines beside the tree: of all where it is small, else of what is chosen. */
  function linesOf(): Line[] {
    const made: Line[] = [];
    const isChosen = (...ids: readonly string[]) => ids.includes(selected);
    for (const box of boxes) {
      if (!box.id.startsWith('u')) continue;
      for (const need of known.unit(Number(box.id.slice(1)))?.needs ?? []) {
        const to = byId.get(`u${need}`);
        const strong = isChosen(box.id, `u${need}`);
        if (to !== undefined && (boxes.length < 120 || strong)) made.push({ from: box, to, sort: 'needs', strong });
      }
    }
    const shown = (id: string) => byId.get(id) ?? (id.startsWith('o') ? byId.get(`u${known.object(Number(id.slice(1)))?.unit}`) : undefined);
    const refer = (from: string, to: string) => {
      const [a, b] = [shown(from), shown(to)];
      if (a !== undefined && b !== undefined && a !== b && made.length < mostLines) made.push({ from: a, to: b, sort: 'refers', strong: isChosen(from, to) });
    };
    for (const id of selected === '' || (selected.startsWith('u') && unfolded.has(Number(selected.slice(1)))) ? [...unfolded].flatMap((unit) => known.objectsOf(unit).slice(0, mostObjects).map((object) => `o${object}`)) : [selected]) {
      for (const [to] of known.refersTo(id)) refer(id, to);
      // What an object that is shown refers to is drawn from its own end.
      for (const [from] of known.referredBy(id)) if (id === selected || !byId.has(from)) refer(from, id);
    }
    return made;
  }

  function fitting(): number {
    return Math.min((stage.clientWidth - 100) / Math.max(1, extent.width), (stage.clientHeight - 70) / Math.max(1, extent.height));
  }
  function fit(): void {
    if (stage.clientWidth === 0 || boxes.length === 0) return;
    camera.zoom = narrow ? 1 : Math.min(1.25, fitting());
    camera.x = narrow ? 14 : Math.max(20, Math.min(80, (stage.clientWidth - 60 - extent.width * camera.zoom) / 2));
    camera.y = Math.max(24, (stage.clientHeight - extent.height * camera.zoom) * 0.4 - 12);
    paint();
  }

  function paint(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      draw({ boxes, lines, found, narrow, boxWidth }, camera);
      const box = byId.get(selected) ?? boxes[0];
      if (here === undefined || box === undefined) return;
      here.style.transform = `translate(${box.x * camera.zoom + camera.x}px, ${box.y * camera.zoom + camera.y}px)`;
      here.style.width = `${boxWidth * camera.zoom}px`;
      here.style.height = `${box.height * camera.zoom}px`;
    });
  }

  function boxAt(x: number, y: number): Box | undefined {
    const [left, top] = [(x - camera.x) / camera.zoom, (y - camera.y) / camera.zoom];
    return boxes.find((box) => left >= box.x && left <= box.x + boxWidth && top >= box.y && top <= box.y + box.height);
  }

  /** Marks a box, tells of it, and makes it the tree's active item; a new element each time, which is what screen readers speak of. */
  function choose(id: string): void {
    selected = id;
    lines = linesOf();
    side.replaceChildren(...tell(id));
    const box = byId.get(id) ?? boxes[0];
    here?.remove();
    here = undefined;
    if (box !== undefined) {
      const siblings = box.parent?.children ?? boxes.filter(({ parent }) => parent === undefined);
      let level = 1;
      for (let up = box.parent; up !== undefined; up = up.parent) level++;
      here = h('div', {
        class: `spot${id === '' ? '' : ' chosen'}`, id: `here-${heres++}`, role: 'treeitem', 'aria-selected': String(id !== ''), 'aria-level': level, 'aria-setsize': siblings.length, 'aria-posinset': siblings.indexOf(box) + 1,
        'aria-expanded': box.children.length > 0 ? 'true' : box.sort === 'unit' && known.objectsOf(Number(box.id.slice(1))).length > 0 ? 'false' : undefined,
        'aria-label': [known.name(box.id) || box.label, box.sort === 'object' ? '' : box.sub, box.worst === undefined ? '' : `has findings of level ${box.worst}`].filter((part) => part !== '').join(', '),
      });
      stage.append(here);
      stage.setAttribute('aria-activedescendant', here.id);
    }
    paint();
  }

  function unfold(id: string): void {
    const at = Number(id.slice(1));
    if (!id.startsWith('u') || known.objectsOf(at).length === 0) return;
    if (unfolded.has(at)) unfolded.delete(at);
    else unfolded.add(at);
    const before = byId.get(id);
    const [px, py] = before === undefined ? [0, 0] : [before.x, before.y];
    selected = id;
    relayout(false);
    // The box stays under the pointer.
    const after = byId.get(id);
    if (after !== undefined) panBy((px - after.x) * camera.zoom, (py - after.y) * camera.zoom);
  }

  function reveal(id: string): void {
    if (id.startsWith('o') && !byId.has(id)) {
      unfolded.add(known.object(Number(id.slice(1)))?.unit ?? -1);
      relayout(false);
    }
    const box = byId.get(id);
    if (box === undefined) return;
    camera.zoom = Math.max(camera.zoom, 0.8);
    centre(box);
    choose(id);
    stage.focus({ preventScroll: true });
  }

  function centre(box: Box): void {
    camera.x = stage.clientWidth / 2 - (box.x + boxWidth / 2) * camera.zoom;
    camera.y = stage.clientHeight / 2 - (box.y + box.height / 2) * camera.zoom;
  }

  function showHits(): void {
    hits.replaceChildren();
    if (words.length === 0) return;
    const only = ui.cluster();
    const ids = known.find(words).filter((id) => only < 0 || known.cluster(id) === only);
    if (ids.length === 0) hits.append(h('p', { class: 'empty' }, 'Nothing matches.'));
    for (const id of ids.slice(0, mostHits)) {
      hits.append(h('button', { type: 'button', onclick: () => {
        search.value = '';
        words = [];
        showHits();
        narrowDown();
        reveal(id);
      } }, known.name(id), h('span', { class: 'pill' }, data.clusters[known.cluster(id)]?.name ?? '')));
    }
    if (ids.length > mostHits) hits.append(h('p', { class: 'empty' }, `${(ids.length - mostHits).toLocaleString('en')} more`));
  }

  /** The box that an arrow leads to: by the tree to the left and right, by what is drawn above and below. */
  function beside(from: Box, key: string): Box | undefined {
    const nearest = (some: readonly Box[], far: (box: Box) => number) => some.reduce<Box | undefined>((best, box) => (best === undefined || far(box) < far(best) ? box : best), undefined);
    const siblings = from.parent?.children ?? [];
    const aside = (box: Box) => Math.abs(box.x - from.x) * 10 + Math.abs(box.y - from.y);
    if (key === 'ArrowLeft') return (narrow ? undefined : nearest(siblings.filter(({ x }) => x < from.x), aside)) ?? from.parent;
    if (key === 'ArrowRight') return from.children[0] ?? (narrow ? undefined : nearest(siblings.filter(({ x }) => x > from.x), aside));
    const sign = key === 'ArrowDown' ? 1 : -1;
    return nearest(boxes.filter(({ x, y }) => (narrow || x === from.x) && (y - from.y) * sign > 0), ({ y }) => (y - from.y) * sign);
  }

  function press(event: KeyboardEvent): void {
    const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (pan !== undefined && event.shiftKey) panBy(pan[0] as number, pan[1] as number);
    else if (pan !== undefined || event.key === 'Home') {
      const from = byId.get(selected);
      const next = from === undefined || event.key === 'Home' ? boxes[0] : beside(from, event.key);
      if (next !== undefined) {
        const [x, y] = [next.x * camera.zoom + camera.x, next.y * camera.zoom + camera.y];
        if (x < 0 || y < 0 || x + boxWidth * camera.zoom > stage.clientWidth || y + next.height * camera.zoom > stage.clientHeight) centre(next);
        choose(next.id);
      }
    } else if (event.key === 'Enter' || event.key === ' ') unfold(selected);
    else if (event.key === '+' || event.key === '=') zoomBy(1.25);
    else if (event.key === '-') zoomBy(0.8);
    else if (event.key === '0') fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  stage.addEventListener('pointermove', ({ buttons, clientX, clientY }) => {
    if (buttons !== 0) return;
    const { left, top } = stage.getBoundingClientRect();
    const box = boxAt(clientX - left, clientY - top);
    stage.classList.toggle('over', box !== undefined);
    canvas.title = box === undefined ? '' : `${box.label}, ${box.sub}`;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  new MutationObserver(paint).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  new ResizeObserver(() => {
    const changed = stage.clientWidth > 0 && (fresh || narrow !== stage.clientWidth < 600);
    if (stage.clientWidth > 0) fresh = false;
    if (changed) relayout(true);
    else paint();
  }).observe(stage);

  function update(): void {
    const only = ui.cluster();
    const inCluster = owners.filter((at) => only < 0 || data.units[at]?.cluster === only);
    if (!inCluster.includes(owner)) owner = -1;
    select.replaceChildren(h('option', { value: '-1' }, 'applied by anyone'), ...inCluster.map((at) => h('option', { value: String(at), selected: at === owner }, `below ${known.name(`u${at}`)}${only < 0 && data.clusters.length > 1 ? ` (${data.clusters[data.units[at]?.cluster ?? -1]?.name})` : ''}`)));
    relayout(true);
    showHits();
  }
  function find(text: string): void {
    search.value = text;
    words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
    update();
  }
  return { element, update, find };
}
