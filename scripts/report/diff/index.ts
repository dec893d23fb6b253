import type { Diff } from '../../model/diff.ts';
import type { Report } from '../../model/report.ts';
import { htmlReport, type HtmlOptions } from '../html/index.ts';
import type { TextOptions } from '../text.ts';
import { diffJson } from './json.ts';
import { diffMarkdown } from './markdown.ts';
import { diffText } from './text.ts';

export { diffMarkdown } from './markdown.ts';

export const diffFormats = ['text', 'json', 'markdown', 'html'] as const;
export type DiffFormat = (typeof diffFormats)[number];

export interface DiffFormatOptions {
  readonly exitCode: number;
  readonly text: TextOptions;
  /** What the page shows beside the change; asked for by that format only. */
  readonly page: () => HtmlOptions & { readonly report: Report };
}

/** The diff in one of the formats; docs/diff.md describes them. */
export function formatDiff(diff: Diff, format: DiffFormat, options: DiffFormatOptions): string {
  switch (format) {
    case 'text': return diffText(diff, options.text);
    case 'json': return diffJson(diff, options.exitCode);
    case 'markdown': return diffMarkdown(diff);
    case 'html': {
      const { report, ...page } = options.page();
      return htmlReport(report, { ...page, diff });
    }
  }
}
