import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** `npm run test:flux [-- NAME...]`: how far our render agrees with what the real controllers applied and reported. */
const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const folder = join(shared, 'flux-scenarios');
const wanted = process.argv.slice(2);
const names = scenarioNames(folder).filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

if (names.length === 0) console.log(wanted.length === 0 ? `skipped: there are no recorded scenarios in ${folder}` : `no scenario in ${folder} is called ${wanted.join(' or ')}`);
else process.exitCode = await compareAll();

/** 1 where any scenario differs. */
async function compareAll(): Promise<number> {
  const cache = mkdtempSync(join(tmpdir(), 'flux-scenarios-'));
  const repository = await serveFolder(join(folder, 'charts/repo'));
  const registry = await serveRegistry(join(folder, 'charts/oci'));
  try {
    const charts = createProvider({
      folders: [],
      cache: openCache(cache),
      credentials: readCredentials({}),
      mirrors: [{ from: 'http://charts.invalid', to: repository.url }, { from: 'oci://registry.invalid', to: registry.url.replace('http://', 'oci+http://') }],
      http: createHttp({ offline: false, timeoutMs: 10_000, retries: 0 }),
    });
    const api = openApi('1.35');
    const definitions = readDefinitions(join(shared, 'flux-live/crds'));
    let agree = 0;
    for (const name of names) {
      const { differences, units } = await runScenario(folder, name, charts, api, definitions);
      if (differences.length === 0) agree++;
      console.log(`${differences.length === 0 ? 'agrees ' : 'DIFFERS'} ${name} (${units.length} units)`);
      for (const difference of differences) console.log(`        ${difference}`);
    }
    console.log(`\n${agree} of ${names.length} scenarios agree with the controllers, objects and statuses`);
    return agree === names.length ? 0 : 1;
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
