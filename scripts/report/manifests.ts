import { isObject, pointerToken, setKey } from '../lib/json.ts';
import { text } from '../lib/object.ts';
import { encodeYaml } from '../lib/yaml/encode.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin, OriginStep } from '../model/origin.ts';
import type { UnitResult } from '../model/unit.ts';

export interface YamlOptions {
  /** Writes behind each field where it comes from. */
  readonly origin: boolean;
  /** Shows what Secrets hold; else `*****` stands for each value. */
  readonly secrets: boolean;
}

/** Failures that come after objects were sent; before that, what a unit has was rendered for the checks only. */
const sent = new Set(['ReconciliationFailed', 'HealthCheckFailed', 'InstallFailed']);

/** The manifests of a unit that would reach the cluster: none of a unit that waits, none that the API server refuses. */
export function manifestsOf({ outcome, reason, manifests, refused = [] }: UnitResult): readonly Manifest[] {
  return outcome === 'blocked' || (outcome === 'failed' && !sent.has(reason ?? '')) ? [] : manifests.filter((manifest) => !refused.includes(manifest));
}

/**
 * Whether a manifest of a unit is there once the unit is ready: not a hook of another occasion than the install, nor one
 * that Helm deletes when it has succeeded; nor the Namespace of `createNamespace`, which is no part of the release.
 */
export function isLasting({ unit, object: body, hooks, tested }: Manifest): boolean {
  if (hooks !== undefined) {
    const policies = text(body, 'metadata', 'annotations', 'helm.sh/hook-delete-policy').split(',').map((policy) => policy.trim());
    return (tested === true || hooks.some((event) => event === 'pre-install' || event === 'post-install')) && !policies.includes('hook-succeeded');
  }
  return !(unit.kind === 'HelmRelease' && body['kind'] === 'Namespace' && text(body, 'metadata', 'labels', 'helm.toolkit.fluxcd.io/name') === '');
}

/** One document for a whole cluster. Secrets are in it as git has them. */
export function unitsJson(units: readonly UnitResult[]): string {
  const document = {
    units: units.map((unit) => ({
      ...unit.id,
      outcome: unit.outcome,
      reason: unit.reason ?? null,
      message: unit.message ?? null,
      blockedBy: unit.blockedBy ?? [],
      manifests: manifestsOf(unit).filter(isLasting).map(({ object, sent = object, originOf }) => ({ object: sent, origin: inOrder(originOf('')) })),
    })),
  };
  return `${JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? rawJson(String(value)) : value), 2)}\n`;
}

/** Integers of any size as they are (https://github.com/tc39/proposal-json-parse-with-source); a number where the engine has no such thing. */
function rawJson(digits: string): unknown {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };
  return rawJSON === undefined ? Number(digits) : rawJSON(digits);
}

/** Manifests as a stream of YAML documents. */
export function manifestsYaml(manifests: readonly Manifest[], options: YamlOptions): string {
  return manifests.map((manifest) => `---\n${manifestYaml(manifest, options)}`).join('');
}

/** Keys in one order, wherever the origin was made. */
function inOrder({ steps, certainty }: Origin): Origin {
  return { steps: steps.map(({ kind, place, name, detail }) => ({ kind, ...(place !== undefined && { place }), ...(name !== undefined && { name }), ...(detail !== undefined && { detail }) })), certainty };
}

function manifestYaml({ object: rendered, sent: object = rendered, originOf }: Manifest, { origin, secrets }: YamlOptions): string {
  const pointers = new Map<object, string>();
  const shown = copy(object, '', object['kind'] === 'Secret' && !secrets, pointers) as JsonObject;
  const marks: { end: number; start: number; pointer: string }[] = [];
  const yaml = encodeYaml(shown, (container, key, start, end) => {
    const parent = pointers.get(container);
    if (parent !== undefined) marks.push({ start, end, pointer: `${parent}/${pointerToken(key)}` });
  });
  if (!origin) return yaml;
  let out = '';
  let done = 0;
  for (const { start, end, pointer } of marks) {
    // Behind the header of a block scalar, not behind its text.
    const at = yaml[start] === '|' || yaml[start] === '>' ? yaml.indexOf('\n', start) : end;
    out += `${yaml.slice(done, at)}${comment(originOf(pointer))}`;
    done = at;
  }
  return out + yaml.slice(done);
}

/** A copy in which no container occurs twice, so that each has one pointer. */
function copy(value: Json, pointer: string, masked: boolean, pointers: Map<object, string>): Json {
  if (Array.isArray(value)) {
    const list: Json[] = value.map((item, i) => copy(item, `${pointer}/${i}`, masked, pointers));
    pointers.set(list, pointer);
    return list;
  }
  if (!isObject(value)) return masked && /^\/(data|stringData)\//.test(pointer) ? '*****' : value;
  const map: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(map, key, copy(item, `${pointer}/${pointerToken(key)}`, masked, pointers));
  pointers.set(map, pointer);
  return map;
}

/** The place to edit, then what changed the field on its way; what only led there is the same for every field. */
function comment({ steps, certainty }: Origin): string {
  const [first, ...further] = steps.filter(({ kind }, i) => i === 0 || (kind !== 'unit' && kind !== 'resource'));
  if (first === undefined) return '';
  const place = first.place === undefined ? stepText(first) : certainty === 'file' ? first.place.file : `${first.place.file}:${first.place.line}`;
  return `  # ${[certainty === 'probably' ? `${place} (probably)` : place, ...further.map(stepText)].join(', ').replace(/\s+/g, ' ')}`;
}

function stepText({ kind, name, place }: OriginStep): string {
  return [kind, name, place === undefined ? undefined : `${place.file}:${place.line}`].filter((part) => part !== undefined).join(' ');
}
