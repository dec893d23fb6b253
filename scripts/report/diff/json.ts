import type { Diff, ObjectChange } from '../../model/diff.ts';
import { findingJson } from '../json.ts';

/** The diff as one document; version 1 of the format, its JSON Schema is diff.schema.json, docs/diff.md describes it. */
export function diffJson(diff: Diff, exitCode: number): string {
  const { base, head, clusters, findings, introduced, mended, silenced, incomplete, seconds } = diff;
  const document = {
    version: 1,
    summary: { exitCode, complete: !incomplete, base, head, silenced, seconds, findings: count(findings) },
    clusters: clusters.map(({ objects, ...rest }) => ({ ...rest, objects: objects.map(withoutBodies) })),
    findings: findings.map(findingJson),
    ...(introduced !== undefined && { introduced: introduced.map(findingJson) }),
    ...(mended !== undefined && { mended: mended.map(findingJson) }),
  };
  return `${JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`;
}

/** Objects themselves would make the document as long as the cluster; their fields tell what differs. */
function withoutBodies({ before: _before, after: _after, ...rest }: ObjectChange) {
  return rest;
}

function count(findings: Diff['findings']) {
  const of = (level: string) => findings.filter((finding) => finding.level === level).length;
  return { error: of('error'), warn: of('warn'), info: of('info') };
}
