import { pointerToken } from '../../lib/json.ts';
import type { Value, ValueMap } from './value.ts';

/** A part of a text and what made it. Offsets count UTF-16 units from the start of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** JSON pointer into the values of the release, where a value made this part. */
  readonly path?: string;
  /** False where the path was inferred (a value that went through a function). */
  readonly exact: boolean;
  /** The definition that wrote it and the offset in its source. */
  readonly template?: string;
  readonly source?: string;
  readonly at?: number;
}

/** Where a value came from: all of it from one path, or a text with parts of its own. */
export interface Provenance {
  readonly path?: string;
  readonly exact: boolean;
  readonly spans?: readonly Span[];
}

/** What a render remembers of where its values come from. */
export interface Tracker {
  /** Pointer of the value that was read last; of a subtree that was dumped, its root. */
  last: string | undefined;
  pathOf(container: object): string | undefined;
  setPath(container: object, path: string): void;
  child(container: object, key: string | number): Provenance | undefined;
  setChild(container: object, key: string | number, provenance: Provenance | undefined): void;
  /** The copy's children come from where the original's came. */
  copy(from: object, to: object): void;
  readAll(value: Value): void;
}

export function createTracker(): Tracker {
  const paths = new WeakMap<object, string>();
  const children = new WeakMap<object, Map<string | number, Provenance | undefined>>();
  const tracker: Tracker = {
    last: undefined,
    pathOf: (container) => paths.get(container),
    setPath: (container, path) => {
      paths.set(container, path);
    },
    child(container, key) {
      const known = children.get(container);
      const path = paths.get(container);
      const found = known?.has(key) ? known.get(key) : path === undefined ? undefined : { path: `${path}/${pointerToken(key)}`, exact: true };
      // What lies below a map or list whose origin is known comes from below that origin.
      const value = (container as ValueMap)[key as string];
      if (found?.path !== undefined && typeof value === 'object' && value !== null && !paths.has(value)) paths.set(value, found.path);
      return found;
    },
    setChild(container, key, provenance) {
      const known = children.get(container) ?? new Map<string | number, Provenance | undefined>();
      children.set(container, known.set(key, provenance));
    },
    copy(from, to) {
      const path = paths.get(from);
      if (path !== undefined) paths.set(to, path);
      const known = children.get(from);
      if (known !== undefined) children.set(to, new Map(known));
    },
    readAll(value) {
      if (typeof value !== 'object' || value === null) return;
      tracker.last = paths.get(value) ?? tracker.last;
    },
  };
  return tracker;
}

/** The parts of a text between two offsets, moved to begin at 0. */
export function sliceSpans(spans: readonly Span[], start: number, end: number, shift = -start): Span[] {
  return spans.flatMap((span) => {
    const from = Math.max(span.start, start);
    const to = Math.min(span.end, end);
    return from < to || (from === to && span.start === span.end) ? [{ ...span, start: from + shift, end: to + shift }] : [];
  });
}

/** Spans for a text whose provenance is known as a whole or in parts. */
export function spansOf(text: string, provenance: Provenance | undefined): readonly Span[] {
  if (provenance === undefined || text === '') return [];
  if (provenance.spans !== undefined) return provenance.spans;
  return provenance.path === undefined ? [] : [{ start: 0, end: text.length, path: provenance.path, exact: provenance.exact }];
}

/**
 * What is known of a result that a function made of several values: the one path among them, or the first of several, never
 * more than probably.
 */
export function combine(provenances: readonly (Provenance | undefined)[]): Provenance | undefined {
  for (const provenance of provenances) {
    const path = provenance?.path ?? provenance?.spans?.find((span) => span.path !== undefined)?.path;
    if (path !== undefined) return { path, exact: false };
  }
  return undefined;
}
