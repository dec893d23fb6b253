import type { Scalar } from '../../model/json.ts';
import type { YScalar } from './node.ts';

/**
 * How plain scalars become values. 'sigs': sigs.k8s.io/yaml (Go's yaml.v2), with which Flux, Helm and kubectl decode.
 * 'kyaml': go.yaml.in/yaml/v3 as Kustomize uses it. They differ in yes/no/on/off, `0o17` and timestamps.
 */
export type YamlSchema = 'sigs' | 'kyaml';

export type ScalarKind = 'null' | 'bool' | 'int' | 'float' | 'str' | 'timestamp' | 'merge' | 'binary';
export interface Resolved {
  readonly kind: ScalarKind;
  /** Not-a-number and the infinities are numbers here, which JSON cannot hold. */
  readonly value: Scalar;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const oldBooleans: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);
const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const notANumber: ReadonlySet<string> = new Set(['.nan', '.NaN', '.NAN']);
const infinite = /^([-+]?)\.(?:inf|Inf|INF)$/;
const yamlFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const goInteger = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|(0[oO]?)([0-7]+)|([1-9][0-9]*|0))$/;

const nullValue: Resolved = { kind: 'null', value: null };
const trueValue: Resolved = { kind: 'bool', value: true };
const falseValue: Resolved = { kind: 'bool', value: false };
const mergeKey: Resolved = { kind: 'merge', value: '<<' };
const str = (value: string): Resolved => ({ kind: 'str', value });

/** What a plain scalar without a tag means (resolve.go, with `strconv.ParseInt(text, 0, 64)`). */
export function resolvePlain(text: string, schema: YamlSchema): Resolved {
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return resolveNumber(text, schema);
  // Letters that start a null or a boolean: y Y n N t T f F o O; and "~", "", ".", "+", "-", "<".
  switch (first) {
    case 110: case 78: case 116: case 84: case 102: case 70: {
      if (text.length > 5) return str(text);
      if (nulls.has(text)) return nullValue;
      return bool(text, schema);
    }
    case 121: case 89: case 111: case 79:
      return text.length > 3 ? str(text) : bool(text, schema);
    case 126:
      return text === '~' ? nullValue : str(text);
    case 60:
      return text === '<<' ? mergeKey : str(text);
    case 43: case 45: case 46:
      return resolveNumber(text, schema);
    default:
      return text === '' ? nullValue : str(text);
  }
}

function bool(text: string, schema: YamlSchema): Resolved {
  const value = booleans.get(text) ?? (schema === 'sigs' ? oldBooleans.get(text) : undefined);
  return value === undefined ? str(text) : value ? trueValue : falseValue;
}

function integer(digits: string, radixPrefix: string, negative: boolean): number | bigint | undefined {
  if (digits.length < 12) {
    const value = Number(radixPrefix === '' ? digits : radixPrefix + digits);
    return negative && value !== 0 ? -value : value;
  }
  const value = BigInt(radixPrefix + digits);
  if (negative ? value > 1n << 63n : value >= 1n << 64n) return undefined;
  const signed = negative ? -value : value;
  return signed >= BigInt(Number.MIN_SAFE_INTEGER) && signed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(signed) : signed;
}

const smallInteger = /^(?:0|[1-9][0-9]{0,10})$/;

function resolveNumber(text: string, schema: YamlSchema): Resolved {
  if (smallInteger.test(text)) return { kind: 'int', value: Number(text) };
  const infinity = infinite.exec(text);
  if (infinity !== null) return { kind: 'float', value: infinity[1] === '-' ? -Infinity : Infinity };
  if (notANumber.has(text)) return { kind: 'float', value: Number.NaN };
  if (text.charCodeAt(0) === 46) {
    const value = Number(text);
    return /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/.test(text) && Number.isFinite(value) ? { kind: 'float', value } : str(text);
  }
  if (text.length > 4 && text.charCodeAt(4) === 45 && timestamp(text) !== undefined) return { kind: 'timestamp', value: text };
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const parts = goInteger.exec(plain);
  if (parts !== null) {
    const digits = parts[3] ?? parts[5] ?? parts[7] ?? parts[8] ?? '';
    const prefix = parts[2] !== undefined ? '0x' : parts[4] !== undefined ? '0b' : parts[6] !== undefined ? '0o' : '';
    const value = integer(digits, prefix, parts[1] === '-');
    // strconv.ParseUint takes no sign, so "+" goes up to the largest signed integer only.
    if (value !== undefined && !(parts[1] === '+' && value >= 1n << 63n)) return { kind: 'int', value };
  }
  if (yamlFloat.test(plain)) {
    const value = Number(plain);
    if (Number.isFinite(value)) return { kind: 'float', value };
  }
  return signedPrefix(plain, schema) ?? str(text);
}

/** Behind `0b` and (v3 only) `0o`, Go parses what follows once more and so takes a sign there. */
function signedPrefix(plain: string, schema: YamlSchema): Resolved | undefined {
  const parts = /^(-?)(0b|0o)([-+]?)([0-7]+)$/.exec(plain);
  if (parts === null || parts[4] === undefined || parts[3] === '' || (parts[1] === '-' && parts[3] !== '')) return undefined;
  if (parts[2] === '0o' && schema === 'sigs') return undefined;
  if (parts[2] === '0b' && !/^[01]+$/.test(parts[4])) return undefined;
  const value = integer(parts[4], parts[2] ?? '', parts[3] === '-');
  return value === undefined ? undefined : { kind: 'int', value };
}

/** RFC 3339 text of a timestamp as Go's time.Time marshals it; undefined for a text that is none. */
export function timestamp(text: string): string | undefined {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt]|\s)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9})\d*)?(Z|[-+]\d{2}:\d{2})?)?$/.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', mark, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts;
  const spaced = mark !== undefined && mark !== 'T' && mark !== 't';
  if (spaced && (mark !== ' ' || zone !== undefined)) return undefined;
  if (mark !== undefined && !spaced && zone === undefined) return undefined;
  const days = new Date(Date.UTC(2000, Number(month), 0));
  days.setUTCFullYear(Number(year), Number(month), 0);
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days.getUTCDate()) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (digits: string): string => digits.padStart(2, '0');
  const tail = fraction.replace(/0+$/, '');
  const offset = zone === undefined || zone === 'Z' || /^[-+]00:00$/.test(zone) ? 'Z' : zone;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${tail === '' ? '' : `.${tail}`}${offset}`;
}

/** What a scalar means, with its style and tag; undefined where the tag contradicts the text (`!!int x`). */
export function resolveScalar(node: YScalar, schema: YamlSchema): Resolved | undefined {
  const { tag, text } = node;
  if (tag === '' || tag === '!') return node.style !== 'plain' || tag === '!' ? str(text) : resolvePlain(text, schema);
  switch (tag) {
    case '!!str':
      return str(text);
    case '!!binary':
      return binary(text);
    case '!!merge':
      return mergeKey;
    case '!!bool': case '!!int': case '!!float': case '!!null': case '!!timestamp': {
      const resolved = resolvePlain(text, schema);
      if (tag === `!!${resolved.kind}`) return resolved;
      if (tag === '!!float' && resolved.kind === 'int') return { kind: 'float', value: Number(resolved.value) };
      return undefined;
    }
    default:
      return str(text);
  }
}

function binary(text: string): Resolved | undefined {
  const compact = text.replaceAll(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return { kind: 'binary', value: Buffer.from(compact, 'base64').toString('utf8') };
}
