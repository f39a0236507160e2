import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/**
 * Looks through every text and attribute of the document for what must not have come of a hostile text: characters that are
 * not seen, links, pictures, and icons that VS Code has no use for. (As text, since the project's types know no DOM.)
 */
const LOOK = String.raw`(() => {
  const hidden = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
  const found = [];
  const note = (what, element, text) => {
    const at = Math.max(0, text.search(hidden) - 40);
    found.push(what + ' in ' + element?.tagName + '.' + element?.className + ': ' + JSON.stringify(text.slice(at, at + 80)));
  };
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if ((node.parentElement ?? node).matches?.('style, script')) continue;
    if (node.nodeType === Node.TEXT_NODE) {
      if (hidden.test(node.data)) note('a hidden character', node.parentElement, node.data);
      if (node.data.length > 5000 && !node.parentElement?.closest('.view-lines')) note('a long text', node.parentElement, node.data);
      continue;
    }
    for (const { name, value } of node.attributes) {
      if (hidden.test(value)) note('a hidden character in ' + name, node, value);
      if (value.length > 5000 && name !== 'style') note('a long ' + name, node, value);
    }
    const target = ['href', 'data-href', 'src'].map((name) => node.getAttribute(name)).join(' ');
    if (/evil|terminal\.new/.test(target)) note('a link', node, target);
    if (node.matches('img[src="x"], [onerror]')) note('a picture', node, node.outerHTML);
    if (node.matches('.codicon-rocket, .codicon-squirrel')) note('an icon', node, node.outerHTML);
  }
  return found;
})()`;

/** Asserts that no text of the window is more than text, and that none of them has opened a page or a terminal. */
export async function assertInert(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate(LOOK), []);
  assert.equal(page.context().pages().length, 1, 'a page was opened');
  assert.equal(await page.locator('.terminal-wrapper').count(), 0, 'a terminal was opened');
}
