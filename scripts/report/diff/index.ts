import type { Diff } from '../../model/diff.ts';
import type { TextOptions } from '../text.ts';
import { diffJson } from './json.ts';
import { diffText } from './text.ts';

export const diffFormats = ['text', 'json'] as const;
export type DiffFormat = (typeof diffFormats)[number];

/** The diff in one of the formats; docs/diff.md describes them. */
export function formatDiff(diff: Diff, format: DiffFormat, options: { readonly exitCode: number; readonly text: TextOptions }): string {
  switch (format) {
    case 'text': return diffText(diff, options.text);
    case 'json': return diffJson(diff, options.exitCode);
  }
}
