import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { findingKey } from '../../lib/finding-key.ts';
import type { Diff } from '../../model/diff.ts';
import type { Drawing } from '../../model/drawing.ts';
import type { Report } from '../../model/report.ts';
import type { RuleText } from '../../model/rule.ts';
import { sideText } from '../diff/commit.ts';
import { notCheckedLines } from '../not-checked.ts';
import { visible } from '../visible.ts';
import { failedUnits } from '../waiting.ts';
import { pageChanges } from './changes.ts';
import { page, type PageParts } from './client/page.ts';
import { changesView } from './client/changes.ts';
import { findingsView } from './client/findings.ts';
import { about } from './client/graph/about.ts';
import { layout } from './client/graph/layout.ts';
import { moves } from './client/graph/moves.ts';
import { painter } from './client/graph/paint.ts';
import { subjects } from './client/graph/subjects.ts';
import { treeOf } from './client/graph/tree.ts';
import { graphView } from './client/graph/view.ts';
import { tablesView } from './client/tables.ts';
import type { PageCluster, PageData, PageLevel } from './data.ts';
import { pageImages } from './images.ts';
import { pagePicture } from './picture.ts';
import { style } from './style.ts';
import { pageTopics } from './topics.ts';

export interface HtmlOptions {
  /** One for each cluster of the report, in its order; what was not rendered has none. */
  readonly drawings: readonly Drawing[];
  readonly rules: readonly RuleText[];
  readonly source: (file: string) => string | undefined;
  readonly diff?: Diff;
}

/** Characters of one text. */
const longestText = 600;

const pageParts: PageParts = { findingsView, changesView, graphView, tablesView, layout, painter, moves, about, subjects, treeOf };

/**
 * The report as one file that a browser shows: no request leaves it, no framework is in it. The Content-Security-Policy names its one
 * script and its one style sheet by hash, so that nothing a repository wrote could run even if it got in as markup.
 */
export function htmlReport(report: Report, options: HtmlOptions): string {
  const script = `"use strict";void (${page.toString()})({${Object.entries(pageParts).map(([name, part]) => `${name}: ${part.toString()}`).join(',\n')}});`;
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`;
  const data = pageData(report, options);
  // Packed it is a tenth, and letters that end no element.
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeText(clip(data.title))}</title>
<style>${style}</style>
</head>
<body>
<noscript><p class="noscript">${escapeText(data.verdict)}. The lists of this page need JavaScript; the text report says the same without.</p></noscript>
<div id="app"></div>
<script type="application/gzip" id="data">${gzipSync(JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? clip(value) : value)), { level: 9 }).toString('base64')}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Everything that the page shows, within bounds. */
export function pageData(report: Report, { drawings, rules, source, diff }: HtmlOptions): PageData {
  const names = report.clusters.map(({ name }) => name);
  const fresh = diff === undefined ? undefined : new Set([...diff.findings, ...(diff.introduced ?? [])].map(findingKey));
  const all = diff === undefined ? report.findings : [...report.findings, ...diff.findings];
  const { topics, cut } = pageTopics(all, names, source, fresh);
  const picture = pagePicture(drawings, report.clusters, report.findings);
  const { images, cut: cutImages } = pageImages(drawings);
  const { changes, changed, cut: cutChanges } = pageChanges(diff);
  const found = new Map<string, number>();
  const asked = fresh === undefined ? all : all.filter((finding) => fresh.has(findingKey(finding)));
  for (const { level, cluster } of asked) for (const key of [level, `${level} ${cluster ?? ''}`]) found.set(key, (found.get(key) ?? 0) + 1);
  const of = (key: string) => found.get(key) ?? 0;
  const counted = (['error', 'warn', 'info'] as const).filter((level) => of(level) > 0).map((level) => `${of(level).toLocaleString('en')} ${level}`).join(', ');
  const used = new Set(all.map(({ rule }) => rule));
  const missing = (n: number, what: string) => (n === 0 ? [] : [`${n.toLocaleString('en')} ${what} are not in this page, which would be too large; the JSON report has them`]);
  return {
    title: `${diff === undefined ? 'Validation' : 'Change'}${names.length === 0 ? '' : ` of ${visible(names.slice(0, 4).join(', ')).replace(/\s+/g, ' ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`}`,
    verdict: diff?.incomplete === true ? 'Could not compare everything' : report.incomplete ? 'Could not check everything' : diff === undefined ? counted || 'No findings' : `This change brings ${counted || 'no findings'}`,
    state: report.incomplete || diff?.incomplete === true || of('error') > 0 ? 'error' : of('warn') > 0 ? 'warn' : 'ok',
    facts: [
      ...(diff === undefined ? [] : [`compared with ${visible(sideText(diff.base))}`, `${all.length.toLocaleString('en')} findings in all`]),
      `${report.clusters.reduce((sum, { manifests }) => sum + manifests, 0).toLocaleString('en')} manifests`, `${report.rulesRun} rules`,
      ...(report.silenced > 0 ? [`${report.silenced} silenced`] : []), ...(report.known === undefined ? [] : [`${report.known} in the baseline`]), `${report.seconds.toFixed(1)} s`,
    ],
    clusters: report.clusters.map((cluster): PageCluster => {
      const outcomes: Record<string, number> = {};
      for (const { outcome } of cluster.units) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const level = (name: PageLevel) => of(`${name} ${cluster.name}`);
      return {
        name: visible(cluster.name), entry: visible(cluster.entry), kubernetes: visible(cluster.kubernetesVersion), flux: visible(cluster.fluxVersion), manifests: cluster.manifests,
        outcomes, found: { error: level('error'), warn: level('warn'), info: level('info') }, placeholders: cluster.placeholders.map(visible),
      };
    }),
    topics, units: picture.units, kinds: picture.kinds, objects: picture.objects, links: picture.links, references: picture.references,
    images, changes, changed, stopped: failedUnits(report.clusters).map(visible), notChecked: notCheckedLines(report).map(visible),
    rules: Object.fromEntries(rules.filter(({ id }) => used.has(id)).map(({ id, summary }) => [id, summary])),
    cut: [...missing(cut, 'findings'), ...missing(picture.cutObjects, 'objects'), ...missing(picture.cutLinks, 'references'), ...missing(cutImages, 'images'), ...missing(cutChanges, 'changed objects')],
  };
}

function clip(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText).replace(/[\ud800-\udbff]$/, '')}… (${(text.length - longestText).toLocaleString('en')} more characters)`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
