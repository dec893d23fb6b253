import { Ajv } from 'ajv';
import { once } from '../lib/once.ts';

const string = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const texts = { type: 'array', items: string };
const listOf = (items: object) => ({ type: 'array', items });
/** What it must have, and what it may; more is no harm. */
const shaped = (required: Record<string, object>, optional: Record<string, object> = {}) => ({ type: 'object', required: Object.keys(required), properties: { ...required, ...optional } });

const place = shaped({ file: string, line: { type: 'integer', minimum: 1 }, column: { type: 'integer', minimum: 1 } }, { endColumn: count });
const unitId = { kind: string, namespace: string, name: string };
const object = shaped({ apiVersion: string, ...unitId });
const at = shaped({ line: count, column: count });
const finding = shaped({ rule: string, level: { enum: ['error', 'warn', 'info'] }, message: string }, {
  cluster: string, object, unit: shaped(unitId), pointer: string, place, help: string, unfixable: string,
  origin: shaped({ steps: listOf(shaped({ kind: string }, { place, name: string, detail: string })), certainty: string }),
  chart: shaped({ name: string, release: string }, { key: string }),
  fix: shaped({ description: string, edits: listOf(shaped({ file: string, start: at, end: at, replacement: string })) }),
});
const report = shaped({
  name: string, entry: string, kubernetesVersion: string, fluxVersion: string, manifests: count, placeholders: texts,
  units: listOf(shaped({ ...unitId, outcome: string, manifests: count }, { reason: string, message: string, chart: string, blockedBy: listOf(shaped(unitId)) })),
});
const drawing = shaped({
  units: listOf(shaped({ ...unitId, outcome: string, owner: { type: 'integer' }, needs: listOf(count), manifests: count }, { why: string, place: string })),
  objects: listOf(shaped({ unit: count, kind: string, namespace: string, name: string })),
  links: listOf({ type: 'array', minItems: 3 }),
  images: listOf({ type: 'array', minItems: 2, items: [string, texts] }),
});

/** The shape of a `Part` (model/part.ts), as far as a merge relies on it. */
const part = shaped({
  shard: shaped({ number: { type: 'integer', minimum: 1, maximum: 9999 }, of: { type: 'integer', minimum: 1, maximum: 9999 } }),
  run: shaped({ tool: string, files: string, flags: { type: 'object', additionalProperties: string } }, { commit: string }),
  today: string, seconds: { type: 'number' },
  config: shaped({ clusters: listOf(shaped({ name: string })), rules: { type: 'object' }, suppressions: listOf(shaped({ rule: string, object: string, reason: string, place })) }),
  clusterNames: texts,
  clusters: listOf(shaped({ report, notFetched: texts, pieces: texts, done: listOf(count) }, { drawing })),
  found: listOf(finding),
  rules: listOf(shaped({ id: string })),
  rulesRun: count, used: texts, builtByBinary: texts,
  lines: { type: 'object', additionalProperties: listOf({ type: 'array', minItems: 2, maxItems: 2, items: [count, string] }) },
}, {
  stopped: listOf(finding),
  repository: shaped({ ignores: listOf(shaped({ rule: string, reason: string, place, line: count, lastLine: count })), misnamed: listOf(finding), unread: listOf(shaped({ file: string, first: shaped({ place, object }) })), notRun: texts }),
});

const validator = once(() => new Ajv({ strict: false, validateSchema: false }).compile(part));

/** What of a body is not as a part has it: `/shard/of must be <= 9999`; undefined where all is. */
export function misshapen(body: unknown): string | undefined {
  const validate = validator();
  if (validate(body)) return undefined;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath === '' ? 'its body' : error?.instancePath} ${error?.message}`;
}
