/// <reference lib="dom" />
import type { PageData } from '../data.ts';
import type { GraphParts, graphView } from './graph/view.ts';
import type { Child, MakeView, Props, Ui, View } from './ui.ts';

/** The functions that the page is made of. */
export interface PageParts extends GraphParts {
  readonly findingsView: MakeView;
  readonly changesView: MakeView;
  readonly graphView: typeof graphView;
  readonly tablesView: MakeView;
}

/** Builds the page: heading, clusters, tabs, and the view of the tab that is open. */
export async function page(parts: PageParts): Promise<void> {
  const app = document.getElementById('app') as HTMLElement;
  if (typeof DecompressionStream === 'undefined') {
    app.textContent = 'This browser is too old for this page (of 2023 or later it should be); the text report says the same.';
    return;
  }
  const packed = Uint8Array.from(atob(document.getElementById('data')?.textContent ?? ''), (char) => char.charCodeAt(0));
  const data = (await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).json()) as PageData;
  const svgSpace = 'http://www.w3.org/2000/svg';
  let cluster = -1;

  function fill<E extends Element>(element: E, props: Props, children: readonly Child[]): E {
    for (const [key, value] of Object.entries(props)) {
      if (typeof value === 'function') element.addEventListener(key.slice(2), value as unknown as EventListener);
      else if (value === true) element.setAttribute(key, '');
      else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
    }
    for (const child of children) if (child !== undefined && child !== false) element.append(child);
    return element;
  }
  const h = (tag: string, props: Props = {}, ...children: readonly Child[]) => fill(document.createElement(tag), props, children);
  const svg = (tag: string, props: Props = {}, ...children: readonly Child[]) => fill(document.createElementNS(svgSpace, tag) as SVGElement, props, children);
  const count = (n: number, noun: string) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

  // Of each list that is there: draws the next part, while there is one.
  const growing = new Map<HTMLElement, { more: HTMLElement; add(): boolean }>();
  function grow<T>(list: HTMLElement, items: readonly T[], draw: (item: T, at: number) => Node, empty: string): void {
    const step = 40;
    let done = 0;
    growing.get(list)?.more.remove();
    list.replaceChildren();
    if (items.length === 0) {
      growing.delete(list);
      list.append(h('p', { class: 'empty' }, empty));
      return;
    }
    const more = h('button', { class: 'more', type: 'button', onclick: () => add() });
    const watch = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting) && more.isConnected) add();
    }, { rootMargin: '600px' });
    const add = (): boolean => {
      const end = Math.min(items.length, done + step);
      const part = document.createDocumentFragment();
      for (; done < end; done++) part.append(draw(items[done] as T, done));
      list.append(part);
      watch.disconnect();
      if (done >= items.length) {
        more.remove();
        return false;
      }
      more.textContent = `${(items.length - done).toLocaleString('en')} more`;
      list.after(more);
      watch.observe(more);
      return true;
    };
    growing.set(list, { more, add });
    add();
  }

  function search(label: string, changed: (words: readonly string[]) => void): HTMLInputElement {
    let timer = 0;
    const input = h('input', { class: 'search', type: 'search', placeholder: label, 'aria-label': label, autocomplete: 'off', spellcheck: 'false', oninput: () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => changed(input.value.toLowerCase().split(/\s+/).filter((word) => word !== '')), 120);
    } }) as HTMLInputElement;
    return input;
  }

  const several = new Set([...data.clusters, ...data.changed].map(({ name }) => name)).size > 1;
  const pills = (names: readonly string[]) => (several ? names.map((name) => h('span', { class: 'pill' }, name)) : []);
  const ui: Ui = { data, h, svg, grow, search, count, pills, cluster: () => cluster, show };

  const review = data.changed.length > 0;
  const made = new Map<string, View>();
  const tabs: { readonly id: string; readonly label: string; readonly n: number; readonly make: () => View }[] = [
    { id: 'findings', label: 'Findings', n: data.topics.reduce((sum, { fresh, n = 1 }) => (review && fresh !== true ? sum : sum + n), 0), make: () => parts.findingsView(ui) },
    ...(data.changed.length > 0 ? [{ id: 'changes', label: 'Changes', n: data.changes.reduce((sum, { alike }) => sum + 1 + (alike ?? 0), 0), make: () => parts.changesView(ui) }] : []),
    ...(data.units.length > 0 ? [{ id: 'graph', label: 'Graph', n: data.units.length, make: () => parts.graphView(ui, parts) }] : []),
    ...(data.images.length > 0 ? [{ id: 'images', label: 'Images', n: data.images.length, make: () => parts.tablesView(ui) }] : []),
  ];
  let open = '';

  const buttons = new Map(tabs.map(({ id, label, n }) => [id, h('button', { role: 'tab', type: 'button', id: `tab-${id}`, 'aria-controls': 'panel', onclick: () => {
    show(id);
    // The picture needs the height.
    const bar = buttons.get(id)?.parentElement;
    if (id === 'graph' && bar && bar.getBoundingClientRect().top > 0 && innerHeight < 1100) bar.scrollIntoView({ block: 'start' });
  } }, label, h('span', { class: 'n' }, n.toLocaleString('en')))]));
  const panel = h('div', { id: 'panel', role: 'tabpanel', tabindex: '-1' });
  const cards = data.clusters.map((one, at) => {
    const total = Object.values(one.outcomes).reduce((sum, n) => sum + n, 0);
    const found = (['error', 'warn', 'info'] as const).filter((level) => one.found[level] > 0);
    const bar = svg('svg', { class: 'bar', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    let left = 0;
    for (const outcome of ['rendered', 'failed', 'blocked', 'skipped', 'suspended']) {
      const width = ((one.outcomes[outcome] ?? 0) / Math.max(1, total)) * 100;
      if (width > 0) bar.append(svg('rect', { class: outcome, x: left, y: 0, width, height: 4 }));
      left += width;
    }
    const rendered = one.outcomes['rendered'] ?? 0;
    const others = Object.entries(one.outcomes).filter(([outcome]) => outcome !== 'rendered').map(([outcome, n]) => `${n} ${outcome}`);
    return h('button', { class: 'card', type: 'button', title: one.entry, 'aria-pressed': 'false', onclick: () => narrow(cluster === at ? -1 : at) },
      h('span', { class: 'card-name' }, one.name), h('span', { class: 'card-sub' }, `Kubernetes ${one.kubernetes}, Flux ${one.flux}`), bar,
      h('span', { class: 'card-sub' }, [rendered === total ? count(total, 'unit') : `${rendered} of ${count(total, 'unit')}`, ...others, count(one.manifests, 'manifest')].join(', ')),
      h('span', { class: 'card-found' }, ...(found.length === 0 ? [h('span', { class: 'tag ok' }, review ? 'nothing new' : 'no findings')] : found.map((level) => h('span', { class: `tag ${level}` }, `${one.found[level].toLocaleString('en')} ${level}${review ? ' new' : ''}`)))));
  });
  const theme = h('button', { class: 'theme', type: 'button', 'aria-label': 'Switch between light and dark', title: 'Light or dark (t)', onclick: turn }, '◐');

  const notes = [...data.notChecked.map((line) => `not checked: ${line}`), ...data.clusters.flatMap(({ name, placeholders }) => (placeholders.length === 0 ? [] : [`${name}: ${count(placeholders.length, 'sealed placeholder')}, to be sealed for this cluster: ${placeholders.join(', ')}`])), ...data.cut];
  app.append(
    h('header', { class: `top ${data.state}` },
      h('div', { class: 'headline' }, h('h1', {}, data.verdict), h('p', { class: 'facts' }, [data.title, ...data.facts].join(' · '))), theme),
    h('main', {},
      h('div', { class: 'cards', role: 'group', 'aria-label': 'Clusters' }, ...cards),
      ...(data.stopped.length === 0 ? [] : [h('details', { class: 'notes stopped', open: data.stopped.length <= 8 }, h('summary', {}, `${count(data.stopped.length, 'unit')} failed`), h('ul', {}, ...data.stopped.map((line) => h('li', {}, line))))]),
      ...(notes.length === 0 ? [] : [h('details', { class: 'notes', open: data.notChecked.length > 0 && notes.length < 6 }, h('summary', {}, count(notes.length, 'note'), data.notChecked.length > 0 ? ` · ${data.notChecked.length} not checked` : ''), h('ul', {}, ...notes.map((line) => h('li', {}, line))))]),
      h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views', onkeydown: (event: KeyboardEvent) => walk(event) }, ...buttons.values()),
      panel),
    h('footer', {}, h('kbd', {}, '/'), ' search ', h('kbd', {}, '1'), '–', h('kbd', {}, String(tabs.length)), ' views ', h('kbd', {}, 'j'), ' ', h('kbd', {}, 'k'), ' next, previous ', h('kbd', {}, 't'), ' light, dark'));

  function narrow(to: number): void {
    cluster = to;
    cards.forEach((card, at) => card.setAttribute('aria-pressed', String(at === to)));
    made.get(open)?.update();
  }

  function show(id: string, words?: string): void {
    const tab = tabs.find((one) => one.id === id) ?? tabs[0];
    if (tab === undefined) return;
    const view = made.get(tab.id) ?? tab.make();
    made.set(tab.id, view);
    for (const [name, button] of buttons) {
      button.setAttribute('aria-selected', String(name === tab.id));
      button.setAttribute('tabindex', name === tab.id ? '0' : '-1');
    }
    panel.setAttribute('aria-labelledby', `tab-${tab.id}`);
    panel.className = `panel-${tab.id}`;
    open = tab.id;
    panel.replaceChildren(view.element);
    if (words !== undefined) view.find(words);
    else view.update();
    if (location.hash !== `#${tab.id}`) history.replaceState(null, '', `#${tab.id}`);
  }

  function walk(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex(({ id }) => id === open);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    show(next.id);
    buttons.get(next.id)?.focus();
    event.preventDefault();
  }

  function turn(): void {
    const root = document.documentElement;
    const dark = root.dataset['theme'] === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : root.dataset['theme'] === 'dark';
    root.dataset['theme'] = dark ? 'light' : 'dark';
  }

  // On paper it is light, and lists go on for some pages.
  const mostPrinted = 1_000;
  let screenTheme: string | undefined;
  addEventListener('beforeprint', () => {
    screenTheme = document.documentElement.dataset['theme'];
    document.documentElement.dataset['theme'] = 'light';
    for (const [list, { add }] of growing) while (list.isConnected && list.childElementCount < mostPrinted && add());
  });
  addEventListener('afterprint', () => {
    if (screenTheme === undefined) delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = screenTheme;
  });
  addEventListener('hashchange', () => show(location.hash.slice(1)));
  addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (event.key === 'Escape' && target instanceof HTMLInputElement) {
      // Browsers would empty the field and keep what was found.
      event.preventDefault();
      target.blur();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    if (event.key === '/') {
      panel.querySelector<HTMLInputElement>('input[type=search]')?.focus();
      event.preventDefault();
    } else if (event.key === 't') turn();
    else if (/^[1-9]$/.test(event.key) && tabs[Number(event.key) - 1] !== undefined) show(tabs[Number(event.key) - 1]?.id ?? '');
    else if (event.key === 'j' || event.key === 'k') {
      const items = [...panel.querySelectorAll<HTMLElement>('[data-item]')];
      const at = items.indexOf(document.activeElement?.closest<HTMLElement>('[data-item]') as HTMLElement);
      const next = items[event.key === 'j' ? at + 1 : Math.max(0, at - 1)];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
    }
  });
  show(location.hash.slice(1) || (review && !data.topics.some(({ fresh, level }) => fresh === true && level !== 'info') ? 'changes' : ''));
}
