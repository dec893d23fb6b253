/**
 * `npm run bench:page [-- --apps N]`: the page of a repository of 500 apps in the installed Chromium: its size, how long it takes to be there, how many
 * elements it has, and how long frames take while the graph is moved and zoomed (a step in each frame, 60 steps). Prints figures, asserts nothing.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launch, pageOf } from '../testing/browser/page.ts';

const { values: flags } = parseArgs({ options: { apps: { type: 'string', default: '500' } } });
const browser = await launch();
if (typeof browser === 'string') console.log(`skipped: ${browser}`);
else {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    for (const apps of flags.apps.split(',').map(Number)) await measure(browser, apps, join(folder, `${apps}.html`));
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function measure(browser: Browser, apps: number, file: string): Promise<void> {
  writeFileSync(file, await pageOf(apps));
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const there: number[] = [];
  const painted: number[] = [];
  for (let run = 0; run < 3; run++) {
    await page.goto(`file://${file}`);
    there.push(await page.evaluate(`new Promise((done) => { const look = () => (document.querySelector('[role=tab][aria-selected=true]') ? done(performance.now()) : requestAnimationFrame(look)); look(); })`));
    painted.push(await page.evaluate(`new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))`));
  }
  const elements = () => page.evaluate('document.querySelectorAll("*").length');
  console.log(`${apps} apps: ${statSync(file).size.toLocaleString('en')} bytes; first paint after ${Math.min(...painted).toFixed(0)} ms, all there after ${Math.min(...there).toFixed(0)} ms; ${await elements()} elements`);
  await page.click('#tab-graph');
  await page.waitForTimeout(500);
  await tell('moved, all in sight', page, 'drag');
  await tell('zoomed in and out', page, 'wheel');
  for (let press = 0; press < 3; press++) await page.click('[aria-label="Zoom in"]');
  await page.waitForTimeout(300);
  await tell('moved, names in sight', page, 'drag');
  console.log(`  ${await elements()} elements`);
  await page.close();
}

/** One step of the pointer in each frame; the time between frames is what the one before took. */
async function tell(what: string, page: Page, how: 'drag' | 'wheel'): Promise<void> {
  const before = await cpuOf(page);
  const times: number[] = await page.evaluate(`(async () => {
    const stage = document.querySelector('.stage');
    const box = stage.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    stage.setPointerCapture = () => undefined;
    stage.focus();
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    await frame();
    if (${how === 'drag'}) stage.dispatchEvent(new PointerEvent('pointerdown', at));
    let last = await frame();
    for (let step = 0; step < 61; step++) {
      if (${how === 'drag'}) stage.dispatchEvent(new PointerEvent('pointermove', { ...at, clientX: at.clientX + 180 * Math.sin(step / 5), clientY: at.clientY + 140 * Math.sin(step / 7) }));
      else stage.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: step % 60 < 30 ? -35 : 35 }));
      const now = await frame();
      if (step > 0) times.push(now - last);
      last = now;
    }
    if (${how === 'drag'}) stage.dispatchEvent(new PointerEvent('pointerup', at));
    return times;
  })()`);
  await page.waitForTimeout(300);
  const cpu = (await cpuOf(page)) - before;
  times.sort((a, b) => a - b);
  console.log(`  ${what}: a frame takes ${(times[times.length >> 1] ?? 0).toFixed(0)} ms (median), ${(times.at(-1) ?? 0).toFixed(0)} ms (the slowest of ${times.length}), ${(cpu / times.length).toFixed(0)} ms of CPU`);
}

/** CPU milliseconds of all processes of the browser: of the page, and of what draws without a graphics card. */
async function cpuOf(page: Page): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  await session?.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0);
}
