/**
 * Renders the HelmReleases of repositories with an upstream chart and with ours, and says where the objects differ:
 * `node charts/app-template/tests/compare.ts <folder of the upstream chart, its library in charts/> <folder of a repository>...`
 * What Flux substitutes (`${NAME}`) is replaced by the name in lower case. Exit code 1 where something differs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { comparable } from './goldens.ts';
import { render } from './render.ts';

interface HelmRelease {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly releaseName?: string; readonly values?: { readonly controllers?: unknown }; readonly chart?: { readonly spec?: { readonly chart?: string } } };
}

const [upstream, ...folders] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);
if (!upstream || folders.length === 0) {
  say('usage: compare.ts <folder of the upstream chart> <folder of a repository>...');
  process.exit(2);
}

const counts = { equal: 0, different: 0, 'refused by both': 0, 'refused by upstream': 0, 'refused by ours': 0 };
for (const folder of folders) {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name)).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (!text.includes('kind: HelmRelease')) continue;
    for (const document of parseAllDocuments(text)) {
      const release = document.toJS() as HelmRelease | null;
      const chart = release?.spec?.chart?.spec?.chart;
      if (release?.kind !== 'HelmRelease' || release.spec?.values?.controllers === undefined || (chart !== undefined && !chart.includes('app-template'))) continue;
      const [result, why] = compare(release);
      counts[result]++;
      if (result !== 'equal') say(`${result}: ${file}${why === undefined ? '' : `: ${why}`}`);
    }
  }
}
say(JSON.stringify(counts));
process.exitCode = counts.different + counts['refused by ours'] > 0 ? 1 : 0;

function compare({ metadata, spec }: HelmRelease): [keyof typeof counts, string?] {
  const plain = (text: string) => text.replace(/\$\{(\w+)[^}]*\}/g, (_, name: string) => name.toLowerCase().replaceAll('_', '-'));
  const values = plain(stringify(spec!.values, { aliasDuplicateObjects: false, version: '1.1' }));
  const options = { release: plain(spec!.releaseName ?? metadata.name), namespace: metadata.namespace ?? 'default', kubeVersion: '1.34.0', apiVersions: ['gateway.networking.k8s.io/v1/HTTPRoute'] };
  // upstream's schema needs the network
  const theirs = render(values, { ...options, chart: upstream!, skipSchema: true });
  const ours = render(values, options);
  if (theirs.error !== undefined) return [ours.error === undefined ? 'refused by upstream' : 'refused by both', theirs.error.split('\n')[0]];
  if (ours.error !== undefined) return ['refused by ours', ours.error];
  const [want, got] = [comparable(theirs.manifests), comparable(ours.manifests)];
  const names = [...new Set([...Object.keys(want), ...Object.keys(got)])].filter((name) => !isDeepStrictEqual(want[name], got[name]));
  return names.length === 0 ? ['equal'] : ['different', names.join(', ')];
}
