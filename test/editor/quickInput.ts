import type { Locator, Page } from 'playwright-core';
import { until } from '../until.js';
import { appears } from './appears.js';

/** The box at the top of a window: the command palette, and the quick picks of extensions. */
export class QuickInput {
  private readonly box: Locator;
  private readonly rows: Locator;
  private readonly palette: Locator;

  constructor(private readonly page: Page) {
    this.box = page.locator('.quick-input-widget');
    this.rows = this.box.locator('.monaco-list-row');
    this.palette = this.box.getByPlaceholder('Type the name of a command to run.');
  }

  /** Runs a command by its palette title, category included. */
  async run(title: string): Promise<void> {
    // VS Code has commands of its own that are called alike: the best match is the first.
    const found = this.row(title).first();
    // The palette does not look for commands that come while it is open, as those of extensions do in a new window.
    await until(`the palette runs ${title}`, async () => {
      await this.search(title);
      if (!(await appears(found))) {
        await this.cancel();
        return false;
      }
      // What takes the focus at this moment closes the palette.
      return found.click({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
    });
    await this.palette.waitFor({ state: 'hidden' });
  }

  /** The titles of the commands that match a query, as far as they are to be seen without scrolling. */
  async commands(query: string): Promise<string[]> {
    await this.search(query);
    const matches = this.rows.filter({ has: this.page.locator('.highlight') });
    const noMatch = this.rows.filter({ hasText: /No matching commands|similar commands/ });
    await matches.or(noMatch).first().waitFor();
    const titles = await matches.locator('.label-name').allInnerTexts();
    await this.cancel();
    return titles;
  }

  /** The labels of the quick pick that is open. */
  async items(): Promise<string[]> {
    await this.rows.first().waitFor();
    // What stands below a label looks like one.
    return this.rows.locator('.quick-input-list-row:first-child .label-name').allInnerTexts();
  }

  /** What stands beside those labels. */
  descriptions(): Promise<string[]> {
    return this.rows.locator('.label-description').allInnerTexts();
  }

  /** What stands below them. */
  details(): Promise<string[]> {
    return this.rows.locator('.quick-input-list-row:not(:first-child)').allInnerTexts();
  }

  /** Chooses from the quick pick that is open, by the whole label. */
  async pick(label: string): Promise<void> {
    await this.box.locator('input').first().fill(label);
    await this.row(label).and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await this.row(label).waitFor({ state: 'hidden' });
  }

  /** What the box asks for: the text of its input while nothing is typed, or below it. @param part a piece to wait for */
  async waitForPrompt(part: string): Promise<void> {
    const placeholder = this.box.locator(`input[placeholder*=${JSON.stringify(part)}]`);
    await placeholder
      .or(this.message().filter({ hasText: part }))
      .first()
      .waitFor();
  }

  /** Whether it asks for this now, by the text of its input while nothing is typed. @param part a piece of it */
  isAskingFor(part: string): Promise<boolean> {
    return this.box.locator(`input[placeholder*=${JSON.stringify(part)}]`).isVisible();
  }

  /** The text below the input: what it asks for, or what is wrong with what is typed. */
  message(): Locator {
    return this.box.locator('.quick-input-message:visible');
  }

  /** The text above it all. */
  title(): Promise<string> {
    return this.box.locator('.quick-input-title').innerText();
  }

  /** The text of the input. */
  value(): Promise<string> {
    return this.input().inputValue();
  }

  /** Replaces the text of the input by typing. */
  async type(text: string): Promise<void> {
    await this.input().fill(text);
  }

  /** Answers by typing, and Enter. */
  async enter(text: string): Promise<void> {
    await this.type(text);
    await this.accept();
  }

  /** Takes what the input holds, or what is picked in the list. */
  async accept(): Promise<void> {
    await this.input().press('Enter');
  }

  /** Goes back one step, by the keyboard. */
  async back(): Promise<void> {
    await this.input().press('Control+Alt+Minus');
  }

  /** Presses a button beside the title. */
  async press(tooltip: string): Promise<void> {
    await this.box.getByRole('button', { name: tooltip }).click();
  }

  /** Turns on, or off, one of several that can be picked. */
  async toggle(label: string): Promise<void> {
    await this.row(label).locator('input[type=checkbox], .monaco-checkbox, .quick-input-list-checkbox').first().click();
  }

  private input(): Locator {
    return this.box.locator('.quick-input-box input');
  }

  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'hidden' });
  }

  /** What takes the focus in the moment when the palette opens, such as a tab's text, closes it: then it is opened again. */
  private async search(query: string): Promise<void> {
    await until(`the palette takes ${query}`, async () => {
      await this.page.keyboard.press('F1');
      return this.palette.fill(`>${query}`, { timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    });
  }

  private row(label: string): Locator {
    return this.rows.filter({ has: this.page.locator('.label-name').getByText(label, { exact: true }) });
  }
}
