import type { Locator, Page } from 'playwright-core';

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
    await this.search(title);
    // VS Code has commands of its own that are called alike: the best match is the first.
    await this.row(title).first().click();
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
    return this.rows.locator('.label-name').allInnerTexts();
  }

  /** What stands beside those labels. */
  descriptions(): Promise<string[]> {
    return this.rows.locator('.label-description').allInnerTexts();
  }

  /** Chooses from the quick pick that is open, by the whole label. */
  async pick(label: string): Promise<void> {
    await this.box.locator('input').first().fill(label);
    await this.row(label).and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await this.row(label).waitFor({ state: 'hidden' });
  }

  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'hidden' });
  }

  private async search(query: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.palette.fill(`>${query}`);
  }

  private row(label: string): Locator {
    return this.rows.filter({ has: this.page.locator('.label-name').getByText(label, { exact: true }) });
  }
}
