import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openApi } from '../api.ts';
import { isObject } from '../lib/json.ts';
import { parseYaml, toJson } from '../lib/yaml/index.ts';
import type { JsonObject } from '../model/json.ts';
import { openCache } from '../render/charts/cache.ts';
import { readCredentials } from '../render/charts/credentials.ts';
import { createHttp } from '../render/charts/network.ts';
import { createProvider } from '../render/charts/provider.ts';
import { serveFolder, serveRegistry } from './registry.ts';
import { runScenario, scenarioNames } from './scenarios.ts';

/**
 * `npm run test:flux [-- NAME...] [--in DIR] [--wording]`: how far our render agrees with what the real controllers applied and
 * reported, in the recordings beside this repository or in a folder of such; with how messages are worded.
 */
const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const { values: flags, positionals: wanted } = parseArgs({ allowPositionals: true, options: { in: { type: 'string' }, wording: { type: 'boolean' } } });
const charts = join(shared, 'flux-scenarios/charts');
const folder = flags.in ?? join(shared, 'flux-scenarios');
const names = scenarioNames(folder).filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

if (names.length === 0) console.log(wanted.length === 0 ? `skipped: there are no recorded scenarios in ${folder}` : `no scenario in ${folder} is called ${wanted.join(' or ')}`);
else process.exitCode = await compareAll();

/** 1 where any scenario differs. */
async function compareAll(): Promise<number> {
  const cache = mkdtempSync(join(tmpdir(), 'flux-scenarios-'));
  const repository = await serveFolder(join(charts, 'repo'));
  const registry = await serveRegistry(join(charts, 'oci'));
  try {
    const provider = createProvider({
      folders: [],
      cache: openCache(cache),
      credentials: readCredentials({}),
      mirrors: [{ from: 'http://charts.invalid', to: repository.url }, { from: 'oci://registry.invalid', to: registry.url.replace('http://', 'oci+http://') }],
      http: createHttp({ offline: false, timeoutMs: 10_000, retries: 0 }),
    });
    const api = openApi('1.35');
    const definitions = readDefinitions(join(shared, 'flux-live/crds'));
    let agree = 0;
    let incomplete = 0;
    for (const name of names) {
      const { differences, units, wordings, lost } = await runScenario(folder, name, provider, api, definitions);
      const verdict = differences.length === 0 ? 'agrees ' : lost.length > 0 ? 'LACKS  ' : 'DIFFERS';
      if (verdict === 'agrees ') agree++;
      if (verdict === 'LACKS  ') incomplete++;
      console.log(`${verdict} ${name} (${units.length} units)${verdict === 'LACKS  ' ? `: this copy of the recording has lost ${lost.join(', ')}` : ''}`);
      for (const difference of [...differences, ...(flags.wording === true ? wordings : [])]) console.log(`        ${difference}`);
    }
    console.log(`\n${agree} of ${names.length} scenarios agree with the controllers, objects and statuses${incomplete === 0 ? '' : `; ${incomplete} cannot be compared`}`);
    return agree + incomplete === names.length ? 0 : 1;
  } finally {
    await Promise.all([repository.close(), registry.close()]);
    rmSync(cache, { recursive: true, force: true });
  }
}

/** CRDs that the recorded clusters had from the start. */
function readDefinitions(crds: string): JsonObject[] {
  if (!existsSync(crds)) return [];
  return readdirSync(crds).sort().flatMap((file) => parseYaml(readFileSync(join(crds, file), 'utf8')).documents).flatMap(({ root }) => {
    const value = root === undefined ? null : toJson(root, 'sigs');
    return isObject(value) ? [value] : [];
  });
}
