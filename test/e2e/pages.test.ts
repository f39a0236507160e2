import assert from 'node:assert/strict';
import { render as brokerPage } from '../../src/broker/page.js';
import { accepted, render as loopbackPage } from '../../src/oauth/loopbackPage.js';
import { launchBrowser, type LoopbackBrowser } from '../editor/browser.js';
import { ensureEditor } from '../editor/install.js';
import { endedAfterAll } from '../ended.js';

const PAGES = {
  'at the end of a sign-in': loopbackPage(accepted()),
  'of the broker': brokerPage({ status: 200, title: 'Title', text: 'Text' }).body,
};

/** The colours of text and of what is behind it, inside the page. */
const COLOURS = String.raw`(() => {
  const probe = document.createElement('div');
  probe.style.color = 'Canvas';
  document.documentElement.append(probe);
  return [...document.querySelectorAll('h1, p')].map((each) => [getComputedStyle(each).color, getComputedStyle(probe).color]);
})()`;

const [WHITE, BLACK, DARK] = ['rgb(255, 255, 255)', 'rgb(0, 0, 0)', 'rgb(18, 18, 18)'];

// In a real browser, because it picks the colours.
describe('A page for the browser', () => {
  const ended = endedAfterAll();
  let browser: LoopbackBrowser;

  before(async function () {
    this.timeout(20 * 60_000);
    browser = await launchBrowser(await ensureEditor(console.log), 'http://127.0.0.1');
    ended(() => browser.close());
  });

  for (const [which, document] of Object.entries(PAGES)) {
    it(`${which} can be read in light and dark themes, and in both of high contrast`, async () => {
      const page = await browser.context.newPage();
      const seen: unknown[] = [];
      for (const forcedColors of ['none', 'active'] as const) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, forcedColors });
          await page.setContent(document);
          seen.push(await page.evaluate(COLOURS));
        }
      }
      const twice = (...colours: readonly unknown[]) => [colours, colours];
      assert.deepEqual(seen, [twice(BLACK, WHITE), twice(WHITE, DARK), twice(BLACK, WHITE), twice(WHITE, BLACK)]);
      await page.close();
    });
  }
});
