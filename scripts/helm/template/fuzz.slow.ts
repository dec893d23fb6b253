import fc from 'fast-check';
import { render, template } from './fuzz.ts';
import { textOf } from './testing.ts';

/**
 * `npm run test:helm:fuzz [-- SECONDS [SEED]]`: ten minutes of random templates. Each is a text or an error within two seconds of CPU, the same
 * with and without tracking of origins, and leaves Object's prototype alone; the first that is not is shrunk and printed.
 */
const [seconds = '600', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const until = Date.now() + Number(seconds) * 1000;
const clean = Object.getOwnPropertyNames(Object.prototype).join();
let runs = 0;
let slowest = 0;
for (let round = 0; Date.now() < until; round++) {
  const details = fc.check(fc.property(template, (text) => {
    runs++;
    // CPU, not the clock: a loaded machine is no hang.
    const before = process.cpuUsage();
    const plain = render(text);
    const tracked = render(text, true);
    const { user, system } = process.cpuUsage(before);
    const took = (user + system) / 1000;
    slowest = Math.max(slowest, took);
    if (took > 4000) throw new Error(`takes ${took.toFixed(0)} ms`);
    if (plain.ok ? textOf(plain) === undefined : plain.error === '') throw new Error('neither a text nor an error');
    if (plain.ok !== tracked.ok || textOf(plain) !== textOf(tracked)) throw new Error('tracking of origins changes the text');
    if (Object.getOwnPropertyNames(Object.prototype).join() !== clean) throw new Error('the prototype of all objects has changed');
  }), { numRuns: 2000, seed: Number(seed) + round, endOnFailure: true });
  if (details.failed) {
    console.log(fc.defaultReportMessage(details), details.errorInstance);
    process.exit(1);
  }
}
console.log(`${runs} templates in ${seconds} s from seed ${seed}: none throws, hangs, or pollutes; the slowest took ${slowest.toFixed(0)} ms of CPU`);
