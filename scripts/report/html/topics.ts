import { showRef } from '../../lib/kubernetes/kind.ts';
import { findingKey } from '../../lib/finding-key.ts';
import type { Finding } from '../../model/finding.ts';
import { chartHint } from '../chart-hint.ts';
import { showsLines } from '../shows-lines.ts';
import { visible } from '../visible.ts';
import { stepText } from '../way.ts';
import type { PageTopic } from './data.ts';

const mostTopics = 20_000;
const mostFrames = 10_000;
/** Characters of all of them. */
const mostText = 20_000_000;
const mostObjects = 8;
const widest = 200;

/** Findings by what they say of one line; the first few thousand, errors first. */
export function pageTopics(findings: readonly Finding[], clusters: readonly string[], source: (file: string) => string | undefined, fresh: ReadonlySet<string> | undefined): { readonly topics: PageTopic[]; readonly cut: number } {
  const isNew = (finding: Finding) => fresh?.has(findingKey(finding)) === true;
  const groups = new Map<string, Finding[]>();
  for (const level of ['error', 'warn', 'info'] as const) {
    for (const finding of findings) {
      if (finding.level !== level) continue;
      const { place, rule, message, object, side } = finding;
      const key = JSON.stringify([isNew(finding), rule, message, place === undefined ? [object?.kind, object?.namespace, object?.name] : [place.file, place.line, place.column, side]]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [finding]);
      else group.push(finding);
    }
  }
  const files = new Map<string, readonly string[] | undefined>();
  const lines = (file: string) => {
    if (!files.has(file)) files.set(file, source(file)?.split(/\r?\n/));
    return files.get(file);
  };
  const index = new Map(clusters.map((name, at) => [name, at]));
  const topics: PageTopic[] = [];
  let room = mostText;
  for (const group of groups.values()) {
    if (topics.length >= mostTopics || room <= 0) break;
    const made = topic(group, index, topics.length < mostFrames ? lines : () => undefined, isNew(group[0] as Finding));
    room -= JSON.stringify(made).length;
    topics.push(made);
  }
  return { topics, cut: findings.length - topics.reduce((sum, { n = 1 }) => sum + n, 0) };
}

function topic(group: readonly Finding[], index: ReadonlyMap<string, number>, lines: (file: string) => readonly string[] | undefined, fresh: boolean): PageTopic {
  const { level, rule, message, help, place, origin, side, chart } = group[0] as Finding;
  const objects = [...new Set(group.flatMap(({ object, pointer }) => (object === undefined ? [] : [`${showRef(object)}${pointer === undefined || pointer === '' ? '' : ` ${pointer}`}`])))];
  const frame = place === undefined || side === 'base' || !group.every(showsLines) ? undefined : frameOf(lines(place.file), place);
  const steps = origin?.steps ?? [];
  return {
    ...(group.length > 1 && { n: group.length }), level, rule: visible(rule), message: visible(message),
    ...(help !== undefined && { help: visible(help) }), ...(chart !== undefined && { chart: visible(chartHint(chart)) }),
    ...(place !== undefined && { file: visible(place.file), line: place.line, column: place.column }),
    ...(frame !== undefined && { frame }),
    clusters: [...new Set(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [index.get(cluster) ?? -1])))].filter((at) => at >= 0),
    objects: objects.slice(0, mostObjects).map(visible), moreObjects: Math.max(0, objects.length - mostObjects),
    way: steps.slice(steps[0]?.kind === 'resource' ? 1 : 0).map((step) => visible(stepText(step))),
    ...(fresh && { fresh }),
  };
}

/** The line with one before and one behind, cut around the place where it is long. */
function frameOf(all: readonly string[] | undefined, place: NonNullable<Finding['place']>): PageTopic['frame'] {
  const line = all?.[place.line - 1];
  if (all === undefined || line === undefined) return undefined;
  const shift = Math.max(0, place.column - widest / 2);
  const first = Math.max(1, place.line - 1);
  const shown = all.slice(first - 1, place.line + 1);
  const cut = (text: string) => text.slice(shift, shift + widest);
  const end = Math.min(place.endColumn ?? place.column + 1, line.length + 1);
  // Characters that are shown as escapes are longer than they were.
  const width = (from: number, to: number) => visible(line.slice(from, to)).length;
  const from = width(shift, place.column - 1);
  return { first, lines: shown.map((text) => visible(cut(text))), from, to: from + Math.max(1, width(place.column - 1, Math.min(end - 1, shift + widest))) };
}
