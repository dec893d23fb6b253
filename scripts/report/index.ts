import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { RuleText } from '../model/rule.ts';
import type { Drawing } from '../model/drawing.ts';
import type { Format } from './formats.ts';
import { htmlReport } from './html/index.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { sarifReport } from './sarif.ts';
import { textReport, type TextOptions } from './text.ts';

export { drawingOf } from './html/drawing.ts';
export { fixReport } from './fixes.ts';
export { timingReport } from './timing.ts';
export { newsReport } from './text.ts';

export { formatOfFile, formats, type Format } from './formats.ts';

export interface FormatOptions {
  readonly exitCode: number;
  /** The levels that make the run fail. */
  readonly failing: readonly Finding['level'][];
  readonly text: TextOptions;
  readonly rules: readonly RuleText[];
  /** Of each cluster of the report; asked for by the format that draws them. */
  readonly drawings: () => readonly Drawing[];
}

/** The report in one of the formats; docs/report.md describes them. */
export function formatReport(report: Report, format: Format, options: FormatOptions): string {
  switch (format) {
    case 'text': return textReport(report, options.text);
    case 'json': return jsonReport(report, options.exitCode);
    case 'sarif': return sarifReport(report, options.rules);
    case 'junit': return junitReport(report, options.failing);
    case 'markdown': return markdownReport(report);
    case 'html': return htmlReport(report, { drawings: options.drawings(), rules: options.rules, source: options.text.source });
  }
}
