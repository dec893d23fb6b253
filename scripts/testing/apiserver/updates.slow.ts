/**
 * `npm run test:apiserver:updates -- [Kind] [--record]`: creates every base manifest in a running kube-apiserver, asks it for a dry
 * run of each mutation as an update, and compares what it refuses of the change with `schema/update`; then what it fills in with
 * `schema/defaults`. The server is the one that `$APISERVER` (a client.json) names; without it nothing is compared.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import { fieldChanges } from '../../diff/fields.ts';
import { complete } from '../../schema/defaults/index.ts';
import { shapeOf } from '../../schema/shape.ts';
import { openStore } from '../../schema/store/store.ts';
import type { KindEntry } from '../../schema/store/types.ts';
import { updateErrors } from '../../schema/update/index.ts';
import { nameOfBase, readBases } from './bases.ts';
import { mutations, poolOf } from './mutate.ts';
import { sameObject, updatesFile, type RecordedUpdates } from './recorded.ts';

const client = process.env['APISERVER'];
const [only] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (client === undefined || !existsSync(client)) {
  console.log('test:apiserver:updates: skipped: $APISERVER does not name the client.json of a running kube-apiserver');
  process.exit(0);
}
const { server, token, ca } = JSON.parse(readFileSync(client, 'utf8')) as { server: string; token: string; ca: string };
const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: readFileSync(ca) });
const store = openStore('1.35');
const bases = readBases();
const pool = poolOf(bases);
const count = { bases: 0, defaults: 0, cases: 0, refused: 0, missed: 0, alarms: 0 };
const recorded: string[] = [];
/** What the server makes up: addresses, ports, ids, times, and where a part of it comes from. */
const madeUp = /^metadata|clusterIP|ipFamil|nodePort|healthCheckNodePort|NodePort|finalizers|claimRef|^spec\.taints|dataSourceRef|controller-uid/;
/** What Flux does not apply: their updates are made by others. */
const foreign = new Set(['Pod', 'Event', 'Node', 'CSINode', 'Lease', 'Endpoints', 'EndpointSlice', 'ControllerRevision', 'IPAddress', 'VolumeAttachment', 'ResourceSlice']);
/** Mutations of each base that are asked about, evenly spread. */
const most = Number(process.env['MOST'] ?? 150);
for (const base of bases) {
  const name = nameOfBase(base);
  const kind = store.builtIn(String(base['apiVersion']), String(base['kind']));
  if (kind === undefined || (only !== undefined && !name.startsWith(only))) continue;
  if (foreign.has(kind.kind)) continue;
  const own = `${root(kind)}/${String(meta(base)['name'])}`;
  const made = await ask('PATCH', `${own}?fieldManager=flux&force=true`, base);
  if (made.code >= 300) {
    console.log(`no base ${name}: ${made.message.slice(0, 160)}`);
    continue;
  }
  const live = made.body;
  count.bases++;
  const differs = fieldChanges(complete(base, store), complete(live, store), shapeOf(store, kind.apiVersion, kind.kind)).filter(({ path, after }) => !madeUp.test(path) && !JSON.stringify(after ?? '').includes('controller-uid'));
  if (differs.length === 0) count.defaults++;
  for (const { path, before, after } of differs) console.log(`DEFAULTS ${name} ${path}: ours ${JSON.stringify(before)} theirs ${JSON.stringify(after)}`);
  const shape = shapeOf(store, kind.apiVersion, kind.kind);
  const all = mutations(base, pool).map((one) => one.make()).filter((one) => sameObject(one, base));
  const asked: number[] = [];
  const refused: number[] = [];
  const step = Math.ceil(all.length / most);
  for (const [index, mutated] of all.entries()) {
    if (index % step !== 0) continue;
    // Only what would be taken as a new object says something about the change.
    const fresh = await ask('POST', `${root(kind)}?dryRun=All&fieldValidation=Strict`, { ...mutated, metadata: { ...meta(mutated), name: `${String(meta(base)['name'])}x` } });
    if (fresh.code >= 300) continue;
    const theirs = await ask('PATCH', `${own}?dryRun=All&fieldManager=flux&force=true`, mutated);
    const errors = updateErrors(complete(base, store), complete(mutated, store), shape);
    // Two items of one key are no question of the change.
    if (theirs.code !== 200 && theirs.code !== 422 && theirs.code !== 403) continue;
    count.cases++;
    asked.push(index);
    const isRefused = theirs.code === 422 || theirs.code === 403;
    if (isRefused) {
      count.refused++;
      refused.push(index);
    }
    if (isRefused === (errors.length > 0)) continue;
    if (isRefused) count.missed++;
    else count.alarms++;
    console.log(`${isRefused ? 'MISS ' : 'ALARM'} ${name} ${index}: ${theirs.message.slice(0, 200).replaceAll('\n', ' ')} | ${errors.map(({ field, message }) => `${field} ${message}`).join('; ').slice(0, 200)}`);
  }
  recorded.push(JSON.stringify({ base: name, mutations: all.length, asked, refused } satisfies RecordedUpdates));
  await ask('DELETE', `${own}?gracePeriodSeconds=0`);
}
agent.destroy();
console.log(JSON.stringify(count));
if (process.argv.includes('--record')) writeFileSync(updatesFile, `${recorded.join('\n')}\n`);

function root({ apiVersion, resource, namespaced }: KindEntry): string {
  return `${apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`}${namespaced ? '/namespaces/default' : ''}/${resource}`;
}

function meta(object: JsonObject): JsonObject {
  const metadata = object['metadata'];
  return isObject(metadata) ? metadata : {};
}

function ask(method: string, path: string, object?: JsonObject): Promise<{ code: number; body: JsonObject; message: string }> {
  return new Promise((resolve, reject) => {
    const text = object === undefined ? '' : JSON.stringify(object, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    const call = request(server + path, { method, agent, headers: { authorization: `Bearer ${token}`, 'content-type': type, 'content-length': Buffer.byteLength(text) } }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (part: string) => { answer += part; }).on('end', () => {
        const body = JSON.parse(answer === '' ? '{}' : answer) as JsonObject;
        resolve({ code: response.statusCode ?? 0, body, message: typeof body['message'] === 'string' ? body['message'] : '' });
      });
    });
    call.on('error', reject).end(text);
  });
}
