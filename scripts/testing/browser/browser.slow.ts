/**
 * `npm run test:browser [-- --shots DIR]`: the page in the installed Chromium, at 3 apps and at 500, on a desk, on a phone and on paper, light and dark: it fits
 * and can be read, asks for nothing, and does what a person wants by mouse, keys and fingers. `--shots` keeps pictures.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failures } from './check.ts';
import { pinch, useGraph } from './graph.ts';
import { hostile } from './hostile.ts';
import { looks } from './looks.ts';
import { launch, pageOf } from './page.ts';
import { print, unscripted, useLists } from './use.ts';

const { values: { shots } } = parseArgs({ options: { shots: { type: 'string' } } });
const browser = await launch();
if (typeof browser === 'string') console.log(`skipped: ${browser}`);
else {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  try {
    for (const apps of [3, 500]) {
      const file = join(folder, `${apps}.html`);
      writeFileSync(file, await pageOf(apps));
      console.log(`       page of ${apps} apps: ${statSync(file).size.toLocaleString('en')} bytes`);
      await looks(browser, file, apps, shots);
      await useLists(browser, file, apps);
      await useGraph(browser, file, apps);
      await pinch(browser, file, apps);
      await print(browser, file, apps);
      await unscripted(browser, file, apps);
    }
    await hostile(browser, join(folder, 'hostile.html'));
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
  console.log(failures() === 0 ? `${browser.version()}: all as expected` : `${failures()} not as expected`);
  process.exitCode = failures() === 0 ? 0 : 1;
}
