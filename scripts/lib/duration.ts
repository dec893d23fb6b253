/** Go's duration text (`1h30m`, `90s`, `500ms`) in seconds; undefined where it is none. Source: time.ParseDuration. */
export function seconds(duration: string | undefined): number | undefined {
  if (duration === undefined || !/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(duration)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}
