/// <reference lib="dom" />
import type { PageTopic } from '../data.ts';
import type { Ui, View } from './ui.ts';

/** The findings, narrowed by level, rule, words and cluster. */
export function findingsView(ui: Ui): View {
  const { data, h } = ui;
  const levels = (['error', 'warn', 'info'] as const).filter((level) => data.topics.some((topic) => topic.level === level));
  const texts = data.topics.map((topic) => [topic.rule, topic.message, topic.file ?? '', ...topic.objects, ...topic.way].join(' ').toLowerCase());
  // In a review, what the change brings is asked for first.
  const review = data.changed.length > 0;
  let freshOnly = review;
  const first = data.topics.filter(({ fresh }) => !freshOnly || fresh === true);
  const hidden = new Set<string>(first.some(({ level }) => level !== 'info') ? ['info'] : []);
  let words: readonly string[] = [];
  let rule = '';

  const search = ui.search('Search rules, messages, files, objects', (found) => {
    words = found;
    update();
  });
  const chips = new Map(levels.map((level) => [level, h('button', { class: `chip ${level}`, type: 'button', 'aria-pressed': String(!hidden.has(level)), onclick: () => toggle(level) })]));
  const rules = new Map<string, number>();
  for (const topic of data.topics) rules.set(topic.rule, (rules.get(topic.rule) ?? 0) + (topic.n ?? 1));
  const select = h('select', { 'aria-label': 'Rule', onchange: () => {
    rule = (select as HTMLSelectElement).value;
    // Who asks for a rule sees it.
    if (rule !== '') for (const topic of data.topics) if (topic.rule === rule && hidden.has(topic.level)) toggle(topic.level);
    update();
  } }, h('option', { value: '' }, 'all rules'), ...[...rules].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id, n]) => h('option', { value: id }, `${id} (${n})`)));
  const news = h('button', { class: 'chip fresh', type: 'button', 'aria-pressed': String(freshOnly), onclick: () => {
    freshOnly = !freshOnly;
    news.setAttribute('aria-pressed', String(freshOnly));
    update();
  } }, 'new only');
  const told = h('p', { class: 'told', role: 'status' });
  const list = h('div', { class: 'findings' });
  const element = h('section', { 'aria-label': 'Findings' }, h('div', { class: 'bar-row' }, search, ...chips.values(), ...(review ? [news] : []), ...(rules.size > 1 ? [select] : [])), told, list);

  function toggle(level: string): void {
    if (hidden.has(level)) hidden.delete(level);
    else hidden.add(level);
    chips.get(level as 'error')?.setAttribute('aria-pressed', String(!hidden.has(level)));
    update();
  }

  function counted(topics: readonly PageTopic[]): number {
    return topics.reduce((sum, { n = 1 }) => sum + n, 0);
  }

  function update(): void {
    const only = ui.cluster();
    const matching = data.topics.filter((topic, at) => (rule === '' || topic.rule === rule) && (!freshOnly || topic.fresh === true) && (only < 0 || topic.clusters.length === 0 || topic.clusters.includes(only)) && words.every((word) => (texts[at] as string).includes(word)));
    for (const [level, chip] of chips) chip.textContent = `${counted(matching.filter((topic) => topic.level === level)).toLocaleString('en')} ${level}`;
    const shown = matching.filter(({ level }) => !hidden.has(level));
    told.textContent = shown.length === data.topics.length ? '' : `${counted(shown).toLocaleString('en')} of ${ui.count(counted(data.topics), 'finding')}${shown.length === counted(shown) ? '' : `, at ${ui.count(shown.length, 'place')}`}`;
    const empty = data.topics.length === 0 ? 'Nothing was found.' : freshOnly && first.length === 0 ? 'The change brings no findings; "new only" hides those that were there before.' : 'Nothing matches.';
    ui.grow(list, shown, draw, matching.length === 0 ? empty : `Nothing matches but ${counted(matching).toLocaleString('en')} of a level that is not shown.`);
  }

  function draw(topic: PageTopic): Node {
    const where = topic.file === undefined ? undefined : `${topic.file}:${topic.line}:${topic.column}`;
    const clusters = ui.pills(topic.clusters.map((at) => data.clusters[at]?.name ?? ''));
    const objects = topic.objects.map((name) => h('li', {}, name));
    return h('article', { class: `finding ${topic.level}`, tabindex: '-1', 'data-item': true },
      h('div', { class: 'finding-head' }, h('span', { class: `tag ${topic.level}` }, topic.level), topic.fresh === true && h('span', { class: 'tag fresh' }, 'new'), h('code', { class: 'rule', title: data.rules[topic.rule] }, topic.rule), ...clusters),
      h('p', { class: 'message' }, topic.message),
      where !== undefined && h('button', { class: 'where', type: 'button', title: 'Copy', onclick: (event: MouseEvent) => copy(event, where) }, ...where.split(/(?<=\/)/).flatMap((part) => [part, h('wbr')])),
      topic.frame !== undefined && frame(topic.frame, topic.line ?? 0),
      topic.help !== undefined && h('p', { class: 'help' }, topic.help),
      topic.chart !== undefined && h('p', { class: 'help' }, topic.chart),
      (objects.length > 0 || topic.way.length > 0) && h('ol', { class: 'way' }, ...objects, ...(topic.moreObjects > 0 ? [h('li', {}, `${topic.moreObjects} more objects`)] : []), ...topic.way.map((step) => h('li', { class: 'step' }, step))),
      data.rules[topic.rule] !== undefined && h('p', { class: 'explain' }, `${data.rules[topic.rule]}: `, h('code', {}, `npm run explain ${topic.rule}`)));
  }

  function frame({ first, lines, from, to }: NonNullable<PageTopic['frame']>, line: number): Node {
    return h('pre', { class: 'frame' }, ...lines.map((text, at) => {
      const here = first + at === line;
      return h('span', { class: here ? 'row here' : 'row' }, h('span', { class: 'no' }, String(first + at)), h('span', { class: 'text' }, ...(here ? [text.slice(0, from), h('mark', {}, text.slice(from, to)), text.slice(to)] : [text]), '\n'));
    }));
  }

  function copy(event: MouseEvent, text: string): void {
    const button = event.currentTarget as HTMLElement;
    void navigator.clipboard?.writeText(text).then(() => {
      button.classList.add('copied');
      setTimeout(() => button.classList.remove('copied'), 1200);
    }, () => undefined);
  }

  function find(text: string): void {
    search.value = text;
    words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
    hidden.clear();
    freshOnly = false;
    news.setAttribute('aria-pressed', 'false');
    for (const chip of chips.values()) chip.setAttribute('aria-pressed', 'true');
    update();
  }
  return { element, update, find };
}
