import { findingKey } from '../lib/finding-key.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

/** One document with `summary` and `findings`; version 1 of the format, its JSON Schema is report.schema.json, docs/report.md describes it. */
export function jsonReport(report: Report, exitCode: number): string {
  const { clusters, findings } = report;
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const units = clusters.flatMap((cluster) => cluster.units);
  const outcomes = { rendered: 0, failed: 0, blocked: 0, suspended: 0, skipped: 0 };
  for (const { outcome } of units) outcomes[outcome]++;
  return `${JSON.stringify({
    version: 1,
    summary: {
      exitCode,
      complete: !report.incomplete,
      units: outcomes,
      manifests: clusters.reduce((sum, cluster) => sum + cluster.manifests, 0),
      rules: report.rulesRun,
      findings: { error: count('error'), warn: count('warn'), info: count('info') },
      silenced: report.silenced,
      ...(report.known !== undefined && { known: report.known }),
      ...(report.builtByBinary !== undefined && { builtByBinary: report.builtByBinary }),
      ...(report.verified !== undefined && { verified: report.verified }),
      notChecked: report.notChecked,
      seconds: report.seconds,
      clusters,
    },
    findings: findings.map(findingJson),
  }, null, 2)}\n`;
}

/** A finding as every JSON document of ours has it. */
export function findingJson(finding: Finding) {
  const { rule, level, message, place, side, cluster, object, unit, pointer, help, origin, chart, fix } = finding;
  return {
    key: findingKey(finding),
    rule, level, message,
    file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null,
    ...(side !== undefined && { side }),
    ...(place?.endColumn !== undefined && { endColumn: place.endColumn }),
    cluster: cluster ?? null,
    object: object ?? null,
    ...(unit !== undefined && { unit: { kind: unit.kind, namespace: unit.namespace, name: unit.name } }),
    pointer: pointer ?? null,
    ...(help !== undefined && { help }),
    ...(chart !== undefined && { chart: { name: chart.name, release: chart.release, key: chart.key ?? null } }),
    ...(fix !== undefined && { fix: { description: fix.description, edits: fix.edits.map(({ file, start, end, replacement }) => ({ file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column, replacement })) } }),
    ...(origin !== undefined && { origin: { certainty: origin.certainty, steps: origin.steps } }),
  };
}
