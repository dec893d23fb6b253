import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../lib/json.ts';
import { parseYaml, splitDocuments, toJson } from '../lib/yaml/index.ts';
import type { JsonObject } from '../model/json.ts';
import { openStore } from '../schema/store/store.ts';
import { makeJudge } from '../schema/verdict.ts';

/** `npm run bench:verdict`: CPU time for the verdict on 5,000 manifests of about 70 kinds, and what opening the schemas costs. */
const wanted = 5000;
const folder = fileURLToPath(new URL('../schema/oracle', import.meta.url));
const texts = readdirSync(folder).filter((name) => name.endsWith('.yaml')).flatMap((name) => splitDocuments(readFileSync(join(folder, name), 'utf8')).map((part) => part.text));

const cpu = <T>(work: () => T): [T, number] => {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
};

const [judge, opening] = cpu(() => makeJudge(openStore('1.35'), '1.35'));
const [objects, parsing] = cpu(() => Array.from({ length: wanted }, (_, at) => {
  const { root } = parseYaml(texts[at % texts.length]!).documents[0]!;
  const value = root === undefined ? null : toJson(root, 'sigs');
  return isObject(value) ? value : ({} as JsonObject);
}));
const judgeAll = (): number => objects.filter((object) => judge.judge(object).accepted).length;
const [accepted, cold] = cpu(judgeAll);
const [, warm] = cpu(judgeAll);
const kind = (time: number): string => `${Math.round(time)} ms`;
console.log(`opening the schemas ${kind(opening)}; ${wanted} manifests (${accepted} accepted): reading YAML ${kind(parsing)}, verdict ${kind(cold)} the first time, ${kind(warm)} the second; all ${kind(opening + parsing + cold)} of CPU`);
console.log(`verdict to reading: ${(cold / parsing).toFixed(2)}`);
