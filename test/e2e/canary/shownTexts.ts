import type { BrowserContext } from 'playwright-core';
import type { Evidence } from './leaks.js';

/** Hands over each text and attribute that appears in a page, if only for a moment. */
const TELL_WHAT_APPEARS = `(() => {
  const isMessage = (element) => element.closest('.notifications-toasts, .notifications-center, .monaco-dialog-box') !== null;
  const told = new Set();
  new MutationObserver((mutations) => {
    const found = [];
    const add = (element, text) => {
      if (!told.has(text)) {
        told.add(text);
        found.push([isMessage(element), text]);
      }
    };
    for (const { type, target, addedNodes, attributeName } of mutations) {
      const parent = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
      if (!(parent instanceof Element)) continue;
      if (type === 'attributes') add(parent, parent.getAttribute(attributeName) ?? '');
      else if (addedNodes.length === 0) add(parent, parent.textContent);
      // Its text as well, since markup divides words.
      for (const node of addedNodes) add(parent, (node.outerHTML ?? '') + ' ' + node.textContent);
    }
    if (found.length > 0) void tellWhatAppears(found);
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ['title', 'aria-label', 'href', 'data-uri'],
  });
})()`;

/** Begins to note what the pages of a browser show, in documents that are loaded from now on. */
export async function noteShownTexts(context: BrowserContext, note: (evidence: Evidence) => void): Promise<void> {
  await context.exposeBinding('tellWhatAppears', ({ frame }, found: [isMessage: boolean, text: string][]) => {
    // The browser's own page about an address that it can't load holds that address, as the address bar does.
    if (frame.url().startsWith('chrome-error:')) {
      return;
    }
    for (const [isMessage, content] of found) {
      note({ place: isMessage ? 'messages' : 'screen', what: 'a text that was shown', content });
    }
  });
  await context.addInitScript(TELL_WHAT_APPEARS);
}
