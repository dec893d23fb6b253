import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApi } from '../../run/api.ts';
import { openCache } from '../../render/charts/cache.ts';
import { readCredentials } from '../../render/charts/credentials.ts';
import { createHttp } from '../../render/charts/network.ts';
import { createProvider } from '../../render/charts/provider.ts';
import { kindsOf } from '../../schema/store/crd.ts';
import { customKinds } from '../../schema/store/folder.ts';
import { openStore } from '../../schema/store/store.ts';
import { serveFolder, serveRegistry } from '../registry.ts';
import { normalForm } from './normal.ts';
import { runScenario, type ScenarioResult } from './run.ts';
import { readAll, type Scenario } from './scenario.ts';

/** Where the recordings of the real controllers and their charts lie: beside this repository. */
export const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));

export interface Stage {
  run(scenario: Scenario): Promise<ScenarioResult>;
  close(): Promise<void>;
}

/** What the recorded clusters had around them: the charts in a repository and a registry on loopback, and CRDs from the start. */
export async function openStage(): Promise<Stage> {
  const cache = mkdtempSync(join(tmpdir(), 'flux-scenarios-'));
  const repository = await serveFolder(join(shared, 'flux-scenarios/charts/repo'));
  const registry = await serveRegistry(join(shared, 'flux-scenarios/charts/oci'));
  const provider = createProvider({
    folders: [],
    cache: openCache(cache),
    credentials: readCredentials({}),
    mirrors: [{ from: 'http://charts.invalid', to: repository.url }, { from: 'oci://registry.invalid', to: registry.url.replace('http://', 'oci+http://') }],
    http: createHttp({ offline: false, timeoutMs: 20_000, retries: 2 }),
  });
  const api = openApi('1.35');
  const crds = join(shared, 'flux-live/crds');
  const definitions = existsSync(crds) ? readdirSync(crds).sort().flatMap((file) => readAll(readFileSync(join(crds, file), 'utf8'), (node) => node)) : [];
  const normal = normalForm(openStore('1.35', customKinds(definitions.flatMap((crd) => kindsOf(crd)))));
  return {
    run: (scenario) => runScenario(scenario, provider, api, normal, definitions),
    async close() {
      await Promise.all([repository.close(), registry.close()]);
      rmSync(cache, { recursive: true, force: true });
    },
  };
}
