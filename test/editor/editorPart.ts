import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './pageElement.js';

/** The middle of the window: the editor that is in front, and the tabs. */
export class EditorPart {
  private readonly part: Locator;

  constructor(private readonly page: Page) {
    this.part = page.locator('.part.editor');
  }

  /** @param title the tab's whole title */
  tab(title: string): Locator {
    return this.part.locator(`.tab[data-resource-name=${JSON.stringify(title)}]`);
  }

  /** The same, once it is in front. */
  activeTab(title: string): Locator {
    return this.tab(title).and(this.page.locator('.active'));
  }

  /** What shows when the pointer rests on a tab. */
  async tooltip(tab: Locator): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible, .workbench-hover:visible').first();
    for (let tries = 0; tries < 10 && !(await hover.isVisible()); tries += 1) {
      // A tab that is drawn again in the meantime, such as one just opened, waits until the pointer returns.
      await this.part.locator('.editor-instance').first().hover();
      await tab.hover();
      await hover.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
    return hover.innerText();
  }

  /** The parts of the path above the text. */
  breadcrumbs(): Promise<string[]> {
    return this.part.locator('.breadcrumbs-below-tabs .monaco-breadcrumb-item').allInnerTexts();
  }

  /** The visible text of the editor, with a newline at the end. */
  async text(): Promise<string> {
    const lines = await this.part
      .locator('.editor-instance .view-line')
      .evaluateAll((found: PageElement[]) =>
        found.map((line) => ({ top: Number.parseFloat(line.style.top), text: line.textContent })),
      );
    // The document has lines in the order of their creation, and with no-break spaces.
    return lines
      .sort((one, other) => one.top - other.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' '))
      .join('\n');
  }

  async type(text: string): Promise<void> {
    await this.part.locator('.editor-instance .view-lines').first().click();
    await this.page.keyboard.type(text);
  }

  /** A link above a line of the text. */
  codeLens(title: string): Locator {
    return this.part.locator('.codelens-decoration a').filter({ hasText: title });
  }

  /** The name of the editor's language, in the status bar. */
  language(name: string): Locator {
    return this.page.locator(`[id="status.editor.mode"][aria-label=${JSON.stringify(name)}]`);
  }

  /** The titles of the buttons at the top right. */
  toolbar(): Promise<string[]> {
    return this.part
      .locator('.editor-actions .action-label')
      .evaluateAll((buttons: PageElement[]) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));
  }

  async pressToolbar(title: string): Promise<void> {
    await this.part.locator('.editor-actions').getByRole('button', { name: title, exact: true }).click();
  }
}
