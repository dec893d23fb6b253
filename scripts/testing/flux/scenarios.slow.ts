import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openScenario, scenarioNames } from './scenario.ts';
import { openStage, shared } from './stage.ts';

/**
 * `npm run test:flux [-- NAME...] [--in DIR] [--wording]`: how far our render agrees with what the real controllers applied and
 * reported, in the recordings beside this repository or in a folder of such; with how messages are worded.
 */
const { values: flags, positionals: wanted } = parseArgs({ allowPositionals: true, options: { in: { type: 'string' }, wording: { type: 'boolean' } } });
const folder = flags.in ?? join(shared, 'flux-scenarios');
const names = scenarioNames(folder).filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

if (names.length === 0) console.log(wanted.length === 0 ? `skipped: there are no recorded scenarios in ${folder}` : `no scenario in ${folder} is called ${wanted.join(' or ')}`);
else process.exitCode = await compareAll();

/** 1 where any scenario differs. */
async function compareAll(): Promise<number> {
  const stage = await openStage();
  try {
    let agree = 0;
    let incomplete = 0;
    for (const name of names) {
      const scenario = openScenario(folder, name);
      const { differences, units, wordings } = await stage.run(scenario);
      const verdict = differences.length === 0 ? 'agrees ' : scenario.lost.length > 0 ? 'LACKS  ' : 'DIFFERS';
      if (verdict === 'agrees ') agree++;
      if (verdict === 'LACKS  ') incomplete++;
      console.log(`${verdict} ${name} (${units.length} units)${verdict === 'LACKS  ' ? `: this copy of the recording has lost ${scenario.lost.join(', ')}` : ''}`);
      for (const difference of [...differences, ...(flags.wording === true ? wordings : [])]) console.log(`        ${difference}`);
    }
    console.log(`\n${agree} of ${names.length} scenarios agree with the controllers, objects and statuses${incomplete === 0 ? '' : `; ${incomplete} cannot be compared`}`);
    return agree + incomplete === names.length ? 0 : 1;
  } finally {
    await stage.close();
  }
}
