import type { Diff, FieldChange, ObjectChange } from '../../model/diff.ts';
import { findingJson } from '../json.ts';

/** Characters of fields that a document holds: what differs beyond is counted. A text of Node has half a billion at most. */
const longest = 64e6;

/** The diff as one document; version 1 of the format, its JSON Schema is diff.schema.json, docs/diff.md describes it. */
export function diffJson(diff: Diff, exitCode: number, most = longest): string {
  const { base, head, clusters, findings, introduced, mended, silenced, incomplete, seconds } = diff;
  let left = most;
  const within = (field: FieldChange): boolean => (left -= text(field).length) >= 0;
  const document = {
    version: 1,
    summary: { exitCode, complete: !incomplete, base, head, silenced, seconds, findings: count(findings) },
    clusters: clusters.map(({ objects, ...rest }) => ({ ...rest, objects: objects.map((object) => bounded(object, within)) })),
    findings: findings.map(findingJson),
    ...(introduced !== undefined && { introduced: introduced.map(findingJson) }),
    ...(mended !== undefined && { mended: mended.map(findingJson) }),
  };
  return `${text(document)}\n`;
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each), 2);
}

/** Objects themselves would make the document as long as the cluster; their fields tell what differs. */
function bounded({ before: _before, after: _after, fields, ...rest }: ObjectChange, within: (field: FieldChange) => boolean) {
  const { change, object, unit, ...others } = rest;
  const cut = fields.findIndex((field) => !within(field));
  return { change, object, unit, fields: cut === -1 ? fields : fields.slice(0, cut), ...(cut !== -1 && { fieldsLeftOut: fields.length - cut }), ...others };
}

function count(findings: Diff['findings']) {
  const of = (level: string) => findings.filter((finding) => finding.level === level).length;
  return { error: of('error'), warn: of('warn'), info: of('info') };
}
