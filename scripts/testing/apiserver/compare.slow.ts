/**
 * `npm run test:apiserver:kinds -- [Kind] [--record]`: asks a running kube-apiserver about every mutation of every base manifest and
 * compares with our own verdict. The server is the one that `$APISERVER` (a client.json) names; without it nothing is compared.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { openStore } from '../../schema/store/store.ts';
import { makeJudge } from '../../schema/verdict.ts';
import { nameOfBase, readBases } from './bases.ts';
import { type Recorded, recordedEach, recordedFile } from './recorded.ts';
import { mutations, poolOf } from './mutate.ts';
import { connect } from './server.ts';

const client = process.env['APISERVER'];
const [only] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const record = process.argv.includes('--record');
if (client === undefined || !existsSync(client)) {
  console.log('test:apiserver:kinds: skipped: $APISERVER does not name the client.json of a running kube-apiserver');
  process.exit(0);
}

const store = openStore('1.35');
const judge = makeJudge(store, '1.35', { serviceCidrs: ['10.96.0.0/12'] });
const server = connect(client);
const count = { cases: 0, refused: 0, missed: 0, alarms: 0, fields: 0, sameFields: 0 };
const recorded: string[] = [];
const bases = readBases();
const pool = poolOf(bases);
for (const base of bases) {
  const name = nameOfBase(base);
  if (only !== undefined && !name.startsWith(only)) continue;
  const kind = store.builtIn(String(base['apiVersion']), String(base['kind']));
  if (kind === undefined) throw new Error(`no kind for ${name}`);
  const all = [{ pointer: '', change: 'base', make: () => base }, ...mutations(base, pool)];
  const refused: Record<number, readonly string[]> = {};
  const answers = await Promise.all(all.map((one) => server.judge(one.make(), kind)));
  all.forEach((mutation, index) => {
    const theirs = answers[index];
    if (theirs === undefined) return;
    const ours = judge.judge(mutation.make());
    const fields = [...new Set(ours.errors.map((error) => error.field))].sort();
    count.cases++;
    if (!theirs.accepted) {
      count.refused++;
      if (index % recordedEach === 0) refused[index] = theirs.fields;
    }
    if (ours.accepted !== theirs.accepted) {
      if (theirs.accepted) count.alarms++;
      else count.missed++;
      console.log(`${theirs.accepted ? 'ALARM' : 'MISS '} ${name} ${mutation.pointer} ${mutation.change.slice(0, 40)}: ${theirs.message.slice(0, 260)} | ${ours.errors.slice(0, 2).map((error) => `${error.field}: ${error.message}`).join('; ')}`);
    } else if (theirs.fields.length > 0) {
      count.fields++;
      if (theirs.fields.every((field) => fields.includes(field))) count.sameFields++;
      else if (process.argv.includes('--fields')) console.log(`FIELD ${name} ${mutation.pointer} ${mutation.change.slice(0, 40)}: ${theirs.fields.filter((field) => !fields.includes(field)).join(', ')} | ${fields.join(', ').slice(0, 200)}`);
    }
  });
  recorded.push(JSON.stringify({ base: name, mutations: all.length, refused } satisfies Recorded));
}
server.close();
console.log(JSON.stringify(count));
if (record) writeFileSync(recordedFile, `${recorded.join('\n')}\n`);
