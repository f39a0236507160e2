import type { Locator, Page } from 'playwright-core';
import { until } from '../until.js';
import { appears } from './appears.js';

/** How often an arrow key is pressed before something counts as missing. */
const MOST_PRESSES = 60;

/** What a screen reader is told to have the focus, inside the page: the active descendant of what has the keyboard, or that itself. */
const FOCUSED = String.raw`(() => {
  const active = document.activeElement;
  const descendant = document.getElementById(active?.getAttribute('aria-activedescendant') ?? '');
  const focused = descendant ?? active;
  return (focused?.getAttribute('aria-label') ?? focused?.textContent ?? '').trim();
})()`;

/** A person who uses a window without a pointer. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** The name of what has the focus. */
  focused(): Promise<string> {
    return this.page.evaluate<string>(FOCUSED);
  }

  /** Waits until the name of what has the focus begins like this. */
  async waitForFocus(beginning: string): Promise<void> {
    await until(`${beginning} has the focus`, async () => (await this.focused()).startsWith(beginning));
  }

  /** Presses a key until the name of what has the focus begins like this. */
  async moveTo(beginning: string, key = 'ArrowDown'): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
      const name = await this.focused();
      if (name.startsWith(beginning)) {
        return;
      }
      passed.push(name);
      await this.press(key);
    }
    throw new Error(`The focus did not get to ${beginning}: ${[...new Set(passed)].join(' | ')}`);
  }

  /** Runs a command by its palette title, category included. */
  async runCommand(title: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget');
    const found = box.locator('.monaco-list-row.focused').filter({ hasText: title });
    // The palette does not look for commands that come while it is open, as those of extensions do in a new window.
    await until(`the palette has ${title}`, async () => {
      await this.press('Escape');
      await this.press('F1');
      await box.getByPlaceholder('Type the name of a command to run.').waitFor();
      await this.type(title);
      return appears(found);
    });
    await this.press('Enter');
    await found.waitFor({ state: 'hidden' });
  }

  /** The titles in the context menu of what has the focus, which is closed again. */
  async contextMenu(): Promise<string[]> {
    const menu = await this.openMenu();
    const titles = await menu
      .locator('.action-item:not(.disabled) > .action-menu-item > .action-label')
      .allInnerTexts();
    await this.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    return titles.filter((title) => title !== '');
  }

  /** Chooses from the context menu of what has the focus. */
  async chooseFromMenu(title: string): Promise<void> {
    const menu = await this.openMenu();
    const chosen = menu.locator('.action-item.focused').filter({ has: this.page.getByText(title, { exact: true }) });
    await until(`${title} has the focus`, async () => {
      await this.press('ArrowDown');
      return (await chosen.count()) > 0;
    });
    await this.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  private async openMenu(): Promise<Locator> {
    await this.press('Shift+F10');
    const menu = this.page.locator('.context-view .monaco-menu');
    await menu.waitFor();
    return menu;
  }
}
