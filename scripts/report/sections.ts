import { count } from '../lib/count.ts';
import { quote } from './quote.ts';

/** A list to unfold, in Markdown. */
export interface Section {
  /** `3 images` */
  readonly title: string;
  readonly open: boolean;
  /** How many there are; `items` may stop where no more can fit. */
  readonly total: number;
  readonly items: readonly string[];
}

/** What one is called, and several: `['image', 'images']`. */
export type Noun = readonly [one: string, many: string];

/** Kept free for the frame of a section: its heading, its line of counts and its end. */
export const frame = 200;

/** A section of values, each written only if it can fit: the shortest is far longer than ten bytes, the rest is only counted. */
export function sectionOf<T>(noun: Noun, open: boolean, values: readonly T[], write: (value: T) => string, limit: number): Section {
  return { title: count(values.length, ...noun), open, total: values.length, items: values.slice(0, Math.ceil(limit / 10)).map(write) };
}

/** What is of one cluster. */
export interface Of<T> {
  readonly value: T;
  readonly cluster: string;
}

/** A section of what clusters have: what several have alike is one item, which names them all. */
export function sharedSection<T>(noun: Noun, open: boolean, values: readonly Of<T>[], write: (value: T, clusters: readonly string[]) => string, limit: number): Section {
  const written = values.slice(0, Math.ceil(limit / 10));
  const groups = new Map<string, { readonly value: T; readonly clusters: string[] }>();
  const times = new Map<string, number>();
  for (const { value, cluster } of written) {
    const text = write(value, []);
    // What one cluster has twice is two things.
    const time = times.get(`${cluster}\n${text}`) ?? 0;
    times.set(`${cluster}\n${text}`, time + 1);
    const group = groups.get(`${time} ${text}`);
    if (group === undefined) groups.set(`${time} ${text}`, { value, clusters: [cluster] });
    else group.clusters.push(cluster);
  }
  const total = groups.size + values.length - written.length;
  return { title: count(total, ...noun), open, total, items: [...groups.values()].map(({ value, clusters }) => write(value, clusters)) };
}

const mostClusters = 8;

/** `homelab, cloud`; nothing where there is none. */
export function clusterNames(clusters: readonly string[]): string {
  const named = clusters.filter((name) => name !== '');
  return named.length > mostClusters ? `${named.length} clusters` : named.map(quote).join(', ');
}

/** ` in homelab, cloud` */
export function inClusters(clusters: readonly string[]): string {
  const names = clusterNames(clusters);
  return names === '' ? '' : ` in ${names}`;
}

/** The sections in no more than `room` bytes of UTF-8, first come first served; `${n} of ${total} are cut` stands for what does not fit. */
export function writeSections(sections: readonly Section[], room: number): string {
  const shownSections = sections.filter(({ total }) => total > 0);
  let left = room - shownSections.length * frame;
  const out: string[] = [];
  for (const { title, open, total, items } of shownSections) {
    const shown = fit(items, left);
    left -= bytes(shown.join('\n'));
    out.push(`<details${open ? ' open' : ''}><summary><strong>${title}</strong></summary>`, '', ...shown);
    if (shown.length < total) out.push(...(shown.length > 0 ? [''] : []), `${total - shown.length} of ${total} are cut; the log has them.`);
    out.push('', '</details>', '');
  }
  return out.join('\n');
}

/** The first items that fit into `room` bytes, a line each. */
export function fit(items: readonly string[], room: number): string[] {
  let left = room;
  const end = items.findIndex((item) => (left -= bytes(item) + 1) < 0);
  return items.slice(0, end < 0 ? items.length : end);
}

export function bytes(text: string): number {
  return Buffer.byteLength(text);
}
