const units: Readonly<Record<string, bigint>> = {
  ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n, s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n,
};

/** Go's time.ParseDuration: nanoseconds, or undefined where it refuses the text (`1d` among them). */
export function parseDuration(text: string): bigint | undefined {
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  const rest = text.slice(sign.length);
  if (rest === '0') return 0n;
  if (rest === '' || rest.length > 400) return undefined;
  const part = /(\d*)(?:\.(\d*))?([^\d.]+)/y;
  let total = 0n;
  while (part.lastIndex < rest.length) {
    const match = part.exec(rest);
    if (match === null || (match[1] === '' && (match[2] ?? '') === '')) return undefined;
    const unit = Object.hasOwn(units, match[3]!) ? units[match[3]!]! : undefined;
    if (unit === undefined) return undefined;
    const fraction = (match[2] ?? '').slice(0, 18);
    total += BigInt(match[1] === '' ? '0' : match[1]!) * unit + (fraction === '' ? 0n : (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length));
    if (total > 2n ** 63n) return undefined;
  }
  if (sign === '-') return -total;
  return total > 2n ** 63n - 1n ? undefined : total;
}
