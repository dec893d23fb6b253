import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../lib/json.ts';
import type { JsonObject } from '../model/json.ts';
import { connect } from './oracle/client.ts';
import { answersFile, changesOf, ownFolder, recorded, seedsIn } from './oracle/seeds.ts';
import { customKindsOfFolder } from './store/folder.ts';
import { openStore } from './store/store.ts';
import { makeJudge } from './verdict.ts';

/**
 * `APISERVER=run/client.json npm run test:apiserver [-- --each 40] [-- --seed 1] [-- --only Deployment] [-- --crds DIR] [-- --record]`: changes the seeds at
 * random, asks a real API server and us, and prints where we differ.
 * `--record` keeps the answers for the tests. Without a server it says so and ends.
 */
const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const client = process.env['APISERVER'];

async function compare(file: string): Promise<void> {
  const corpus = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
  const crds = option('crds', join(corpus, 'crds'));
  const store = openStore('1.35', existsSync(crds) ? customKindsOfFolder(crds) : undefined);
  const judge = makeJudge(store, '1.35');
  const oracle = connect(file);
  const only = option('only', '');
  let [asked, misses, falseAlarms, state] = [0, 0, 0, 0];
  const record = process.argv.includes('--record');
  const answers: Record<string, string> = {};
  const others = !record && existsSync(join(corpus, 'base')) ? seedsIn(join(corpus, 'base')) : [];
  for (const one of [...seedsIn(ownFolder), ...others]) {
    const seed = one.object;
    if (only !== '' && seed['kind'] !== only) continue;
    const path = pathOf(seed, store);
    if (path === undefined) {
      console.log(`SEED  ${String(seed['apiVersion'])} ${String(seed['kind'])} is not known`);
      continue;
    }
    let line = '';
    for (const { what, object } of changesOf(one, record ? recorded : Number(option('each', '40')), record ? 0 : Number(option('seed', '1')))) {
      const answer = await oracle.create(path, object);
      if (answer.code === 0 || clusterState(answer.message)) {
        state++;
        line += '?';
        continue;
      }
      asked++;
      line += answer.accepted ? '+' : '-';
      const ours = judge.judge(object);
      if (ours.accepted === answer.accepted) continue;
      if (ours.accepted) misses++;
      else falseAlarms++;
      const said = ours.errors.map((error) => `${error.field}: ${error.message}`).slice(0, 3).join('; ');
      console.log(`${ours.accepted ? 'MISS ' : 'FALSE'} ${String(seed['kind'])} ${what}\n      server: ${answer.message.slice(0, 300).replaceAll('\n', ' ')}\n      ours: ${said}`);
    }
    answers[one.name] = line;
  }
  if (record) writeFileSync(answersFile, `${JSON.stringify(answers, null, 1)}\n`);
  oracle.close();
  console.log(`${asked} asked, ${misses} misses, ${falseAlarms} false alarms; ${state} left out because the answer is about the cluster's state`);
}

/** Answers that depend on what the cluster holds, which is not a verdict on the manifest. */
function clusterState(message: string): boolean {
  return /not found|no PriorityClass|already exists|forbidden: (?:error looking up|no runtime|unable to)|does not match the (?:namespace|request)|already allocated|being terminated|the name of the object|based on request body/.test(message);
}

function pathOf(object: JsonObject, store: ReturnType<typeof openStore>): string | undefined {
  const apiVersion = String(object['apiVersion']);
  const builtIn = store.builtIn(apiVersion, String(object['kind']));
  const custom = builtIn === undefined ? store.custom(apiVersion, String(object['kind'])) : undefined;
  const known = builtIn ?? (custom === undefined ? undefined : { namespaced: custom.namespaced, resource: custom.plural });
  if (known === undefined) return undefined;
  const metadata = object['metadata'];
  const namespace = isObject(metadata) && typeof metadata['namespace'] === 'string' ? metadata['namespace'] : 'default';
  return `${apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`}/${known.namespaced ? `namespaces/${namespace}/` : ''}${known.resource}`;
}

if (client === undefined || !existsSync(client)) console.log('skipped: APISERVER names no client.json of a running API server');
else await compare(client);
