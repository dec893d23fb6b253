import { createHash } from 'node:crypto';
import type { Finding } from '../model/finding.ts';

const mark = /^<!-- gitops-validate:(comment|note) (\S+?)(?: ([0-9a-f]+(?:\/\d+)?))?( mended)? -->\n/;

/** What a text that this tool posted is: invisible in the page, read again by the next run. */
export interface Marker {
  readonly kind: 'comment' | 'note';
  /** The clusters that the run looked at: all, or the name of one; runs of other clusters leave it alone. */
  readonly clusters: string;
  /** Names what a note is about. */
  readonly about?: string;
  /** The finding is gone; the note was struck. */
  readonly mended?: boolean;
}

export function writeMarker({ kind, clusters, about, mended }: Marker): string {
  return `<!-- gitops-validate:${kind} ${encodeURIComponent(clusters.toWellFormed())}${about === undefined ? '' : ` ${about}`}${mended === true ? ' mended' : ''} -->\n`;
}

export function readMarker(body: string): Marker | undefined {
  const [, kind, clusters = '', about, mended] = mark.exec(body.replaceAll('\r\n', '\n')) ?? [];
  if (kind !== 'comment' && kind !== 'note') return undefined;
  return { kind, clusters: decode(clusters), ...(about !== undefined && { about }), ...(mended !== undefined && { mended: true }) };
}

/** What a finding says and in which file, whatever the line and however many clusters and objects have it. */
export function aboutOf({ rule, place, message }: Finding): string {
  return createHash('sha256').update([rule, place?.file ?? '', message.replace(/:\d+(?::\d+)?/g, '').replace(/\bline \d+(?:, column \d+)?/g, 'line')].join('\n')).digest('hex').slice(0, 20);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
