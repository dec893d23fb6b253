import { showRef } from '../lib/kubernetes/kind.ts';
import type { Finding } from '../model/finding.ts';
import { prose, quote } from '../report/quote.ts';
import type { ChangedFile } from './changed-lines.ts';
import type { NewNote } from './forge.ts';
import { aboutOf, writeMarker } from './marker.ts';

/** A comment on a line, and what it is about. */
export interface PlannedNote extends NewNote {
  readonly about: string;
}

/** What clusters and objects have in common: one sentence of one rule about one line. */
export interface Topic {
  readonly about: string;
  readonly findings: readonly [Finding, ...Finding[]];
}

/** The findings that have a line, by what they say there. Of equal ones in one file the second has `/2` behind its name. */
export function topicsOf(findings: readonly Finding[]): Topic[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { place, rule, message, side } = finding;
    if (place === undefined) continue;
    const key = JSON.stringify([place.file, place.line, side, rule, message]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const seen = new Map<string, number>();
  return [...groups.values()].map((same) => {
    const hash = aboutOf(same[0]);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return { about: count === 1 ? hash : `${hash}/${count}`, findings: same };
  });
}

/**
 * The notes for what is on lines that the change adds, or takes away where the finding is of base. A line whose text is not the
 * one that was checked, such as that of a merge, gets none. Files of the diff are below `prefix`.
 */
export function planNotes(topics: readonly Topic[], changed: ReadonlyMap<string, ChangedFile>, { source, clusters, prefix }: { readonly source: (file: string) => string | undefined; readonly clusters: string; readonly prefix: string }): PlannedNote[] {
  const texts = new Map<string, readonly string[]>();
  const lineOf = (file: string, line: number) => {
    const lines = texts.get(file) ?? (source(file) ?? '').split(/\r?\n/);
    texts.set(file, lines);
    return lines[line - 1];
  };
  return topics.flatMap(({ about, findings }): PlannedNote[] => {
    const { place, side } = findings[0];
    const file = place === undefined ? undefined : changed.get(`${prefix}${place.file}`);
    if (place === undefined || file === undefined) return [];
    const text = (side === 'base' ? file.removed : file.added).get(place.line);
    if (text === undefined || (side !== 'base' && lineOf(place.file, place.line) !== text.replace(/\r$/, ''))) return [];
    const { path, oldPath } = file;
    return [{ path, line: place.line, side: side ?? 'head', ...(oldPath !== undefined && { oldPath }), about, body: `${writeMarker({ kind: 'note', clusters, about })}${noteText(findings)}` }];
  });
}

/** The same note once its finding is gone. */
export function mendedNote(clusters: string, about: string, body: string, commit: string): string {
  const text = body.replace(/^<!--[^\n]*-->\s*/, '').split('\n').filter((line) => line.trim() !== '').map((line) => `<del>${line.replaceAll('<del>', '').replaceAll('</del>', '')}</del>`).join('\n\n');
  return `${writeMarker({ kind: 'note', clusters, about, mended: true })}Gone with ${commit.slice(0, 10)}.\n\n${text}\n`;
}

const mostObjects = 5;

function noteText(same: Topic['findings']): string {
  const { level, rule, message, help, place } = same[0];
  const objects = [...new Set(same.flatMap(({ object }) => (object === undefined ? [] : [showRef(object)])))];
  const clusters = [...new Set(same.flatMap(({ cluster }) => cluster ?? []))];
  const named = [...objects.slice(0, mostObjects).map(quote), ...(objects.length > mostObjects ? [`${objects.length - mostObjects} more objects`] : [])].join(', ');
  const where = [named, ...(clusters.length === 0 ? [] : [clusters.length > mostObjects ? `in ${clusters.length} clusters` : `in ${clusters.map(quote).join(', ')}`])].filter((part) => part !== '').join(' ');
  return [
    `**${level}** ${quote(rule)}<br>${prose(message)}`,
    ...(help === undefined ? [] : [prose(help)]),
    [quote(`${place?.file}:${place?.line}:${place?.column}`), ...(where === '' ? [] : [where])].join(', '),
  ].join('\n\n');
}
