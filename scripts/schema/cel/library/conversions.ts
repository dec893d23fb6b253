import { parseDuration } from '../../decode/duration.ts';
import { isTime } from '../../decode/scalars.ts';
import { int, timestamp, unsigned } from '../operators.ts';
import type { Run } from '../run.ts';
import { display, fail, isSpecial, special, timestampText, typeName, type Value } from '../values.ts';

const none = (name: string, value: Value | undefined): never => fail(`no such overload: ${name}(${value === undefined ? '' : typeName(value)})`);

/** Nanoseconds since 1970 of an RFC 3339 text that `isTime` takes. */
export function nanosOf(text: string): bigint {
  const fraction = /[.,](\d+)/.exec(text)?.[1] ?? '';
  return BigInt(Date.parse(text.replace(/[.,]\d+/, ''))) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** The conversions of the standard library. Source: cel-spec doc/langdef.md, "Standard definitions" */
export const conversions: Readonly<Record<string, Run>> = {
  int: ([a]) => {
    if (typeof a === 'bigint') return a;
    if (typeof a === 'number') return Number.isFinite(a) ? int(BigInt(Math.trunc(a))) : fail('double out of range');
    if (typeof a === 'string') return /^[-+]?\d+$/.test(a) ? int(BigInt(a.replace('+', ''))) : fail(`cannot convert "${a}" to int`);
    if (a !== undefined && isSpecial(a)) {
      if (a.special === 'uint') return int(a.uint);
      if (a.special === 'timestamp') return a.nanos / 1_000_000_000n;
    }
    return none('int', a);
  },
  uint: ([a]) => {
    const value = typeof a === 'bigint' ? a : typeof a === 'number' ? BigInt(Math.trunc(a)) : typeof a === 'string' && /^\d+$/.test(a) ? BigInt(a) : a !== undefined && isSpecial(a) && a.special === 'uint' ? a.uint : none('uint', a);
    return special({ special: 'uint', uint: unsigned(value) });
  },
  double: ([a]) => {
    if (typeof a === 'number' || typeof a === 'bigint') return Number(a);
    if (typeof a === 'string') return a.trim() !== '' && !Number.isNaN(Number(a)) ? Number(a) : fail(`cannot convert "${a}" to double`);
    return a !== undefined && isSpecial(a) && a.special === 'uint' ? Number(a.uint) : none('double', a);
  },
  string: ([a]) => {
    if (a === undefined || Array.isArray(a) || a === null) return none('string', a);
    if (isSpecial(a) && a.special === 'timestamp') return timestampText(a.nanos);
    return display(a);
  },
  bytes: ([a]) => (typeof a === 'string' ? new TextEncoder().encode(a) : a instanceof Uint8Array ? a : none('bytes', a)),
  bool: ([a]) => {
    if (typeof a === 'boolean') return a;
    if (typeof a === 'string' && /^(?:1|t|T|true|TRUE|True)$/.test(a)) return true;
    return typeof a === 'string' && /^(?:0|f|F|false|FALSE|False)$/.test(a) ? false : fail('cannot convert to bool');
  },
  dyn: ([a]) => (a === undefined ? none('dyn', a) : a),
  type: ([a]) => special({ special: 'type', name: typeName(a!) }),
  duration: ([a]) => {
    if (a !== undefined && isSpecial(a) && a.special === 'duration') return a;
    const nanos = typeof a === 'string' ? parseDuration(a) : none('duration', a);
    return nanos === undefined ? fail(`"${String(a)}" is no duration`) : special({ special: 'duration', nanos });
  },
  timestamp: ([a]) => {
    if (a !== undefined && isSpecial(a) && a.special === 'timestamp') return a;
    if (typeof a === 'bigint') return timestamp(a * 1_000_000_000n);
    if (typeof a !== 'string') return none('timestamp', a);
    return isTime(a) ? timestamp(nanosOf(a)) : fail(`"${a}" is no timestamp`);
  },
};
