import type { Cause, Diff } from '../model/diff.ts';
import type { ObjectRef, UnitId } from '../model/ids.ts';

const unit: UnitId = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };
const object: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
const place = { file: 'apps/web.yaml', line: 12, column: 18, endColumn: 30 };
const cause: Cause = { side: 'head', place, steps: [{ kind: 'resource', place }], certainty: 'exact' };

/** A diff with one of everything; every text from a repository in it is `text`. */
export function hostileDiff(text: string): Diff {
  const named: ObjectRef = { ...object, name: text };
  const of: UnitId = { ...unit, name: text };
  const at = { ...place, file: text };
  const why: Cause = { ...cause, place: at, steps: [{ kind: 'resource', place: at, name: text }], commit: { id: '0123456789abcdef', subject: text } };
  const version = { before: text, after: '2.0.0', step: 'major', downgrade: false } as const;
  return {
    base: { name: text, commit: '0123456789abcdef' }, head: { name: 'working tree' },
    clusters: [{
      name: 'prod', in: 'both',
      units: [{ change: 'renamed', unit: of, from: unit, place: at }, { change: 'suspended', unit: of }],
      objects: [
        { change: 'changed', object: named, unit: of, fields: [{ change: 'changed', pointer: '/spec/replicas', path: text, before: text, after: { [text]: [text, 1n, null] }, cause: why }, { change: 'removed', pointer: '/data/a', path: 'data.a', before: '(redacted)', redacted: true }, { change: 'changed', pointer: '/data/b', path: 'data.b', before: `a\n${text}`, after: `b\n${text}\n${text}` }], cause: why, before: { a: text }, after: { a: text } },
        { change: 'moved', object: named, unit: of, movedFrom: unit, fields: [] },
        { change: 'added', object: named, unit: of, fields: [], cause: why, after: { a: text } },
        { change: 'removed', object: named, unit: of, fields: [], fate: { deleted: true, because: text }, cause: { ...why, side: 'base' } },
        { change: 'removed', object: named, unit: of, fields: [], fate: { deleted: false, because: text } },
      ],
      images: [{ image: text, ...version, objects: [{ object: named, pointer: '/spec/template/spec/containers/0/image' }] }],
      charts: [{ unit: of, chart: text, ...version, place: at }],
      restarts: [{ object: named, unit: of, pods: 2, strategy: 'RollingUpdate', because: [text] }],
      withheld: [{ unit: of, side: 'head', reason: text, objects: 3, place: at }, { unit: of, side: 'both', reason: text, objects: 0 }],
      counts: { added: 1, removed: 2, changed: 1, moved: 1, same: 7 },
    }],
    findings: [{ rule: 'test/some', level: 'error', message: text, cluster: 'prod', object: named, pointer: '/spec', place: at, side: 'base', help: text }],
    silenced: 1, incomplete: false, seconds: 1.25,
  };
}

/** A diff with one of everything. */
export const exampleDiff: Diff = hostileDiff('web');
