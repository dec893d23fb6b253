/**
 * Changes the cases, those written by hand and random ones, line by line, and compares with the kustomize binary:
 * `npm run test:kustomize:fuzz [-- --minutes 10 --from seed]`. Any difference is printed with its files.
 */
import { parseArgs } from 'node:util';
import { findBinary } from '../../lib/find-binary.ts';
import { theirs } from './binary.ts';
import { cases } from './cases/index.ts';
import { mutate } from './mutate.ts';
import { digest, ours } from './outcome.ts';
import type { Case } from './random.ts';
import { dice, randomCase } from './random.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, from: { type: 'string', default: '1' }, seeds: { type: 'string' }, show: { type: 'boolean', default: false } } });
const binary = findBinary('kustomize');
if (binary === undefined) {
  console.log('skipped: no kustomize binary in $ORACLES or PATH');
  process.exit(0);
}

function caseOf(seed: number): Case {
  const d = dice(seed * 7919);
  const base = d.chance(70) ? d.pick(cases) : randomCase(d.below(100_000));
  return mutate(base, d, `mutation ${seed} of ${base.name}`);
}

const end = Date.now() + Number(values.minutes) * 60_000;
const tally = { same: 0, failBoth: 0, unsupported: 0, different: 0 };
let seed = Number(values.from);
const last = values.seeds === undefined ? Infinity : seed + Number(values.seeds) - 1;

async function work(): Promise<void> {
  while (Date.now() < end && seed <= last) {
    const one = caseOf(seed++);
    const own = ours(one);
    if ('unsupported' in own) {
      tally.unsupported++;
      continue;
    }
    const other = await theirs(binary as string, one);
    if (digest(own) === digest(other)) {
      tally['failed' in own ? 'failBoth' : 'same']++;
      if (!values.show) continue;
    } else tally.different++;
    const text = (result: typeof other): string => ('failed' in result ? `fails: ${result.failed.slice(0, 400)}` : 'objects' in result ? result.objects.join('\n') : '');
    console.log(`=== ${one.name}\nbinary ${text(other)}\nours   ${text(own)}`);
    for (const [path, content] of Object.entries(one.files)) console.log(`--- ${path}\n${content}`);
  }
}

await Promise.all([work(), work()]);
console.log(`${tally.same} equal, ${tally.failBoth} fail in both, ${tally.unsupported} left to the binary, ${tally.different} different; the next seed is ${seed}`);
if (tally.different > 0) process.exitCode = 1;
