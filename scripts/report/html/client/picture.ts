/// <reference lib="dom" />
import type { Ui, View } from './ui.ts';

/**
 * The units of the clusters as a tree, by who applies whom; a unit unfolds into its objects and what they refer to. Drawn is what
 * is in sight only, so that thousands of boxes move as well as ten.
 */
export function pictureView(ui: Ui): View {
  interface Box {
    /** `u12`, `o7`, `c0`, `m12` (more objects of u12) */
    readonly id: string;
    readonly label: string;
    readonly sub: string;
    readonly css: string;
    readonly parent: Box | undefined;
    readonly children: Box[];
    readonly leafHeight: number;
    x: number;
    y: number;
    /** Height of the box with everything right of it. */
    tall: number;
    /** Leaf children in several columns share a frame. */
    grid?: { x: number; y: number; width: number; height: number };
  }
  const { data, h, svg } = ui;
  const [wide, high, small, gap, between] = [190, 40, 28, 8, 70];
  const mostShown = 200;
  const byUnit = new Map<number, number[]>();
  data.objects.forEach(({ unit }, at) => {
    const list = byUnit.get(unit);
    if (list === undefined) byUnit.set(unit, [at]);
    else list.push(at);
  });
  const linksOf = new Map<number, number[]>();
  data.links.forEach(([from, to], at) => {
    for (const end of [from, to]) linksOf.set(end, [...(linksOf.get(end) ?? []), at]);
  });
  const owners = [...new Set(data.units.map(({ owner }) => owner))].filter((at) => at >= 0);
  const outcomes = [...new Set(data.units.map(({ outcome }) => outcome))];

  const hiddenOutcomes = new Set<string>();
  const unfolded = new Set<number>();
  let owner = -1;
  let words: readonly string[] = [];
  let selected = '';
  let boxes: Box[] = [];
  let byId = new Map<string, Box>();
  let [x, y, zoom] = [0, 0, 1];
  let fresh = true;
  // A phone has room for rows, not for columns: the tree is indented there.
  let narrow = false;
  let scheduled = false;

  const edges = svg('g', { class: 'edges' });
  const frames = svg('g', { class: 'frames' });
  const nodes = svg('g', { class: 'nodes' });
  const world = svg('g', {}, frames, edges, nodes);
  const stage = svg('svg', { class: 'stage', tabindex: '0', role: 'application', 'aria-label': 'Graph of units. Arrow keys go from unit to unit, Enter shows objects, plus and minus zoom, 0 fits all.' }, world) as SVGSVGElement;
  const drawn = new Map<string, SVGElement>();
  const side = h('aside', { class: 'side', 'aria-live': 'polite' });
  const hits = h('div', { class: 'hits' });
  const told = h('p', { class: 'told', role: 'status' });
  const search = ui.search('Search units and objects', (found) => {
    words = found;
    showHits();
    paint();
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

  function unitText(at: number): string {
    const unit = data.units[at];
    return unit === undefined ? '' : `${unit.kind} ${unit.namespace}/${unit.name}`;
  }
  function objectText(at: number): string {
    const object = data.objects[at];
    return object === undefined ? '' : `${data.kinds[object.kind]} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
  }

  /** Units that the filters leave, with those that apply them. */
  function wanted(): Set<number> {
    const only = ui.cluster();
    const keep = new Set<number>();
    data.units.forEach((unit, at) => {
      if ((only >= 0 && unit.cluster !== only) || hiddenOutcomes.has(unit.outcome)) return;
      let inside = owner < 0 || at === owner;
      const line = [at];
      for (let up = unit.owner; up >= 0 && line.length < 50; up = data.units[up]?.owner ?? -1) {
        line.push(up);
        inside ||= up === owner;
      }
      if (inside) for (const one of line) keep.add(one);
    });
    return keep;
  }

  function relayout(whole: boolean): void {
    narrow = stage.clientWidth > 0 && stage.clientWidth < 600;
    const keep = wanted();
    boxes = [];
    byId = new Map();
    const box = (id: string, label: string, sub: string, css: string, parent: Box | undefined, leafHeight: number): Box => {
      const one: Box = { id, label, sub, css, parent, children: [], leafHeight, x: 0, y: 0, tall: 0 };
      parent?.children.push(one);
      boxes.push(one);
      byId.set(id, one);
      return one;
    };
    const below = new Map<number, number[]>();
    for (const at of keep) {
      const up = data.units[at]?.owner ?? -1;
      if (up >= 0) below.set(up, [...(below.get(up) ?? []), at]);
    }
    const add = (at: number, parent: Box, depth: number): void => {
      const unit = data.units[at];
      if (unit === undefined || byId.has(`u${at}`) || depth > 50) return;
      const own = box(`u${at}`, unit.name, `${unit.kind}, ${unit.outcome === 'rendered' ? (unit.chart ?? ui.count(unit.manifests, 'object')) : unit.outcome}`, `unit ${unit.outcome} ${unit.kind === 'HelmRelease' ? 'release' : 'sync'}${unit.worst === undefined ? '' : ` has-${unit.worst}`}`, parent, high);
      for (const child of below.get(at) ?? []) add(child, own, depth + 1);
      if (unfolded.has(at)) {
        const all = byUnit.get(at) ?? [];
        for (const object of all.slice(0, mostShown)) {
          const { name, kind, worst } = data.objects[object] as (typeof data.objects)[number];
          box(`o${object}`, name, data.kinds[kind] ?? '', `object${worst === undefined ? '' : ` has-${worst}`}`, own, small);
        }
        if (all.length > mostShown) box(`m${at}`, `${all.length - mostShown} more objects`, '', 'object', own, small);
      }
    };
    let top = 0;
    data.clusters.forEach((cluster, c) => {
      const roots = [...keep].filter((at) => data.units[at]?.cluster === c && (data.units[at]?.owner ?? -1) < 0);
      if (roots.length === 0) return;
      const root = box(`c${c}`, cluster.name, `Kubernetes ${cluster.kubernetes}`, 'cluster', undefined, high);
      for (const at of roots) add(at, root, 0);
      if (narrow) top = indent(root, 0, top) + 30;
      else {
        measure(root);
        place(root, 0, top);
        top += root.tall + 60;
      }
    });
    told.textContent = keep.size === data.units.length ? '' : `${keep.size.toLocaleString('en')} of ${ui.count(data.units.length, 'unit')}`;
    if (!byId.has(selected)) selected = '';
    if (whole) fit();
    drawn.clear();
    nodes.replaceChildren();
    paint();
    tell();
  }

  function leavesOf(box: Box): { inner: Box[]; leaves: Box[]; rows: number; tallLeaf: number } {
    const inner = box.children.filter(({ children }) => children.length > 0);
    const leaves = box.children.filter(({ children }) => children.length === 0);
    const tallLeaf = Math.max(0, ...leaves.map(({ leafHeight }) => leafHeight)) + gap;
    const rows = leaves.length <= 10 ? leaves.length : Math.max(10, Math.ceil(Math.sqrt(leaves.length * (wide / tallLeaf))));
    return { inner, leaves, rows, tallLeaf };
  }

  function measure(box: Box): number {
    const { inner, rows, leaves, tallLeaf } = leavesOf(box);
    let sum = leaves.length === 0 ? 0 : rows * tallLeaf;
    for (const child of inner) sum += measure(child) + gap;
    box.tall = Math.max(box.leafHeight, sum + (inner.length > 0 && leaves.length > 0 ? gap * 2 : 0));
    return box.tall;
  }

  function place(box: Box, left: number, top: number): void {
    const { inner, leaves, rows, tallLeaf } = leavesOf(box);
    box.x = left;
    box.y = top;
    const right = left + wide + between;
    let down = top;
    for (const child of inner) {
      place(child, right, down);
      down += child.tall + gap;
    }
    if (inner.length > 0) down += gap * 2;
    leaves.forEach((leaf, at) => {
      leaf.x = right + Math.floor(at / rows) * (wide + 12);
      leaf.y = down + (at % rows) * tallLeaf;
      leaf.tall = leaf.leafHeight;
    });
    const columns = Math.ceil(leaves.length / Math.max(1, rows));
    if (columns > 1) box.grid = { x: right - 10, y: down - 8, width: columns * (wide + 12) + 8, height: rows * tallLeaf + 8 };
    else delete box.grid;
  }

  function indent(box: Box, left: number, top: number): number {
    box.x = left;
    box.y = top;
    let down = top + box.leafHeight + gap;
    for (const child of box.children) down = indent(child, left + 26, down);
    return down;
  }

  function fit(): void {
    const { clientWidth, clientHeight } = stage;
    if (clientWidth === 0 || boxes.length === 0) return;
    const right = Math.max(...boxes.map((box) => box.x)) + wide;
    const low = Math.max(...boxes.map((box) => box.y + box.leafHeight));
    // Labels are read first; an overview is a matter of zooming out.
    const least = narrow ? 1 : boxes.length < 150 ? 0.6 : 0.3;
    zoom = Math.max(least, Math.min(narrow ? 1 : 1.1, (clientWidth - 80) / right, (clientHeight - 60) / low));
    x = right * zoom < clientWidth && !narrow ? Math.min(60, (clientWidth - right * zoom) / 2) : 14;
    y = low * zoom < clientHeight ? Math.min(60, (clientHeight - low * zoom) / 2) : 24;
    paint();
  }

  function zoomBy(factor: number, cx = stage.clientWidth / 2, cy = stage.clientHeight / 2): void {
    const next = Math.min(3, Math.max(0.05, zoom * factor));
    x = cx - ((cx - x) * next) / zoom;
    y = cy - ((cy - y) * next) / zoom;
    zoom = next;
    paint();
  }

  function paint(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      draw();
    });
  }

  function matches(box: Box): boolean {
    const at = Number(box.id.slice(1));
    const text = (box.id.startsWith('u') ? unitText(at) : box.id.startsWith('o') ? objectText(at) : box.label).toLowerCase();
    return words.every((word) => text.includes(word)) || (box.id.startsWith('u') && (byUnit.get(at) ?? []).some((object) => words.every((word) => objectText(object).toLowerCase().includes(word))));
  }

  function draw(): void {
    world.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${zoom.toFixed(4)})`);
    stage.classList.toggle('far', zoom < 0.45);
    const [left, top] = [-x / zoom - wide, -y / zoom - high];
    const [right, low] = [left + stage.clientWidth / zoom + wide * 2, top + stage.clientHeight / zoom + high * 2];
    const visible = boxes.filter((box) => box.x >= left && box.x <= right && box.y >= top && box.y <= low);
    const now = new Set(visible.map(({ id }) => id));
    for (const [id, node] of drawn) {
      if (now.has(id)) continue;
      node.remove();
      drawn.delete(id);
    }
    for (const box of visible) {
      let node = drawn.get(box.id);
      if (node === undefined) {
        node = boxNode(box);
        drawn.set(box.id, node);
        nodes.append(node);
      }
      node.classList.toggle('selected', box.id === selected);
      node.classList.toggle('dim', words.length > 0 && !matches(box));
    }
    drawEdges(left, top, right, low);
  }

  function boxNode(box: Box): SVGElement {
    const flat = box.leafHeight === small;
    const long = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
    return svg('g', { class: `box ${box.css}${box.children.length > 0 ? ' inner' : ''}`, transform: `translate(${box.x} ${box.y})`, onclick: () => choose(box.id), ondblclick: () => unfold(box.id) },
      svg('title', {}, `${box.label}, ${box.sub}`),
      svg('rect', { class: 'body', width: wide, height: box.leafHeight, rx: 7 }), svg('rect', { class: 'stripe', width: 5, height: box.leafHeight, rx: 2.5 }),
      ...(flat ? [svg('text', { x: 13, y: 18 }, svg('tspan', { class: 'kind' }, `${long(box.sub, 14)} `), long(box.label, Math.max(8, 26 - Math.min(14, box.sub.length))))] : [svg('text', { class: 'label', x: 15, y: 17 }, long(box.label, 24)), svg('text', { class: 'sub', x: 15, y: 32 }, long(box.sub, 27))]),
      box.css.includes('has-') && svg('circle', { class: 'dot', cx: wide - 12, cy: box.leafHeight / 2, r: 4.5 }));
  }

  function drawEdges(left: number, top: number, right: number, low: number): void {
    const lines: SVGElement[] = [];
    const around: SVGElement[] = [];
    const curve = (from: Box, to: { x: number; y: number; height: number }, css: string) => {
      if (narrow) {
        if (Math.max(from.y, to.y) >= top && from.y <= low) lines.push(svg('path', { class: css, d: `M${from.x + 13} ${from.y + from.leafHeight}V${to.y + to.height / 2}H${to.x}` }));
        return;
      }
      const [x1, y1] = [from.x + wide, from.y + from.leafHeight / 2];
      const [x2, y2] = [to.x, to.y + to.height / 2];
      if (Math.max(x1, x2) < left || Math.min(x1, x2) > right || Math.max(y1, y2) < top || Math.min(y1, y2) > low) return;
      const bend = Math.max(30, Math.abs(x2 - x1) / 2);
      lines.push(svg('path', { class: css, d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }));
    };
    for (const box of boxes) {
      if (box.grid !== undefined) {
        around.push(svg('rect', { class: 'frame-box', ...box.grid, rx: 12 }));
        curve(box, box.grid, 'applies');
      }
      for (const child of box.children) if (box.grid === undefined || child.children.length > 0) curve(box, { x: child.x, y: child.y, height: child.leafHeight }, 'applies');
    }
    const side = (from: Box, to: Box, css: string) => {
      const [edge, out] = narrow ? [wide, 42] : [0, -42];
      const [x1, y1] = [from.x + edge, from.y + from.leafHeight * 0.72];
      const [x2, y2] = [to.x + edge, to.y + to.leafHeight * 0.72];
      lines.push(svg('path', { class: css, d: `M${x1} ${y1}C${x1 + out} ${y1} ${x2 + out} ${y2} ${x2} ${y2}` }), svg('circle', { class: `${css} tip`, cx: x2, cy: y2, r: 3.2 }));
    };
    const all = boxes.length < 120;
    for (const box of boxes) {
      if (!box.id.startsWith('u')) continue;
      const at = Number(box.id.slice(1));
      for (const need of data.units[at]?.needs ?? []) {
        const other = byId.get(`u${need}`);
        if (other !== undefined && (all || box.id === selected || other.id === selected)) side(box, other, box.id === selected || other.id === selected ? 'needs strong' : 'needs');
      }
    }
    const shownLinks = selected.startsWith('o') ? (linksOf.get(Number(selected.slice(1))) ?? []) : [...unfolded].flatMap((at) => (byUnit.get(at) ?? []).slice(0, mostShown).flatMap((object) => linksOf.get(object) ?? [])).slice(0, 400);
    for (const at of new Set(shownLinks)) {
      const [from, to] = data.links[at] as (typeof data.links)[number];
      const end = (object: number) => byId.get(`o${object}`) ?? byId.get(`u${data.objects[object]?.unit ?? -1}`);
      const [a, b] = [end(from), end(to)];
      if (a !== undefined && b !== undefined && a !== b) side(a, b, selected === `o${from}` || selected === `o${to}` ? 'refers strong' : 'refers');
    }
    frames.replaceChildren(...around);
    edges.replaceChildren(...lines);
  }

  function choose(id: string): void {
    selected = id;
    stage.focus({ preventScroll: true });
    paint();
    tell();
  }

  function unfold(id: string): void {
    if (!id.startsWith('u')) return;
    const at = Number(id.slice(1));
    if (unfolded.has(at)) unfolded.delete(at);
    else unfolded.add(at);
    const before = byId.get(id);
    const [px, py] = before === undefined ? [0, 0] : [before.x, before.y];
    selected = id;
    relayout(false);
    // The box stays under the pointer.
    const after = byId.get(id);
    if (after !== undefined) [x, y] = [x + (px - after.x) * zoom, y + (py - after.y) * zoom];
    paint();
  }

  function reveal(id: string): void {
    if (id.startsWith('o')) {
      const unit = data.objects[Number(id.slice(1))]?.unit ?? -1;
      if (!unfolded.has(unit)) unfolded.add(unit);
      if (!byId.has(id)) relayout(false);
    }
    const box = byId.get(id);
    if (box === undefined) return;
    selected = id;
    zoom = Math.max(zoom, 0.75);
    x = stage.clientWidth / 2 - (box.x + wide / 2) * zoom;
    y = stage.clientHeight / 2 - (box.y + box.leafHeight / 2) * zoom;
    paint();
    tell();
  }

  function showHits(): void {
    if (words.length === 0) {
      hits.replaceChildren();
      return;
    }
    const only = ui.cluster();
    const found: string[] = [];
    let more = 0;
    const take = (id: string, text: string) => {
      if (!words.every((word) => text.toLowerCase().includes(word))) return;
      if (found.length < 10) found.push(id);
      else more++;
    };
    data.units.forEach((unit, at) => {
      if (only < 0 || unit.cluster === only) take(`u${at}`, unitText(at));
    });
    data.objects.forEach((object, at) => {
      if (only < 0 || data.units[object.unit]?.cluster === only) take(`o${at}`, objectText(at));
    });
    hits.replaceChildren(...(found.length === 0 ? [h('p', { class: 'empty' }, 'Nothing matches.')] : found.map((id) => {
      const at = Number(id.slice(1));
      const cluster = data.clusters[data.units[id.startsWith('u') ? at : (data.objects[at]?.unit ?? -1)]?.cluster ?? -1]?.name ?? '';
      return h('button', { type: 'button', onclick: () => {
        hits.replaceChildren();
        reveal(id);
      } }, id.startsWith('u') ? unitText(at) : objectText(at), h('span', { class: 'pill' }, cluster));
    })), more > 0 && h('p', { class: 'empty' }, `${more.toLocaleString('en')} more`) || '');
  }

  /** What is known of the box that is chosen. */
  function tell(): void {
    const kind = selected[0];
    const at = Number(selected.slice(1));
    const row = (name: string, value: Node | string | undefined) => (value === undefined || value === '' ? [] : [h('dt', {}, name), h('dd', {}, value)]);
    const jump = (id: string, text: string) => h('button', { class: 'link', type: 'button', onclick: () => reveal(id) }, text);
    if (kind === 'u') {
      const unit = data.units[at] as (typeof data.units)[number];
      const objects = byUnit.get(at) ?? [];
      side.replaceChildren(
        h('h2', {}, unit.name), h('p', { class: 'side-sub' }, h('span', { class: `tag outcome ${unit.outcome}` }, unit.outcome), ` ${unit.kind} in ${unit.namespace}, ${data.clusters[unit.cluster]?.name ?? ''}`),
        h('dl', {}, ...row('why', unit.why), ...row('chart', unit.chart), ...row('written in', unit.place), ...row('applied by', unit.owner < 0 ? 'the cluster’s entry' : jump(`u${unit.owner}`, unitText(unit.owner))), ...unit.needs.flatMap((need) => row('depends on', jump(`u${need}`, unitText(need))))),
        h('div', { class: 'side-acts' },
          objects.length > 0 && h('button', { type: 'button', onclick: () => unfold(selected) }, unfolded.has(at) ? 'fold' : `show ${ui.count(objects.length, 'object')}`),
          unit.worst !== undefined && h('button', { type: 'button', onclick: () => ui.show('findings', unit.name) }, 'findings')),
        h('ul', { class: 'side-list' }, ...objects.slice(0, 60).map((object) => h('li', { class: data.objects[object]?.worst === undefined ? '' : `has-${data.objects[object]?.worst}` }, jump(`o${object}`, objectText(object)))), objects.length > 60 && h('li', { class: 'empty' }, `${objects.length - 60} more`)));
    } else if (kind === 'o') {
      const object = data.objects[at] as (typeof data.objects)[number];
      const links = (linksOf.get(at) ?? []).map((link) => data.links[link] as (typeof data.links)[number]);
      const list = (title: string, ends: readonly (readonly [number, number])[]) => (ends.length === 0 ? [] : [h('h3', {}, title), h('ul', { class: 'side-list' }, ...ends.slice(0, 40).map(([end, type]) => h('li', {}, jump(`o${end}`, objectText(end)), h('span', { class: 'pill' }, data.references[type] ?? ''))), ends.length > 40 && h('li', { class: 'empty' }, `${ends.length - 40} more`))]);
      side.replaceChildren(
        h('h2', {}, object.name), h('p', { class: 'side-sub' }, objectText(at)), h('dl', {}, ...row('applied by', jump(`u${object.unit}`, unitText(object.unit)))),
        h('div', { class: 'side-acts' }, object.worst !== undefined && h('button', { type: 'button', onclick: () => ui.show('findings', object.name) }, 'findings')),
        ...list('refers to', links.filter(([from]) => from === at).map(([, to, type]) => [to, type] as const)), ...list('referred to by', links.filter(([, to]) => to === at).map(([from, , type]) => [from, type] as const)));
    } else if (kind === 'c') {
      const cluster = data.clusters[at];
      side.replaceChildren(h('h2', {}, cluster?.name ?? ''), h('p', { class: 'side-sub' }, `${cluster?.entry}, Kubernetes ${cluster?.kubernetes}, Flux ${cluster?.flux}`));
    } else side.replaceChildren(h('p', { class: 'hint' }, 'Choose a unit to see what it applies, what it depends on and what is wrong with it. A double click, or Enter, shows its objects.'));
  }

  function step(key: string): boolean {
    const here = byId.get(selected) ?? boxes[0];
    if (here === undefined) return false;
    const siblings = here.parent?.children ?? boxes.filter(({ parent }) => parent === undefined);
    const at = siblings.indexOf(here);
    const next = selected === '' ? here : key === 'ArrowLeft' ? here.parent : key === 'ArrowRight' ? here.children[0] : siblings[at + (key === 'ArrowDown' ? 1 : -1)];
    if (next !== undefined) {
      selected = next.id;
      const [sx, sy] = [next.x * zoom + x, next.y * zoom + y];
      if (sx < 0 || sy < 0 || sx + wide * zoom > stage.clientWidth || sy + high * zoom > stage.clientHeight) {
        x = stage.clientWidth / 2 - (next.x + wide / 2) * zoom;
        y = stage.clientHeight / 2 - (next.y + high / 2) * zoom;
      }
      paint();
      tell();
    }
    return true;
  }

  stage.addEventListener('keydown', (event) => {
    const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (pan !== undefined && event.shiftKey) {
      [x, y] = [x + (pan[0] as number), y + (pan[1] as number)];
      paint();
    } else if (pan !== undefined) step(event.key);
    else if (event.key === 'Enter') unfold(selected);
    else if (event.key === '+' || event.key === '=') zoomBy(1.25);
    else if (event.key === '-') zoomBy(0.8);
    else if (event.key === '0') fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // A wheel scrolls the page until the picture is chosen.
  stage.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && document.activeElement !== stage) return;
    event.preventDefault();
    const { left, top } = stage.getBoundingClientRect();
    zoomBy(Math.exp(-event.deltaY / (event.ctrlKey ? 150 : 500)), event.clientX - left, event.clientY - top);
  }, { passive: false });
  const fingers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  stage.addEventListener('pointerdown', (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
  });
  stage.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const others = [...fingers.entries()].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    moved += Math.abs(event.clientX - before.x) + Math.abs(event.clientY - before.y);
    if (others[0] !== undefined) {
      const { left, top } = stage.getBoundingClientRect();
      const [a, b] = [Math.hypot(before.x - others[0].x, before.y - others[0].y), Math.hypot(event.clientX - others[0].x, event.clientY - others[0].y)];
      if (a > 0) zoomBy(b / a, (event.clientX + others[0].x) / 2 - left, (event.clientY + others[0].y) / 2 - top);
    } else if (moved > 4) {
      stage.setPointerCapture(event.pointerId);
      stage.classList.add('dragging');
      x += event.clientX - before.x;
      y += event.clientY - before.y;
      paint();
    }
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  for (const name of ['pointerup', 'pointercancel'] as const) stage.addEventListener(name, (event) => {
    fingers.delete(event.pointerId);
    stage.classList.remove('dragging');
  });
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
    select.replaceChildren(h('option', { value: '-1' }, 'applied by anyone'), ...inCluster.map((at) => h('option', { value: String(at), selected: at === owner }, `below ${unitText(at)}${only < 0 && data.clusters.length > 1 ? ` (${data.clusters[data.units[at]?.cluster ?? -1]?.name})` : ''}`)));
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
