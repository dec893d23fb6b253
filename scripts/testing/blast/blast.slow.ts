/** `npm run test:blast [-- PART OF A NAME]`: a hundred small repositories with a change each, through values, patches, overlays and variables, and what is said of the change, on which line. */
import { isDeepStrictEqual } from 'node:util';
import { cases } from './cases.ts';
import { saidOf } from './said.ts';

const [part = ''] = process.argv.slice(2);
const chosen = cases.filter(([name]) => name.includes(part));
let wrong = 0;
for (const one of chosen) {
  const [name, , , found] = one;
  const said = await saidOf(one);
  if (isDeepStrictEqual(said, found)) continue;
  wrong++;
  console.log(`${name}\n  - ${found.join('\n  - ')}\n  + ${said.join('\n  + ')}`);
}
console.log(`${chosen.length} changes, ${wrong} of them judged otherwise`);
process.exitCode = wrong === 0 ? 0 : 1;
