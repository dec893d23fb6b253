import type { Browser, Page } from 'playwright-core';
import { check } from './check.ts';
import { open } from './page.ts';

/** What a person does with the lists: searches, filters, goes through them by keys, turns it dark, prints it. */
export async function useLists(browser: Browser, file: string, apps: number): Promise<void> {
  const { page, wrong } = await open(browser, file);
  const count = (selector: string) => page.locator(selector).count();
  const told = () => page.locator('.told').first().textContent();
  const drawn = await count('.finding');
  check(`${apps} apps: no more findings are drawn than are near`, drawn > 0 && drawn <= 120, true);
  check(`${apps} apps: Tab goes through in the order of reading, and one sees where it is`, await tabbed(page, 9), ['theme', 'card', 'card', ...(apps > 100 ? ['SUMMARY'] : []), 'tab-findings', 'search', 'chip error', 'chip warn', 'chip info', ...(apps > 100 ? [] : ['chip fresh'])]);
  await page.keyboard.press('/');
  await page.keyboard.type('run-as-non-root app-0/all.yaml');
  await page.waitForTimeout(250);
  check(`${apps} apps: "/" searches the findings`, await page.locator('.finding .where').allTextContents(), ['app-0/all.yaml:35:11']);
  check(`${apps} apps: a finding shows its line`, await page.locator('.finding .here').allTextContents(), ['35        - name: main\n']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  check(`${apps} apps: "j" goes to the finding`, await page.evaluate('document.activeElement.className'), 'finding error');
  await page.fill('#panel input[type=search]', '');
  await page.waitForTimeout(250);
  const before = await told();
  await page.click('.chip.warn');
  check(`${apps} apps: a level narrows the findings`, [await count('.finding.warn'), (await told()) !== before], [0, true]);
  await page.click('.chip.warn');
  const [rule] = await page.selectOption('#panel select', { index: 2 });
  check(`${apps} apps: a rule narrows the findings`, [[...new Set(await page.locator('.finding .rule').allTextContents())], rule !== ''], [[rule], true]);
  await page.selectOption('#panel select', { index: 0 });
  await page.click('.card:has-text("dev")');
  check(`${apps} apps: a cluster narrows the findings`, [(await told()) !== before, await page.getAttribute('.card:has-text("dev")', 'aria-pressed'), await count('.finding .pill:has-text("prod"):only-of-type')], [true, 'true', 0]);
  await page.click('.card:has-text("dev")');
  if (apps <= 100) {
    await page.keyboard.press('2');
    await page.waitForTimeout(200);
    check('the changes are side by side', [await page.locator('.line-image').first().textContent(), await page.locator('.change.changed .cell.gone').first().textContent(), await page.locator('.change.changed .cell.fresh').first().textContent()], ['image ghcr.io/org/app-1 1.0.0 → 1.1.0 (1 place)minor', '36-         image: ghcr.io/org/app-1:1.0.0', '36+         image: ghcr.io/org/app-1:1.1.0']);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  check(`${apps} apps: "t" turns it dark`, await page.evaluate('[document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]'), ['dark', 'rgb(18, 22, 28)']);
  await page.click('.theme');
  check(`${apps} apps: and a button light again`, await page.evaluate('[document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]'), ['light', 'rgb(246, 247, 249)']);
  check(`${apps} apps: nothing went wrong in the lists`, wrong, []);
  await page.context().close();
}

/** Presses Tab a few times; gives where it came to, with a mark where the focus can not be seen. */
async function tabbed(page: Page, times: number): Promise<string[]> {
  const stops: string[] = [];
  for (let at = 0; at < times; at++) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate('(({ activeElement: at }) => (at.id || at.className || at.tagName) + (parseFloat(getComputedStyle(at).outlineWidth) >= 2 && getComputedStyle(at).outlineStyle !== "none" ? "" : " (unseen)"))(document)'));
  }
  return stops;
}

/** Printed, it is light, without what one presses, and with what was not drawn yet. */
export async function print(browser: Browser, file: string, apps: number): Promise<void> {
  const { page, wrong } = await open(browser, file, { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' });
  await page.evaluate("addEventListener('afterprint', () => { window.after = document.querySelectorAll('.finding').length; })");
  await page.evaluate("addEventListener('beforeprint', () => { window.paper = getComputedStyle(document.body).backgroundColor; })");
  const pdf = await page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const [found, after, paper, theme] = await page.evaluate<[number, number, string, string | undefined]>("[Number(document.querySelector('#tab-findings .n').textContent.replaceAll(',', '')), window.after, window.paper, document.documentElement.dataset.theme]");
  check(`${apps} apps: a print is light and has up to a thousand findings`, [after >= Math.min(1_000, found - 100), after <= 1_100, paper, theme, pages > 1], [true, true, 'rgb(246, 247, 249)', undefined, true]);
  await page.emulateMedia({ media: 'print' });
  check(`${apps} apps: a print has no buttons`, await page.locator('.tabs:visible, .bar-row:visible, .theme:visible, .more:visible').count(), 0);
  check(`${apps} apps: nothing went wrong in print`, wrong, []);
  await page.context().close();
}

/** Without scripts it says what was found, and where to read on. */
export async function unscripted(browser: Browser, file: string, apps: number): Promise<void> {
  const { page } = await open(browser, file, { javaScriptEnabled: false });
  check(`${apps} apps: without scripts it tells the counts`, /^(?:This change brings )?[\d,]+ error, [\d,]+ warn, [\d,]+ info\. The lists of this page need JavaScript; the text report says the same without\.$/.test((await page.textContent('body'))?.trim().split('\n')[0]?.trim() ?? ''), true);
  await page.context().close();
}
