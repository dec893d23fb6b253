import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { htmlReport } from '../../report/html/index.ts';
import { hostileDiff } from '../diff.ts';
import { hostileDrawing, hostileReport, hostileTexts } from '../report.ts';
import { check } from './check.ts';
import { tabsOf } from './looks.ts';
import { open } from './page.ts';

const scripts = ['"><img src=x onerror=alert(1)><svg onload=alert(2)>', "' autofocus onfocus=alert(3) x='", '</script><script>alert(4)</script>', '<!--<script>', '</style><link rel=stylesheet href=//evil.example>', 'javascript:alert(5)', '<iframe srcdoc="<script>alert(6)</script>">'];

/** Texts of a repository (names, paths, values, messages, commits, whole lines) in every view: none is markup, none asks for anything, and all is told. */
export async function hostile(browser: Browser, file: string): Promise<void> {
  for (const text of [...hostileTexts, ...scripts]) {
    const name = `hostile text ${JSON.stringify(text.slice(0, 40))}`;
    writeFileSync(file, htmlReport(hostileReport(text), { drawings: [hostileDrawing(text)], rules: [{ id: 'test/rule', summary: text, level: 'error', help: text }], source: () => text, diff: hostileDiff(text) }));
    const { page, wrong } = await open(browser, file, { viewport: { width: 390, height: 844 } });
    const plain = { tabs: await tabsOf(page), added: 0, wide: false };
    const seen = { tabs: ['findings', 'changes', 'graph', 'images'], added: 0, wide: false };
    for (const tab of plain.tabs) {
      await page.click(`#tab-${tab}`);
      await page.waitForTimeout(100);
      if (tab === 'graph') {
        await page.locator('.stage').focus();
        for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
        await page.fill('#panel input[type=search]', 'a');
        await page.waitForTimeout(200);
      }
      if (tab === 'changes') for (const summary of await page.locator('details:not([open]) > summary').all()) await summary.click();
      seen.added += await page.locator('img, script:not(#data ~ script):not(#data), iframe, link, a, [onerror], [onload], [onfocus], [srcdoc]').count();
      seen.wide ||= await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    }
    check(`${name} stays text`, [wrong, seen], [[], plain]);
    await page.context().close();
  }
}
