import type { CustomKind, KubernetesBundle } from '../store/types.ts';
import type { LifecycleRow } from './lifecycle.ts';

/** The bundle of a release as text: one kind and one type a line, so that a change of release reads as a diff. */
export function kubernetesText(bundle: KubernetesBundle): string {
  const types = Object.entries(bundle.types).map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`);
  return [
    `{"kubernetes":${JSON.stringify(bundle.kubernetes)},"source":${JSON.stringify(bundle.source)},"kinds":[`,
    bundle.kinds.map((kind) => JSON.stringify(kind)).join(',\n'),
    `],"types":{`,
    types.join(',\n'),
    '}}\n',
  ].join('\n');
}

/** One file a kind, `<group>_<plural>.json`, one version a line; and the index that names them. */
export function crdFiles(kinds: readonly CustomKind[], sourceOf: (kind: CustomKind) => string): Map<string, string> {
  const byFile = new Map<string, CustomKind[]>();
  for (const kind of kinds) {
    const file = `${kind.group}_${kind.plural}.json`;
    byFile.set(file, [...(byFile.get(file) ?? []), kind]);
  }
  const names = [...byFile.keys()].sort();
  const files = new Map(names.map((name) => [name, `[\n${byFile.get(name)!.map((kind) => JSON.stringify(kind)).join(',\n')}\n]\n`]));
  const index = names.map((name) => {
    const all = byFile.get(name)!;
    return JSON.stringify([name, all[0]!.group, all[0]!.kind, all.filter((kind) => kind.served).map((kind) => kind.version), sourceOf(all[0]!)]);
  });
  files.set('index.json', `[\n${index.join(',\n')}\n]\n`);
  return files;
}

/** The table of API versions as text, one kind a line. */
export function lifecycleText(rows: readonly LifecycleRow[], source: string): string {
  const lines = rows.map((row) => JSON.stringify(row)).sort();
  return `{"source":${JSON.stringify(source)},"rows":[\n${lines.join(',\n')}\n]}\n`;
}
