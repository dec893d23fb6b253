import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildGraph } from '../graph/index.ts';
import { hostileReport, hostileTexts } from './report.ts';
import { runDiff } from '../run/diff.ts';
import { configMap, makeRepository, prod, runOver, syncOf } from './repository.ts';
import { drawingOf } from '../report/html/drawing.ts';
import { htmlReport } from '../report/html/index.ts';

/** Texts whose contrast with what lies behind them is below 4.5 (WCAG 2.1, 1.4.3). */
const contrast = `(() => {
  const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
  const light = ({ r, g, b }) => { const [x, y, z] = [r, g, b].map((v) => { const c = v / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const low = new Set();
  for (const element of document.querySelectorAll('#app *')) {
    if (element instanceof SVGElement || ![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '') || element.offsetParent === null) continue;
    let ground = { r: 255, g: 255, b: 255, a: 0 };
    for (let up = element; up !== null && ground.a < 1; up = up.parentElement) { const color = getComputedStyle(up).backgroundColor; if (/^rgb/.test(color)) { const found = parse(color); if (found.a > 0.5) ground = { ...found, a: 1 }; } }
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground)];
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) low.add(element.className + ': ' + element.textContent.slice(0, 20));
  }
  return [...low];
})()`;

/** `npm run test:browser [-- --shots DIR]`: the page in a real browser, at 3 apps and at 500, on a desk and on a phone, light and dark. */
const program = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path));
const at = process.argv.indexOf('--shots');
const shots = at < 0 ? undefined : process.argv[at + 1];
const driver = await import('playwright-core').catch(() => undefined);
let failed = 0;

if (program === undefined) console.log('skipped: no browser here: install chromium, or name one in CHROMIUM');
else if (driver === undefined) console.log('skipped: playwright-core is not installed: npm ci');
else {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const browser = await driver.chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  try {
    for (const apps of [3, 500]) {
      const file = join(folder, `${apps}.html`);
      const started = performance.now();
      writeFileSync(file, await pageOf(apps));
      console.log(`       page of ${apps} apps: ${statSync(file).size} bytes, rendered, checked and written in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      await look(browser, file, apps);
    }
    await hostile(browser, folder);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
  console.log(failed === 0 ? `${browser.version()}: all as expected` : `${failed} not as expected`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function check(what: string, actual: unknown, expected: unknown): void {
  const same = isDeepStrictEqual(actual, expected);
  console.log(`${same ? 'ok    ' : 'FAILED'} ${what}${same ? '' : `\n  is     ${JSON.stringify(actual)}\n  not    ${JSON.stringify(expected)}`}`);
  if (!same) failed++;
}

/** Each app is a Kustomization of its own; every fiftieth names a folder that is not there, every tenth depends on the one before. */
async function pageOf(apps: number): Promise<string> {
  const files: Record<string, string> = { ...prod, 'apps/ok.yaml': configMap('ok') };
  for (let app = 0; app < apps; app++) {
    const path = app % 50 === 49 ? `missing-${app}` : `app-${app}`;
    files[`clusters/prod/app-${app}.yaml`] = syncOf(`app-${app}`, `./${path}`, app % 10 === 9 ? `  dependsOn: [{name: app-${app - 1}}]\n` : '');
    files[`app-${app}/all.yaml`] = `${configMap(`config-${app}`)}---
apiVersion: v1
kind: Pod
metadata: {name: pod-${app}, namespace: default}
spec:
  containers:
    - name: main
      image: ghcr.io/org/app-${app}:1.${app % 4}.0
      envFrom: [{configMapRef: {name: config-${app}}}]
`;
  }
  const source = (file: string) => files[file];
  if (apps > 100) {
    const { report, clusters } = await runOver(files);
    return htmlReport(report, { drawings: clusters.map((cluster) => drawingOf(buildGraph(cluster))), rules: [], source });
  }
  // The small one shows a change: an image, an object that goes, one that comes.
  const { 'app-0/all.yaml': _, 'clusters/prod/app-0.yaml': __, ...kept } = files;
  const before = makeRepository({ ...kept, 'app-1/all.yaml': String(files['app-1/all.yaml']).replace('1.1.0', '1.0.0'), 'apps/gone.yaml': configMap('gone') });
  const after = makeRepository(files);
  const render = { root: after.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(after.root, '.cache'), env: {} } as const;
  const result = await runDiff({ render, folders: { base: before.root, head: after.root }, check: true });
  before.remove();
  after.remove();
  if (!result.ok || result.report === undefined) throw new Error('the change does not render');
  return htmlReport(result.report, { drawings: result.clusters.map((cluster) => drawingOf(buildGraph(cluster))), rules: [], source, diff: result.diff });
}

async function open(browser: Browser, file: string, options: BrowserContextOptions): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('request', (request) => request.url().startsWith('file:') || wrong.push(`asked ${request.url()}`));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(message.text()));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`file://${file}`);
  await page.waitForSelector('[role=tab][aria-selected=true]');
  return { page, wrong };
}

async function look(browser: Browser, file: string, apps: number): Promise<void> {
  for (const [device, options] of [['desk', { viewport: { width: 1280, height: 900 } }], ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }]] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const name = `${apps} apps, ${device}, ${colorScheme}`;
      const { page, wrong } = await open(browser, file, { ...options, colorScheme });
      for (const tab of ['findings', ...(apps > 100 ? [] : ['changes']), 'graph', 'images']) {
        await page.click(`#tab-${tab}`);
        await page.waitForTimeout(150);
        check(`${name}: ${tab} fits in width`, await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), true);
        if (shots !== undefined) await page.screenshot({ path: join(shots, `${apps}-${tab}-${device}-${colorScheme}.png`) });
      }
      check(`${name}: nothing is asked, nothing goes wrong`, wrong, []);
      check(`${name}: text can be read on its ground`, await page.evaluate(contrast), []);
      await page.context().close();
    }
  }
  await use(browser, file, apps);
}

/** What a person does: filter, search, move and zoom the picture, unfold a unit, by mouse and by keys. */
async function use(browser: Browser, file: string, apps: number): Promise<void> {
  const { page, wrong } = await open(browser, file, { viewport: { width: 1280, height: 900 } });
  const count = (selector: string) => page.locator(selector).count();
  const world = async () => (await page.getAttribute('.stage > g', 'transform')) ?? '';
  const drawn = await count('.finding');
  check(`${apps} apps: no more findings are drawn than are near`, drawn > 0 && drawn <= 120, true);
  await page.keyboard.press('/');
  await page.keyboard.type('run-as-non-root app-1/all.yaml');
  await page.waitForTimeout(250);
  check(`${apps} apps: "/" searches the findings`, await page.locator('.finding .where').allTextContents(), ['app-1/all.yaml:11:7']);
  check(`${apps} apps: a finding shows its line`, await page.locator('.finding .here').allTextContents(), ['11    - name: main\n']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  check(`${apps} apps: "j" goes to the finding`, await page.evaluate('document.activeElement.className'), 'finding error');
  if (apps <= 100) {
    await page.keyboard.press('2');
    await page.waitForTimeout(200);
    check('the changes are side by side', [await page.locator('.line-image').textContent(), await page.locator('.change.changed .cell.gone').first().textContent(), await page.locator('.change.changed .cell.fresh').first().textContent()], ['image ghcr.io/org/app-1 1.0.0 → 1.1.0 (1 place)minor', '14-     image: ghcr.io/org/app-1:1.0.0', '14+     image: ghcr.io/org/app-1:1.1.0']);
  }
  await page.keyboard.press(apps > 100 ? '2' : '3');
  await page.waitForTimeout(250);
  check(`${apps} apps: a number opens the graph`, await page.getAttribute('#tab-graph', 'aria-selected'), 'true');
  const boxes = await count('.box');
  check(`${apps} apps: what is in sight is drawn`, boxes > 4 && boxes <= 700, true);
  let before = await world();
  await page.click('[aria-label="Zoom in"]');
  await page.waitForTimeout(80);
  check(`${apps} apps: it zooms`, (await world()) !== before, true);
  before = await world();
  const stage = (await page.locator('.stage').boundingBox())!;
  await page.mouse.move(stage.x + 500, stage.y + 380);
  await page.mouse.down();
  await page.mouse.move(stage.x + 380, stage.y + 300, { steps: 4 });
  await page.mouse.up();
  await page.waitForTimeout(80);
  check(`${apps} apps: it pans`, (await world()) !== before, true);
  await page.fill('#panel input[type=search]', 'pod-1');
  await page.waitForTimeout(250);
  check(`${apps} apps: a search lists objects`, (await page.locator('.hits button').first().textContent())?.startsWith('Pod default/pod-1'), true);
  await page.locator('.hits button').first().click();
  await page.waitForTimeout(250);
  check(`${apps} apps: and goes there`, [await page.locator('.box.selected title').first().textContent(), await page.locator('.side h2').textContent()], ['pod-1, Pod', 'pod-1']);
  check(`${apps} apps: with what it refers to`, (await page.locator('.side-list').first().textContent())?.includes('ConfigMap default/config-1envFrom'), true);
  await page.fill('#panel input[type=search]', '');
  await page.waitForTimeout(200);
  await page.locator('.stage').focus();
  await page.keyboard.press('ArrowLeft');
  check(`${apps} apps: arrows go to the owner`, await page.locator('.side h2').textContent(), 'app-1');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(150);
  check(`${apps} apps: Enter folds it`, (await page.locator('.side-acts button').first().textContent())?.startsWith('show 2 objects'), true);
  await page.selectOption('#panel select', { index: 1 });
  await page.waitForTimeout(200);
  check(`${apps} apps: the owner narrows it`, await count('.box.cluster'), 1);
  if (apps > 100) {
    await page.selectOption('#panel select', { index: 0 });
    await page.click('.chip.rendered');
    await page.waitForTimeout(250);
    check(`${apps} apps: an outcome narrows it`, (await page.locator('.told').textContent())?.startsWith('1'), true);
    const slow = await page.evaluate(`(async () => { const stage = document.querySelector('.stage'); document.querySelector('.chip.rendered').click(); await new Promise(requestAnimationFrame); let worst = 0; for (let i = 0; i < 30; i++) { const start = performance.now(); document.querySelector(i % 2 ? '[aria-label="Zoom in"]' : '[aria-label="Zoom out"]').click(); await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame); worst = Math.max(worst, performance.now() - start); } return Math.round(worst); })()`);
    console.log(`       the slowest of 30 zooms over ${apps} apps took ${String(slow)} ms, two frames`);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  check(`${apps} apps: "t" turns it dark`, await page.evaluate('document.documentElement.dataset.theme'), 'dark');
  check(`${apps} apps: nothing went wrong`, wrong, []);
  await page.context().close();
}

async function hostile(browser: Browser, folder: string): Promise<void> {
  const file = join(folder, 'hostile.html');
  for (const text of [...hostileTexts, '"><img src=x onerror=alert(1)><svg onload=alert(2)>', '</script><script>alert(3)</script>', '<!--<script>']) {
    writeFileSync(file, htmlReport(hostileReport(text), { drawings: [], rules: [], source: () => text }));
    const { page, wrong } = await open(browser, file, { viewport: { width: 390, height: 844 } });
    const added = await page.locator('#app img, #app script, #app iframe, #app a, #app [onerror], #app [onload]').count();
    check(`hostile text ${JSON.stringify(text.slice(0, 40))} stays text`, [wrong, added], [[], 0]);
    await page.context().close();
  }
}
