import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { check } from './check.ts';
import { open } from './page.ts';

/** What a person does with the picture: moves and zooms it in all ways, searches, filters, unfolds, by mouse, by keys and by fingers. */
export async function useGraph(browser: Browser, file: string, apps: number): Promise<void> {
  const { page, wrong } = await open(browser, file);
  const settle = () => page.waitForTimeout(250);
  const title = () => page.locator('.side h2').textContent();
  const key = (name: string) => page.keyboard.press(name);
  await key(apps > 100 ? '2' : '3');
  await settle();
  check(`${apps} apps: a number opens the graph`, await page.getAttribute('#tab-graph', 'aria-selected'), 'true');
  check(`${apps} apps: something is drawn`, await inks(page) > 20, true);

  const all = await camera(page);
  await page.click('[aria-label="Zoom in"]');
  await settle();
  check(`${apps} apps: a button zooms`, grown(all, await camera(page)), 1.3);
  await page.click('[aria-label="Show all"]');
  await settle();
  check(`${apps} apps: and a button shows all`, await camera(page), all);
  const stage = (await page.locator('.stage').boundingBox())!;
  await page.evaluate('scrollTo(0, 0)');
  await page.mouse.move(stage.x + 500, 700);
  await page.mouse.wheel(0, 120);
  await settle();
  check(`${apps} apps: a wheel scrolls the page before the picture is chosen`, [(await camera(page)).wide, await page.evaluate('scrollY > 0')], [all.wide, true]);
  await page.locator('.stage').focus();
  await page.mouse.wheel(0, -120);
  await settle();
  check(`${apps} apps: and zooms the picture then`, grown(all, await camera(page)), 1.27);
  await key('0');
  await settle();
  await key('+');
  await settle();
  check(`${apps} apps: "+" zooms`, grown(all, await camera(page)), 1.25);
  await key('-');
  await settle();
  check(`${apps} apps: "-" zooms out`, grown(all, await camera(page)), 1);
  await key('0');
  await settle();
  const pixels = await hash(page);
  await key('Shift+ArrowRight');
  await settle();
  check(`${apps} apps: Shift and an arrow move it`, [moved(all, await camera(page)), (await hash(page)) !== pixels], [[-60, 0], true]);
  await key('0');
  await settle();
  const place = (await page.locator('.stage').boundingBox())!;
  await page.mouse.move(place.x + 450, place.y + place.height - 150);
  await page.mouse.down();
  await page.mouse.move(place.x + 330, place.y + place.height - 230, { steps: 4 });
  await page.mouse.up();
  await settle();
  check(`${apps} apps: a drag moves it, and chooses nothing`, [moved(all, await camera(page)), await page.locator('.spot.chosen').count()], [[-120, -80], 0]);

  await page.fill('#panel input[type=search]', 'main-1');
  await settle();
  check(`${apps} apps: a search lists objects`, (await page.locator('.hits button').first().textContent())?.startsWith('Deployment default/main-1'), true);
  await page.locator('.hits button').first().click();
  await settle();
  check(`${apps} apps: and goes there`, [await page.getAttribute('.spot.chosen', 'aria-label'), await title()], ['Deployment default/main-1, has findings of level error', 'main-1']);
  const box = (await page.locator('.spot').boundingBox())!;
  const inside = (await page.locator('.stage').boundingBox())!;
  check(`${apps} apps: which is in sight`, box.x > inside.x && box.y > inside.y && box.x + box.width < inside.x + inside.width && box.y + box.height < inside.y + inside.height, true);
  check(`${apps} apps: with what it refers to`, (await page.locator('.side-list').first().textContent())?.includes('ConfigMap default/config-1envFrom'), true);
  await page.fill('#panel input[type=search]', '');
  await settle();
  await page.locator('.stage').focus();
  await key('ArrowLeft');
  check(`${apps} apps: an arrow goes to its owner`, await title(), 'release-1');
  check(`${apps} apps: which a screen reader is told of as of a tree`, await page.evaluate("(({ id, dataset, attributes }) => [document.querySelector('.stage').getAttribute('aria-activedescendant') === id, ...['role', 'aria-label', 'aria-level', 'aria-posinset', 'aria-setsize', 'aria-expanded', 'aria-selected'].map((name) => attributes[name]?.value)])(document.querySelector('.spot'))"), [true, 'treeitem', 'HelmRelease default/release-1, app 1.0.0, has findings of level error', '4', '1', '1', 'true', 'true']);
  await key('Enter');
  await settle();
  check(`${apps} apps: Enter folds it`, [await page.locator('.side-acts button').first().textContent(), await page.getAttribute('.spot', 'aria-expanded')], ['show 5 objects', 'false']);
  await key('ArrowLeft');
  check(`${apps} apps: the next is the Kustomization`, await title(), 'app-1');
  await key('Home');
  check(`${apps} apps: Home goes to the cluster`, [await title(), await page.getAttribute('.spot', 'aria-level')], ['dev', '1']);
  const chosen = (await page.locator('.spot').boundingBox())!;
  await key('ArrowRight');
  await page.mouse.click(chosen.x + chosen.width / 2, chosen.y + chosen.height / 2);
  await settle();
  check(`${apps} apps: a click chooses what is under it`, await title(), 'dev');

  await page.selectOption('#panel select', { index: 2 });
  await settle();
  check(`${apps} apps: the owner narrows it`, /^\d+ of [\d,]+ units$/.test((await page.locator('.told').textContent()) ?? ''), true);
  await page.selectOption('#panel select', { index: 0 });
  await page.click('.card:has-text("dev")');
  await settle();
  check(`${apps} apps: a cluster narrows it`, (await page.locator('.told').textContent())?.startsWith('2 of '), true);
  await page.click('.card:has-text("dev")');
  if (apps > 100) {
    await page.click('.chip.rendered');
    await settle();
    check(`${apps} apps: an outcome narrows it to the failed, and who applies them`, await page.locator('.told').textContent(), '11 of 744 units');
  }
  check(`${apps} apps: nothing went wrong in the graph`, wrong, []);
  await page.context().close();
}

/** Two fingers on a phone. */
export async function pinch(browser: Browser, file: string, apps: number): Promise<void> {
  const { page, wrong } = await open(browser, file, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await page.click('#tab-graph');
  await page.waitForTimeout(250);
  const before = await camera(page);
  const { x, y } = (await page.locator('.stage').boundingBox())!;
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) => session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: x + 150 - apart, y: y + 200, id: 1 }, { x: x + 150 + apart, y: y + 200, id: 2 }] });
  await touch('touchStart', 40);
  for (let apart = 44; apart <= 80; apart += 4) await touch('touchMove', apart);
  await touch('touchEnd', 80);
  await page.waitForTimeout(250);
  check(`${apps} apps: two fingers zoom`, grown(before, await camera(page)), 2);
  check(`${apps} apps: nothing went wrong under fingers`, wrong, []);
  await page.context().close();
}

interface Camera {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
}

/** Where the box of the tree's active item is on the stage, and how wide. */
async function camera(page: Page): Promise<Camera> {
  return page.evaluate("(() => { const [here, stage] = ['.spot', '.stage'].map((one) => document.querySelector(one).getBoundingClientRect()); return { x: Math.round(here.x - stage.x), y: Math.round(here.y - stage.y), wide: here.width }; })()");
}

function grown(before: Camera, after: Camera): number {
  return Math.round((after.wide / before.wide) * 100) / 100;
}

function moved(before: Camera, after: Camera): [number, number] {
  return [after.x - before.x, after.y - before.y];
}

async function hash(page: Page): Promise<string> {
  return createHash('sha256').update(await page.evaluate<string>("document.querySelector('canvas').toDataURL()")).digest('hex');
}

/** How many colours the canvas has. */
async function inks(page: Page): Promise<number> {
  return page.evaluate("(() => { const { width, height } = document.querySelector('canvas'); return new Set(new Uint32Array(document.querySelector('canvas').getContext('2d').getImageData(0, 0, width, height).data.buffer)).size; })()");
}
