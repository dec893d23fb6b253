/**
 * `npm run test:apiserver:changes -- [Kind]`: applies each base of changes.yaml in a running kube-apiserver, asks it for a dry run of each change as a
 * server-side apply over it, and compares its verdict with the one that is written there and with ours. The server is the one that `$APISERVER` (a
 * client.json) names; without it nothing is compared.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { get, text } from '../../lib/read.ts';
import type { JsonObject } from '../../model/json.ts';
import { nameOfBase } from './bases.ts';
import { headOf, readChanges, refusedByUs, storeFor } from './changes.ts';

const client = process.env['APISERVER'];
if (client === undefined || !existsSync(client)) {
  console.log('test:apiserver:changes: skipped: $APISERVER does not name the client.json of a running kube-apiserver');
  process.exit(0);
}
const { server, token, ca } = JSON.parse(readFileSync(client, 'utf8')) as { server: string; token: string; ca: string };
const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: readFileSync(ca) });
const only = process.argv[2];
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const apply = 'application/apply-patch+yaml';
const merge = 'application/merge-patch+json';
const count = { changes: 0, refused: 0, recordedOtherwise: 0, missed: 0, alarms: 0 };
for (const changes of readChanges()) {
  const { crd, base, status, live } = changes;
  const name = nameOfBase(base);
  if (only !== undefined && !name.startsWith(only)) continue;
  const store = storeFor(changes);
  const [apiVersion, kind] = [String(base['apiVersion']), String(base['kind'])];
  const definition = crd === undefined ? undefined : `${definitions}/${text(crd, 'metadata', 'name')}`;
  if (crd !== undefined) await ask('PATCH', `${definition}?fieldManager=flux`, crd, apply);
  const builtIn = store.builtIn(apiVersion, kind);
  const resource = builtIn?.resource ?? text(crd, 'spec', 'names', 'plural');
  const isNamespaced = builtIn?.namespaced ?? text(crd, 'spec', 'scope') === 'Namespaced';
  const own = `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}${isNamespaced ? '/namespaces/default' : ''}/${resource}/${text(base, 'metadata', 'name')}`;
  const made = await untilServed(() => ask('PATCH', `${own}?fieldManager=flux&force=true`, base, apply));
  if (made.code >= 300) {
    console.log(`no base ${name}: ${made.message.slice(0, 200)}`);
    continue;
  }
  // A definition says a while after it is made which version objects are stored in.
  if (kind === 'CustomResourceDefinition') await untilServed(async () => ((await ask('GET', own)).isEstablished ? made : { ...made, code: 404 }));
  if (status !== undefined) await ask('PATCH', `${own}/status`, { status }, merge);
  if (live !== undefined) await ask('PATCH', own, live, merge);
  for (const verdict of ['taken', 'refused'] as const) {
    for (const set of changes[verdict] ?? []) {
      const head = headOf(base, set);
      const theirs = await ask('PATCH', `${own}?dryRun=All&fieldManager=flux&force=true&fieldValidation=Strict`, head, apply);
      const isRefused = theirs.code >= 300;
      const ours = refusedByUs(base, head, store);
      count.changes++;
      if (isRefused) count.refused++;
      const say = (what: string) => console.log(`${what} ${name} ${JSON.stringify(set)}: ${theirs.message.slice(0, 200).replaceAll('\n', ' ')} | ${[...ours.change, ...ours.head].join('; ').slice(0, 200)}`);
      if (isRefused !== (verdict === 'refused')) {
        count.recordedOtherwise++;
        say('RECORDED OTHERWISE');
      }
      if (isRefused && ours.change.length === 0 && ours.head.length === 0) {
        count.missed++;
        say('MISS');
      } else if (!isRefused && ours.change.length > 0) {
        count.alarms++;
        say('ALARM');
      }
    }
  }
  await ask('DELETE', `${own}?gracePeriodSeconds=0`);
  await ask('PATCH', own, { metadata: { finalizers: null } }, merge);
  if (definition !== undefined) await ask('DELETE', definition);
}
agent.destroy();
console.log(JSON.stringify(count));
process.exitCode = count.recordedOtherwise === 0 ? 0 : 1;

interface Answer {
  readonly code: number;
  readonly message: string;
  readonly isEstablished: boolean;
}

async function untilServed(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let count = 1; ; count++) {
    const answer = await attempt();
    if (answer.code !== 404 || count === 50) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function ask(method: string, path: string, object?: JsonObject, type = 'application/json'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = object === undefined ? '' : JSON.stringify(object);
    const call = request(server + path, { method, agent, headers: { authorization: `Bearer ${token}`, 'content-type': type, 'content-length': Buffer.byteLength(body) } }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (part: string) => { answer += part; }).on('end', () => {
        const said = answer.startsWith('{') ? JSON.parse(answer) as JsonObject : { message: answer };
        const conditions = get(said, 'status', 'conditions');
        const isEstablished = Array.isArray(conditions) && conditions.some((condition) => text(condition, 'type') === 'Established' && text(condition, 'status') === 'True');
        resolve({ code: response.statusCode ?? 0, message: text(said, 'message') ?? '', isEstablished });
      });
    });
    call.on('error', reject).end(body);
  });
}
