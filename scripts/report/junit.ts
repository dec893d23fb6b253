import type { Finding } from '../model/finding.ts';
import type { UnitId } from '../model/ids.ts';
import type { ClusterReport, Report, UnitReport } from '../model/report.ts';
import { visible } from './visible.ts';

/**
 * JUnit XML that every reader takes: no element or attribute but those of the schema of Jenkins' xUnit plugin (junit-10.xsd) and, for a suite, of Maven Surefire's
 * (surefire-test-report.xsd), which refuse a whole file for one more; so the place stands in the text. GitLab takes two testcases of one name for one and shows
 * the first: none has the name of another. One testsuite a cluster and one called `repository` for what belongs to none.
 * A unit is a testcase, and so is each finding; those whose level is in `failing` fail, others are passes with their text. A unit that is
 * not ready fails where such a finding says why, so that the suite fails when the run does.
 */
export function junitReport(report: Report, failing: readonly Finding['level'][]): string {
  const told = new Set(report.findings.flatMap(({ cluster, unit, level }) => (unit !== undefined && level === 'error' && failing.includes(level) ? [`${cluster} ${unitKey(unit)}`] : [])));
  const own = (cluster?: string) => report.findings.filter((finding) => finding.cluster === cluster).map((finding) => findingCase(finding, failing));
  const known = new Set(report.clusters.map(({ name }) => name));
  const others = [...new Set(report.findings.flatMap(({ cluster }) => (cluster === undefined || known.has(cluster) ? [] : [cluster])))];
  const suites = [
    ...report.clusters.map((cluster) => suite(cluster.name, [...cluster.units.map((unit) => unitCase(cluster, unit, told.has(`${cluster.name} ${unitKey(unit)}`))), ...own(cluster.name)])),
    ...others.map((name) => suite(name, own(name))),
  ];
  const rest = [...own(), ...report.notChecked.map((line) => testcase({ classname: 'not checked', name: line }, report.incomplete ? element('error', { message: line, type: 'not checked' }) : element('skipped', { message: line })))];
  if (rest.length > 0 || suites.length === 0) suites.push(suite('repository', rest));
  const { skipped: _, ...counts } = totals(suites.flatMap(({ cases }) => cases));
  const attributes = { name: 'gitops-validate', ...counts, time: report.seconds.toFixed(3) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, `\n${suites.map(({ text }) => text).join('')}`)}\n`;
}

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly body: string;
  readonly kind: 'failure' | 'error' | 'skipped' | 'pass';
}

function suite(name: string, cases: readonly Case[]): { readonly text: string; readonly cases: readonly Case[] } {
  const names = new Map<string, number>();
  const body = cases.map(({ classname, name: own, body: content }) => {
    const key = `${classname}\n${own}`;
    const time = (names.get(key) ?? 0) + 1;
    names.set(key, time);
    return `    ${element('testcase', { classname, name: time === 1 ? own : `${own} (${time})`, time: '0' }, content)}\n`;
  }).join('');
  return { cases, text: `  ${element('testsuite', { name, ...totals(cases) }, `\n${body}  `)}\n` };
}

function totals(cases: readonly Case[]): Record<string, string> {
  const of = (kind: Case['kind']) => String(cases.filter((one) => one.kind === kind).length);
  return { tests: String(cases.length), failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function unitKey({ kind, namespace, name }: UnitId): string {
  return `${kind} ${namespace}/${name}`;
}

/** `told`: an error in the unit makes the run fail. Where none does, it is silenced, or known to the baseline, or told of another unit. */
function unitCase(cluster: ClusterReport, { kind, namespace, name, outcome, reason, message, blockedBy }: UnitReport, told: boolean): Case {
  const at = { classname: `${cluster.name}.${kind}`, name: `${namespace}/${name}` };
  if (outcome === 'rendered') return testcase(at);
  const waits = blockedBy === undefined || blockedBy.length === 0 ? undefined : `waits for ${blockedBy.map((unit) => `${unit.kind} ${unit.namespace}/${unit.name}`).join(', which waits for ')}`;
  const said = waits ?? message ?? reason ?? '';
  if (outcome === 'failed' && told) return testcase(at, element('failure', { message: `not ready: ${said.split('\n', 1)[0] ?? ''}`, type: reason ?? 'failed' }, escape(said)));
  return testcase(at, element('skipped', { message: said === '' ? outcome : `${outcome}: ${said}` }));
}

function findingCase({ rule, level, message, help, place, object, pointer, cluster }: Finding, failing: readonly Finding['level'][]): Case {
  const named = object === undefined ? (place?.file ?? 'repository') : `${object.kind}/${object.namespace}/${object.name}`;
  const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}\n`;
  const text = `${level} ${rule}\n${where}${message}${help === undefined ? '' : `\n${help}`}`;
  const at = { classname: cluster === undefined ? rule : `${cluster}.${rule}`, name: `${named}${pointer === undefined || pointer === '' ? '' : ` ${pointer}`}` };
  return testcase(at, failing.includes(level) ? element('failure', { message, type: level }, escape(text)) : element('system-out', {}, escape(text)));
}

function testcase(at: Pick<Case, 'classname' | 'name'>, body = ''): Case {
  const kind = /^<(failure|error|skipped)/.exec(body)?.[1] as Case['kind'] | undefined;
  return { ...at, body, kind: kind ?? 'pass' };
}

function element(name: string, attributes: Record<string, string>, body = ''): string {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escape(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)].join(' ');
  return body === '' ? `<${open}/>` : `<${open}>${body}</${name}>`;
}

/** XML 1.0 has no way to write most control characters; `visible` shows them. */
function escape(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
