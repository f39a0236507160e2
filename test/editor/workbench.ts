import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from '../until.js';
import { appears } from './appears.js';
import { EditorPart } from './editorPart.js';
import type { PageElement } from './pageElement.js';
import { QuickInput } from './quickInput.js';

/** A row of the view as a person sees it. */
export interface Row {
  /** 1 for an integration, 2 for one of its details. */
  readonly level: number;
  readonly label: string;
  readonly description: string;
  /** The codicon's name, for example `key`; undefined when the row has no icon. */
  readonly icon: string | undefined;
  /** undefined when it has nothing to expand. */
  readonly expanded: boolean | undefined;
}

const screenshotFolder = join(import.meta.dirname, '../../.artifacts/screenshots');

/** A window of VS Code in a browser's page, with one of its sidebar's views, as a person works with it. */
export class WorkbenchPage {
  readonly quickInput: QuickInput;
  readonly editor: EditorPart;
  private readonly sidebar: Locator;

  constructor(readonly page: Page) {
    page.setDefaultTimeout(45_000);
    this.sidebar = page.locator('.part.sidebar');
    this.quickInput = new QuickInput(page);
    this.editor = new EditorPart(page);
  }

  /** Opens VS Code and waits until its extensions can be used. */
  async openWindow(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .activitybar .action-item').first().waitFor();
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
  }

  /** Shows the view container with this title, by its icon in the activity bar. */
  async openView(title: string): Promise<void> {
    const icon = this.containerIcon(title);
    await icon.waitFor();
    const shown = this.activeOne(icon);
    // For a while after the side bar was hidden, the icon takes no click.
    for (let tries = 0; tries < 10 && !(await this.isShown(icon)); tries += 1) {
      await icon.click();
      await shown.waitFor({ timeout: 1_000 }).catch(() => undefined);
    }
    await shown.waitFor();
    await this.sidebar.waitFor();
  }

  /** Hides the side bar if it shows the view container with this title. */
  async hideView(title: string): Promise<void> {
    const icon = this.containerIcon(title);
    if (await this.isShown(icon)) {
      // Not by its icon, which takes no second click for a while.
      await this.page.keyboard.press('Control+B');
      await this.sidebar.waitFor({ state: 'hidden' });
    }
  }

  /** Waits until the view has at least one row. */
  async waitForRows(): Promise<void> {
    await this.sidebar.getByRole('treeitem').first().waitFor();
  }

  /** Every row of the view, top to bottom. */
  async rows(): Promise<Row[]> {
    const found = await this.sidebar.getByRole('treeitem').evaluateAll((rows: PageElement[]) =>
      rows.map((row) => ({
        index: Number(row.getAttribute('data-index')),
        level: Number(row.getAttribute('aria-level')),
        label: row.querySelector('.label-name')?.textContent.trim() ?? '',
        description: row.querySelector('.label-description')?.textContent.trim() ?? '',
        iconClasses: row.querySelector('.custom-view-tree-node-item-icon')?.className ?? '',
        expanded: row.getAttribute('aria-expanded'),
      })),
    );
    // The document has a list's rows in the order of their creation.
    return found
      .sort((one, other) => one.index - other.index)
      .map(({ level, label, description, iconClasses, expanded }) => ({
        level,
        label,
        description,
        icon: /\bcodicon-([\w-]+)/.exec(iconClasses)?.[1],
        expanded: expanded === null ? undefined : expanded === 'true',
      }));
  }

  /** @param label the row's whole label. */
  row(label: string): Locator {
    return this.sidebar
      .getByRole('treeitem')
      .filter({ has: this.page.locator('.label-name').getByText(label, { exact: true }) });
  }

  /** @param icon the codicon's name; the row may turn to it later. */
  rowWithIcon(label: string, icon: string): Locator {
    return this.row(label).filter({ has: this.page.locator(`.codicon-${icon}`) });
  }

  /** Unfolds a row and waits for what is below it. */
  async expand(label: string): Promise<void> {
    const row = this.row(label);
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
    }
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
    const index = Number(await row.getAttribute('data-index'));
    const level = Number(await row.getAttribute('aria-level'));
    await this.sidebar.locator(`[data-index="${index + 1}"][aria-level="${level + 1}"]`).waitFor();
  }

  /** The titles of a row's inline buttons. */
  async inlineActions(row: Locator): Promise<string[]> {
    await this.leave();
    await row.hover();
    const labels = row.locator('.actions .action-label');
    return labels.evaluateAll((buttons: PageElement[]) =>
      buttons.map((button) => button.getAttribute('aria-label') ?? ''),
    );
  }

  /** Presses a row's inline button. */
  async pressInline(row: Locator, title: string): Promise<void> {
    await this.leave();
    await row.hover();
    await row.locator('.actions').getByRole('button', { name: title, exact: true }).click();
  }

  /** Presses a button of the view's toolbar. */
  async pressToolbar(title: string): Promise<void> {
    const header = this.sidebar.locator('.title, .pane-header');
    await this.sidebar.hover();
    await header.getByRole('button', { name: title, exact: true }).click();
  }

  /** The titles in a row's context menu, which is closed again. */
  async contextMenu(row: Locator): Promise<string[]> {
    await this.openContextMenu(row);
    return this.titlesInMenu();
  }

  /** The titles in the menu of the view, which is closed again. */
  async viewMenu(): Promise<string[]> {
    await this.pressToolbar('Views and More Actions...');
    return this.titlesInMenu();
  }

  private async titlesInMenu(): Promise<string[]> {
    const items = this.menuItems();
    await items.first().waitFor();
    const titles = await items.evaluateAll((found: PageElement[]) => found.map((item) => item.textContent.trim()));
    await this.page.keyboard.press('Escape');
    await items.first().waitFor({ state: 'hidden' });
    return titles;
  }

  /** Whether no context menu appears for a row within a second. */
  async hasNoContextMenu(row: Locator): Promise<boolean> {
    await this.leave();
    await row.click({ button: 'right' });
    const appears = this.menuItems().first().waitFor({ timeout: 1_000 });
    return appears.then(
      () => false,
      () => true,
    );
  }

  /** Chooses from a row's context menu. */
  async chooseFromMenu(row: Locator, title: string): Promise<void> {
    await this.openContextMenu(row);
    const item = this.menuItem(title);
    // A menu takes no click in its first moments, but it follows the pointer and the keyboard at once.
    await item.hover();
    await item.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'hidden' });
  }

  /** Chooses from a submenu of a row's context menu. */
  async chooseFromSubmenu(row: Locator, submenu: string, title: string): Promise<void> {
    await this.openContextMenu(row);
    const parent = this.menuItem(submenu);
    await parent.hover();
    await parent.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('ArrowRight');
    const item = this.menuItem(title);
    await item.hover();
    await item.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'hidden' });
  }

  /** What shows when the pointer rests on a row. @param part a piece of the text to wait for. */
  async tooltip(row: Locator, part: string): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible, .workbench-hover:visible').filter({ hasText: part });
    await until(`a tooltip has the text ${part}`, async () => {
      await this.leave();
      // At its beginning: to have the middle of a long label in sight, it would be scrolled out of its row.
      await row.locator('.label-name').hover({ position: { x: 5, y: 5 } });
      // A row that is redrawn at this moment shows none, until the pointer comes back.
      return hover
        .first()
        .waitFor({ timeout: 5_000 })
        .then(
          () => true,
          () => false,
        );
    });
    return hover.first().innerText();
  }

  /** The text in place of an empty tree. @param part a piece of it to wait for. */
  async welcomeText(part: string): Promise<string> {
    const welcome = this.sidebar.locator('.welcome-view-content:visible').filter({ hasText: part });
    await welcome.waitFor();
    return welcome.innerText();
  }

  /** The titles of the buttons below that text. */
  welcomeButtons(): Promise<string[]> {
    return this.sidebar.locator('.welcome-view-content:visible .monaco-button').allInnerTexts();
  }

  /** Presses a button of the welcome content, or a link in its text. */
  async pressWelcome(title: string): Promise<void> {
    const content = this.sidebar.locator('.welcome-view-content:visible');
    await content
      .getByRole('button', { name: title })
      .or(content.getByRole('link', { name: title }))
      .click();
  }

  /** The line above the tree (`TreeView.message`), '' when there is none. */
  message(): Promise<string> {
    return this.textOf(this.sidebar.locator('.tree-explorer-viewlet-tree-view .message:not(.hide)'));
  }

  /** What stands beside the view's title (`TreeView.description`), '' when there is nothing. */
  description(): Promise<string> {
    return this.textOf(this.sidebar.locator('.pane-header .description, .title-label .description'));
  }

  /** Runs a command by its palette title, category included. */
  runCommand(title: string): Promise<void> {
    return this.quickInput.run(title);
  }

  /** A notification. @param part a piece of its text. */
  toast(part: string): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: part });
  }

  /** A dialog over the window. @param part a piece of its text. */
  dialog(part: string): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ hasText: part });
  }

  /** The texts of all notifications on screen, without the offer after the first sign-in: it may follow any of them. */
  async toasts(): Promise<string[]> {
    const texts = await this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
    return texts.filter((text) => !text.endsWith('Next, let your code get the token.'));
  }

  /** Closes all notifications on screen, each by its button: the palette is slower. */
  async dismissToasts(): Promise<void> {
    const first = this.page.locator('.notification-toast').first();
    await until('all notifications are closed', async () => {
      if ((await first.count()) === 0) {
        return true;
      }
      // It may disappear by itself at this moment.
      const limit = { timeout: 2_000 };
      await first.hover(limit).catch(() => undefined);
      await first
        .locator('.codicon-notifications-clear')
        .click(limit)
        .catch(() => undefined);
      return false;
    });
  }

  /** Waits until the clipboard holds exactly this text. */
  async waitForClipboard(text: string): Promise<void> {
    await this.page.waitForFunction(`navigator.clipboard.readText().then((text) => text === ${JSON.stringify(text)})`);
  }

  async clipboardText(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** So that the next copy can be told from the last. */
  async clearClipboard(): Promise<void> {
    await this.page.evaluate("navigator.clipboard.writeText('')");
  }

  /** A text in the status bar. */
  statusBarItem(text: string): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** @returns the path of a PNG in the ignored folder for screenshots. */
  async screenshot(name: string): Promise<string> {
    await mkdir(screenshotFolder, { recursive: true });
    const path = join(screenshotFolder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /**
   * Takes the pointer off all rows, and waits until no tooltip covers one. VS Code may forget one that came up as the
   * pointer left its place, such as that of the activity bar's icon: it then stays, beside the rows, and covers nothing.
   */
  private async leave(): Promise<void> {
    const tooltip = this.page.locator('.monaco-hover:visible, .workbench-hover:visible').first();
    for (let tries = 0, isGone = false; tries < 4 && !isGone; tries += 1) {
      // Low in the side bar, where nothing has a tooltip.
      await this.page.mouse.move(200, 1_200 + 20 * tries, { steps: 3 });
      isGone = await tooltip.waitFor({ state: 'hidden', timeout: 500 }).then(
        () => true,
        () => false,
      );
    }
  }

  private containerIcon(title: string): Locator {
    return this.page.locator('.activitybar .action-item').filter({
      has: this.page.locator(`[aria-label^="${title}"]`),
    });
  }

  private async isShown(icon: Locator): Promise<boolean> {
    return (await this.sidebar.isVisible()) && (await this.activeOne(icon).count()) > 0;
  }

  private activeOne(icon: Locator): Locator {
    return icon.and(this.page.locator('.checked'));
  }

  /** A row that is drawn again in the moment of the click opens no menu: it is clicked again, as a user would. */
  private async openContextMenu(row: Locator): Promise<void> {
    await until('the context menu of the row opens', async () => {
      await this.leave();
      await row.click({ button: 'right' });
      return appears(this.menuItems().first());
    });
  }

  private menuItems(): Locator {
    return this.page.locator('.context-view .monaco-menu .action-item:not(.disabled)');
  }

  /** @param title the item's whole title: what holds a submenu has its items' titles in it too. */
  private menuItem(title: string): Locator {
    return this.page.locator(
      `.context-view .monaco-menu .action-item:has(> .action-menu-item > .action-label:text-is(${JSON.stringify(title)}))`,
    );
  }

  private async textOf(locator: Locator): Promise<string> {
    return (await locator.allInnerTexts()).join('\n').trim();
  }
}
