import type { Page } from 'playwright-core';

/**
 * Inside the page: the texts below the elements of a selector that are wider than what clips them, or than the input that they
 * are the placeholder of. What scrolls vertically is not cut off.
 */
const CUT_OFF = String.raw`(selector) => {
  const isClipped = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, right, width, height } = range.getBoundingClientRect();
    for (let each = text.parentElement; width > 0 && height > 0 && each; each = each.parentElement) {
      const room = each.getBoundingClientRect();
      if (getComputedStyle(each).overflowX !== 'visible' && (right > room.right + 1 || left < room.left - 1)) {
        return true;
      }
    }
    return false;
  };
  const isTooLong = (input) => {
    const { font, paddingLeft, paddingRight } = getComputedStyle(input);
    const context = document.createElement('canvas').getContext('2d');
    context.font = font;
    const room = input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    return input.value === '' && room > 0 && context.measureText(input.placeholder).width > room;
  };
  return [...document.querySelectorAll(selector)].flatMap((root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      texts.push(walker.currentNode);
    }
    return [
      ...texts.filter((text) => text.data.trim() !== '' && isClipped(text)).map(({ data }) => data),
      ...[...root.querySelectorAll('input')].filter(isTooLong).map(({ placeholder }) => placeholder),
    ];
  });
}`;

/** The texts below the elements of a CSS selector that have no room for all of them. */
export function cutOffTexts(page: Page, selector: string): Promise<string[]> {
  return page.evaluate<string[]>(`(${CUT_OFF})(${JSON.stringify(selector)})`);
}
