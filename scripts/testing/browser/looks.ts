import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { check } from './check.ts';
import { open } from './page.ts';

const devices = [['desk', { viewport: { width: 1280, height: 900 } }], ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }]] as const;

/** Every view on a desk and on a phone, light and dark: it fits, can be read, and has names for who does not see it. */
export async function looks(browser: Browser, file: string, apps: number, shots: string | undefined): Promise<void> {
  for (const [device, options] of devices) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, wrong } = await open(browser, file, { ...options, colorScheme });
      for (const tab of await tabsOf(page)) {
        const name = `${apps} apps, ${device}, ${colorScheme}, ${tab}`;
        await page.click(`#tab-${tab}`);
        await page.waitForTimeout(200);
        check(`${name}: fits in width`, await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), true);
        check(`${name}: no text is smaller than 12 pixels`, await page.evaluate(small), []);
        check(`${name}: nothing stands out of what it is in`, await page.evaluate(outside), []);
        check(`${name}: axe finds nothing`, await axe(page), []);
        if (shots !== undefined) await page.screenshot({ path: join(shots, `${apps}-${tab}-${device}-${colorScheme}.png`) });
      }
      check(`${apps} apps, ${device}, ${colorScheme}: nothing is asked for, nothing goes wrong`, wrong, []);
      await page.context().close();
    }
  }
}

export async function tabsOf(page: Page): Promise<string[]> {
  return page.evaluate("[...document.querySelectorAll('[role=tab]')].map(({ id }) => id.slice(4))");
}

/** Elements whose own text is smaller than 12 pixels. */
const small = `[...document.querySelectorAll('#app *')].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '') && element.checkVisibility() && parseFloat(getComputedStyle(element).fontSize) < 12).map((element) => element.className + ': ' + element.textContent.slice(0, 20))`;

/** Rules of WCAG 2.1 (A and AA: roles, names, contrast, …) and good practice that the page breaks, with the first element that does. */
async function axe(page: Page): Promise<string[]> {
  if (await page.evaluate('typeof axe === "undefined"')) await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.length + ' times, ' + nodes[0].html.slice(0, 160) + ' ' + (nodes[0].any[0]?.message ?? nodes[0].all[0]?.message ?? nodes[0].none[0]?.message ?? '').slice(0, 160)))`);
}

/** Parts that stand out of what they are in: covered, or covering. */
const outside = `[...document.querySelectorAll('.card, .notes, .finding, .change, .cluster-change, .line, .side, .bar-row')].flatMap((box) => { const { left, top, right, bottom } = box.getBoundingClientRect(); return [...box.querySelectorAll('*')].filter((part) => { const at = part.getBoundingClientRect(); return part.checkVisibility({ contentVisibilityAuto: true }) && at.width > 0 && !part.closest('.hits') && (at.left < left - 1 || at.top < top - 1 || at.right > right + 1 || at.bottom > bottom + 1) && part.closest('.pill') === null; }).map((part) => box.className + ': ' + part.outerHTML.slice(0, 80)); }).slice(0, 5)`;
