import path from 'node:path';
import { until } from '../../until.js';
import type { WorkbenchPage } from '../../editor/workbench.js';
import { commandLines } from './commandLines.js';
import { editorStorage } from './editorStorage.js';
import type { Evidence } from './leaks.js';
import { noteShownTexts } from './shownTexts.js';
import { storedFiles } from './storedFiles.js';

/** Records what appears during a journey and what the editor stores, to be searched for secrets. */
export class JourneyRecord {
  readonly #passing: Evidence[] = [];
  #deliveredCodes = 0;

  private constructor(
    private readonly window: WorkbenchPage,
    private readonly folder: string,
    private readonly mayHoldCode: (url: URL) => boolean,
  ) {}

  /**
   * Starts a record. To be called before the window loads its first page, so that nothing is missed.
   *
   * @param folder that of the journey
   * @param mayHoldCode whether a page is the one to which a provider sends the browser back, with a code for it
   */
  static async begin(
    window: WorkbenchPage,
    folder: string,
    mayHoldCode: (url: URL) => boolean,
  ): Promise<JourneyRecord> {
    const record = new JourneyRecord(window, folder, mayHoldCode);
    const { page } = window;
    const context = page.context();
    await noteShownTexts(context, (evidence) => record.#passing.push(evidence));
    context.on('request', (request) => record.#noteUrl(request.url(), 'a request', request.isNavigationRequest()));
    // The editor itself is not a tab: its requests are noted again, under another name.
    page.on('request', (request) => record.#noteUrl(request.url(), 'a request of the editor', false));
    context.on('page', (tab) => {
      record.#noteUrl(tab.url(), 'a tab as it was opened', true);
      tab.on('framenavigated', (frame) => record.#noteUrl(frame.url(), 'a page of a tab', true));
    });
    page.on('framenavigated', (frame) => record.#noteUrl(frame.url(), 'a page of the editor', false));
    context.on('console', (message) => record.#note('browser console', 'a line', message.text()));
    context.on('weberror', (error) => record.#note('browser console', 'an error', String(error.error())));
    return record;
  }

  /** How many authorization codes the browser has brought from the provider to where they belong. */
  get deliveredCodes(): number {
    return this.#deliveredCodes;
  }

  /** To be called after each copy: waits for it, notes what the clipboard holds, empties it, and returns the text. */
  async clipboard(): Promise<string> {
    const text = await this.#copiedText();
    this.#note('clipboard', 'a text that was copied', text);
    return text;
  }

  /** To be called with a document in front: notes its whole text and URI. */
  async document(): Promise<void> {
    const { page } = this.window;
    await page.locator('.part.editor .editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    this.#note('documents', 'the text of an editor', await this.#copiedText());
    const editor = page.locator('.part.editor .editor-instance .monaco-editor[data-uri]').first();
    this.#note('URIs', 'that of an editor', (await editor.getAttribute('data-uri')) ?? '');
  }

  /** Opens the diagnostics, notes them, and closes them. @param screenshot the name of a picture of them */
  async diagnostics(screenshot?: string): Promise<void> {
    const { window } = this;
    await window.runCommand('Posit Workbench: Show Available Credentials Diagnostics');
    await window.editor.activeTab('Available Credentials Diagnostics.txt').waitFor();
    if (screenshot !== undefined) {
      await window.screenshot(screenshot);
    }
    await this.document();
    await window.runCommand('View: Close Editor');
  }

  /** Notes the command lines of all processes of the editor. */
  processes(): readonly string[] {
    const lines = commandLines(path.join(this.folder, 'home'));
    lines.forEach((line) => this.#note('command lines', 'a process of the editor', line));
    return lines;
  }

  /** What has appeared so far, and what the editor stores now in files and in the browser. */
  async evidence(): Promise<readonly Evidence[]> {
    return [...this.#passing, ...(await editorStorage(this.window.page)), ...(await storedFiles(this.folder))];
  }

  async #copiedText(): Promise<string> {
    let text = '';
    await until('something is copied', async () => {
      text = await this.window.clipboardText();
      return text !== '';
    });
    await this.window.clearClipboard();
    return text;
  }

  /** Only the page at which a tab comes back from a provider may be given a code, as the parameter that is made for it. */
  #noteUrl(address: string, what: string, isPageOfTab: boolean): void {
    const url = new URL(address);
    if (!isPageOfTab || !this.mayHoldCode(url)) {
      this.#note('URIs', what, address);
      return;
    }
    this.#deliveredCodes += url.searchParams.has('code') ? 1 : 0;
    url.searchParams.delete('code');
    this.#note('URIs', what, url.href);
  }

  #note(place: Evidence['place'], what: string, content: string): void {
    this.#passing.push({ place, what, content });
  }
}
