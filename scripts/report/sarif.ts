import { createHash } from 'node:crypto';
import { findingKey } from '../lib/finding-key.ts';
import type { Finding } from '../model/finding.ts';
import type { Fix } from '../model/fix.ts';
import type { Place } from '../model/place.ts';
import type { Report } from '../model/report.ts';
import type { RuleText } from '../model/rule.ts';
import { visible } from './visible.ts';

const severity = ['error', 'warn', 'info'];
const mostResults = 25_000;
/** Characters that code scanning takes of a rule's description. */
const longestDescription = 1_024;

const levels = { error: 'error', warn: 'warning', info: 'note', off: 'none' } as const;

/**
 * SARIF 2.1.0 (OASIS): one run, the rules that found something with their pages, a result for each finding. Files are relative
 * to `%SRCROOT%`, the repository's root. The fingerprint stays when text moves; the second of two equal ones ends in `/2`.
 *
 * GitHub's code scanning takes no file in which a result has no place in a file, or that has more than 25,000 results ("SARIF support for code scanning"): what has
 * no line stands on the first of what Flux syncs, and of more the least severe are left out, which is said.
 */
export function sarifReport(report: Report, rules: readonly RuleText[]): string {
  const findings = report.findings.length <= mostResults ? report.findings : report.findings.toSorted((a, b) => severity.indexOf(a.level) - severity.indexOf(b.level)).slice(0, mostResults);
  const leftOut = report.findings.length - findings.length;
  const entries = new Map(report.clusters.map(({ name, entry }) => [name, entry]));
  const used = [...new Set(findings.map(({ rule }) => rule))].sort();
  const texts = new Map(rules.map((rule) => [rule.id, rule]));
  const index = new Map(used.map((id, at) => [id, at]));
  const seen = new Map<string, number>();
  return `${JSON.stringify({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'gitops-validate', rules: used.map((id) => descriptor(id, texts.get(id))) } },
      columnKind: 'utf16CodeUnits',
      invocations: [{
        executionSuccessful: !report.incomplete,
        toolExecutionNotifications: [
          ...report.notChecked.map((line) => ({ level: report.incomplete ? 'error' : 'warning', message: { text: plain(`not checked: ${line}`) } })),
          ...(leftOut === 0 ? [] : [{ level: 'error', message: { text: `${leftOut} of ${report.findings.length} findings are left out, the least severe ones: code scanning takes ${mostResults}; the JSON report has all` } }]),
        ],
      }],
      results: findings.map((finding) => result(finding, index.get(finding.rule) as number, fingerprint(finding, seen), entries.get(finding.cluster ?? '') ?? '.')),
    }],
  }, null, 2)}\n`;
}

function descriptor(id: string, rule: RuleText | undefined) {
  const properties = { tags: [id.split('/', 1)[0]] };
  if (rule === undefined) return { id, shortDescription: { text: id }, fullDescription: { text: id }, properties };
  return {
    id,
    shortDescription: { text: rule.summary.slice(0, longestDescription) },
    fullDescription: { text: rule.summary.slice(0, longestDescription) },
    help: { text: rule.help, markdown: rule.help },
    defaultConfiguration: { level: levels[rule.level], enabled: rule.level !== 'off' },
    properties,
  };
}

function result(finding: Finding, ruleIndex: number, hash: string, entry: string) {
  const { rule, level, message, help, place, object, pointer, cluster, origin, fix } = finding;
  const name = object === undefined ? undefined : `${object.kind}/${object.namespace}/${object.name}`;
  const way = (origin?.steps ?? []).slice(1).flatMap((step) => (step.place === undefined ? [] : [{ ...location(step.place), message: { text: plain([step.kind, step.name, step.detail].filter((part) => part !== undefined).join(' ')) } }]));
  return {
    ruleId: rule, ruleIndex, level: levels[level],
    message: { text: plain(help === undefined ? message : `${message}\n${help}`) },
    locations: [{
      ...location(place ?? { file: entry, line: 1, column: 1 }),
      ...(name !== undefined && { logicalLocations: [{ name: visible(object?.name ?? ''), fullyQualifiedName: visible(`${cluster === undefined ? '' : `${cluster}/`}${name}${pointer ?? ''}`), kind: 'object' }] }),
    }],
    ...(way.length > 0 && { relatedLocations: way.map((at, id) => ({ id: id + 1, ...at })) }),
    ...(fix !== undefined && { fixes: [sarifFix(fix)] }),
    partialFingerprints: { 'finding/v1': hash },
    ...(cluster !== undefined && { properties: { cluster: visible(cluster) } }),
  };
}

/** Replacements of one file stand together; their regions do not overlap (SARIF 3.55 to 3.57). */
function sarifFix({ description, edits }: Fix) {
  return {
    description: { text: plain(description) },
    artifactChanges: [...new Set(edits.map(({ file }) => file))].map((file) => ({
      artifactLocation: { uri: relativeUri(file), uriBaseId: '%SRCROOT%' },
      replacements: edits.filter((edit) => edit.file === file).map(({ start, end, replacement }) => ({
        deletedRegion: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }, ...(replacement !== '' && { insertedContent: { text: replacement } }),
      })),
    })),
  };
}

function location({ file, line, column, endColumn }: Place) {
  return { physicalLocation: { artifactLocation: { uri: relativeUri(file), uriBaseId: '%SRCROOT%' }, region: { startLine: line, startColumn: column, ...(endColumn !== undefined && { endColumn }) } } };
}

/** RFC 3986: every segment percent-encoded and none empty, so that no file name reads as a scheme, a host or a query. */
function relativeUri(file: string): string {
  return file.toWellFormed().split('/').filter((segment) => segment !== '').map(encodeURIComponent).join('/') || '.';
}

function fingerprint(finding: Finding, seen: Map<string, number>): string {
  const hash = createHash('sha256').update(findingKey(finding)).digest('hex').slice(0, 32);
  const count = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, count);
  return count === 1 ? hash : `${hash}/${count}`;
}

/** SARIF reads `{0}` and `[text](target)` in a message (sections 3.11.5, 3.11.6); what a repository wrote is neither. */
function plain(text: string): string {
  return visible(text).replace(/\{(\d+)\}/g, '{{$1}}').replaceAll('](', '\\](');
}
