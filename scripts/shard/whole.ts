import { showUnit } from '../lib/unit.ts';
import type { Part, RunIdentity } from '../model/part.ts';

export interface NamedPart {
  /** The file that it came in, for messages. */
  readonly file: string;
  readonly part: Part;
}

/** Why some parts are not one whole run, in a sentence; undefined where they are. */
export function whyNotWhole(parts: readonly NamedPart[]): string | undefined {
  const [first] = parts;
  if (first === undefined) return 'name the parts: npm run report -- merge part-*.json';
  for (const other of parts.slice(1)) {
    const why = whyAnotherRun(first, other);
    if (why !== undefined) return why;
  }
  const { of } = first.part.shard;
  const byNumber = new Map<number, NamedPart>();
  for (const named of parts) {
    const { number } = named.part.shard;
    const known = byNumber.get(number);
    if (known !== undefined) return `shard ${number} of ${of} is there twice: ${known.file} and ${named.file}`;
    byNumber.set(number, named);
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((number) => !byNumber.has(number));
  if (missing.length > 0) return `${missing.length === 1 ? `shard ${missing[0]} of ${of} is` : `shards ${listed(missing)} of ${of} are`} missing: give ${missing.length === 1 ? 'its part' : 'their parts'} too; a shard that could not write one has failed`;
  if (parts.some(({ part }) => part.stopped !== undefined)) return undefined;
  for (const name of first.part.clusterNames) {
    const why = whyClusterNotWhole(name, parts);
    if (why !== undefined) return why;
  }
  return undefined;
}

function listed(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 10).map(String);
  if (numbers.length > 10) return `${shown.join(', ')} and ${numbers.length - 10} more`;
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function whyAnotherRun(one: NamedPart, other: NamedPart): string | undefined {
  const [a, b] = [one.part, other.part];
  const differ = (what: string, x: string, y: string) => `${one.file} and ${other.file} are of different ${what}: ${x} and ${y}`;
  if (a.shard.of !== b.shard.of) return differ('runs', `one of ${a.shard.of} shards`, `one of ${b.shard.of}`);
  if (a.run.tool !== b.run.tool) return differ('versions of the tool', short(a.run.tool), short(b.run.tool));
  if (a.run.commit !== b.run.commit) return differ('commits', a.run.commit?.slice(0, 10) ?? 'none', b.run.commit?.slice(0, 10) ?? 'none');
  if (a.run.files !== b.run.files) return differ('states of the repository', short(a.run.files), short(b.run.files));
  const flag = [...new Set([...Object.keys(a.run.flags), ...Object.keys(b.run.flags)])].find((name) => a.run.flags[name] !== b.run.flags[name]);
  return flag === undefined ? undefined : `${one.file} and ${other.file} were made with different flags: ${shownFlag(flag, a.run)} and ${shownFlag(flag, b.run)}`;
}

function short(digest: string): string {
  return digest.slice(0, 10);
}

function shownFlag(name: string, { flags }: RunIdentity): string {
  const value = flags[name] ?? '';
  return value === '' ? `no --${name}` : value === 'true' ? `--${name}` : `--${name} ${value}`;
}

/** Whether every piece of a cluster's checks was done once, and all its shards rendered the same. */
function whyClusterNotWhole(name: string, parts: readonly NamedPart[]): string | undefined {
  const rendered = parts.flatMap(({ file, part }) => part.clusters.flatMap((cluster) => (cluster.report.name === name ? [{ file, ...cluster }] : [])));
  const [first] = rendered;
  if (first === undefined) return `no part holds cluster ${name}`;
  for (const other of rendered.slice(1)) {
    const units = new Map(other.report.units.map((unit) => [showUnit(unit), unit]));
    const differs = first.report.units.find((unit) => units.get(showUnit(unit))?.outcome !== unit.outcome || units.get(showUnit(unit))?.manifests !== unit.manifests);
    const again = 'a chart that only one of them could fetch does that; run them again';
    if (differs !== undefined) return `cluster ${name} came out in two ways: ${showUnit(differs)} is ${differs.outcome} with ${differs.manifests} manifests in ${first.file}, ${units.get(showUnit(differs))?.outcome ?? 'absent'} with ${units.get(showUnit(differs))?.manifests ?? 0} in ${other.file}; ${again}`;
    if (JSON.stringify(other.pieces) !== JSON.stringify(first.pieces)) return `cluster ${name} came out in two ways, one in ${first.file} and one in ${other.file}; ${again}`;
  }
  const times = first.pieces.map((_, at) => rendered.filter(({ done }) => done.includes(at)).length);
  const wrong = times.findIndex((count) => count !== 1);
  return wrong < 0 ? undefined : `cluster ${name}: ${first.pieces[wrong]} was checked by ${times[wrong] === 0 ? 'no shard' : `${times[wrong]} shards`}; run them again`;
}
