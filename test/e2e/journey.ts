import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../editor/browser.js';
import { startCodeServer, type CodeServerOptions } from '../editor/codeServer.js';
import { ensureEditor } from '../editor/install.js';
import { WorkbenchPage } from '../editor/workbench.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { EXTENSIONS } from './extensionFolder.js';

/** The activity bar's icon that leads to the view. */
export const CONTAINER = 'Available Credentials';

export interface JourneyOptions extends Pick<CodeServerOptions, 'language' | 'logLevel'> {
  /** The session's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether the view is opened in each window from the start (default true). */
  readonly opensView?: boolean;
  /** VSIX files that are installed besides ours. */
  readonly extensions?: readonly string[];
  /** A folder with ours, instead of the one with what is shipped. */
  readonly installedExtensions?: string;
  /** Called before the first window loads its first page. `folder` is that of the journey. */
  readonly beforeOpening?: (window: WorkbenchPage, folder: string) => Promise<void>;
}

/** A real VS Code with the extension, and a browser that shows it. */
export interface Journey {
  readonly window: WorkbenchPage;
  /** Below it is all that the server has on disk, its home and workspace included. */
  readonly folder: string;
  /** Does something by which a window (the first, if none is given) opens a tab, and returns that tab. */
  openedTab(action: () => Promise<void>, by?: WorkbenchPage): Promise<Page>;
  /** Reloads a window (the first, if none is given), which gets a new extension host, and opens the view. */
  reload(window?: WorkbenchPage): Promise<void>;
  /** Ends the session's processes and starts them in another environment; what windows then show is loaded by `reload`. */
  restart(env: Readonly<Record<string, string>>): Promise<void>;
  /** Replaces the machine's settings. Windows that are open take them a little later, `reload` takes them at once. */
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** A second window of the same user on the same server. */
  openSecondWindow(): Promise<WorkbenchPage>;
  /** A window of the same user on the same server, in another browser. */
  openInAnotherBrowser(): Promise<WorkbenchPage>;
  /** What all log files hold: the server's, the extension host's, the extensions'. */
  logs(): Promise<string>;
  /** What the extension's own log channel holds. */
  ownLog(): Promise<string>;
  /** Fails if anything has tried to reach another machine. */
  end(): Promise<void>;
}

/** The windows that are open: what a test that failed is to be looked at by. */
const openWindows = new Set<WorkbenchPage>();

before('install VS Code', async function () {
  // On a new machine it is compiled, which takes minutes.
  this.timeout(20 * 60_000);
  await ensureEditor(console.log);
});

async function showWindows(name: string): Promise<void> {
  for (const window of openWindows) {
    console.log(`      as it was then: ${await window.screenshot(`failed-${name.replace(/\W+/g, '-').slice(0, 50)}`)}`);
  }
}

afterEach(async function () {
  if (this.currentTest?.state === 'failed') {
    await showWindows(this.currentTest.title);
    // What it left open, such as a menu, must not fail the next.
    for (const { page } of openWindows) {
      await page.keyboard.press('Escape');
    }
  }
});

/** A journey for one test: it ends with it, and what it looked like is kept when it fails. */
export async function withJourney(options: JourneyOptions, work: (journey: Journey) => Promise<void>): Promise<void> {
  const journey = await startJourney(options);
  try {
    await work(journey);
  } catch (error) {
    await showWindows('one-journey');
    throw error;
  } finally {
    await journey.end();
  }
}

/** Starts VS Code and opens the view in it. */
export async function startJourney(options: JourneyOptions = {}): Promise<Journey> {
  const { opensView = true } = options;
  const editor = await ensureEditor(console.log);
  const server = await startCodeServer(editor, {
    installedExtensions: EXTENSIONS,
    ...options,
    withFewBuiltins: true,
  });
  try {
    const browser = await launchBrowser(editor, server.origin);
    const openView = async (window: WorkbenchPage) => {
      // In the background, a page is drawn once a second.
      await window.page.bringToFront();
      await window.openWindow(server.url);
      await (opensView ? window.openView(CONTAINER) : undefined);
    };
    const openWindow = async (context = browser.context, prepare?: JourneyOptions['beforeOpening']) => {
      const window = new WorkbenchPage(await context.newPage());
      openWindows.add(window);
      window.page.once('close', () => openWindows.delete(window));
      await prepare?.(window, server.folder);
      await openView(window);
      return window;
    };
    const window = await openWindow(browser.context, options.beforeOpening).catch(async (error: unknown) => {
      await browser.close();
      throw error;
    });
    return {
      window,
      folder: server.folder,
      openSecondWindow: () => openWindow(),
      openInAnotherBrowser: async () => openWindow(await browser.another()),
      openedTab: async (action, by = window) => {
        // A window in the background may not open another.
        await by.page.bringToFront();
        const tabs: Page[] = [];
        const note = (tab: Page) => void tabs.push(tab);
        by.page.context().on('page', note);
        try {
          await action();
          await until('a tab opens', async () => {
            // VS Code does not tell on which row a click was if it draws the row again at that moment.
            if (tabs.length === 0 && (await by.quickInput.isAskingFor('Integration to sign in to'))) {
              await by.quickInput.cancel();
              await action();
            }
            return tabs.length > 0;
          });
        } finally {
          by.page.context().off('page', note);
        }
        const [tab] = tabs;
        assert.ok(tab, 'No tab has opened');
        return tab;
      },
      reload: (reloaded = window) => openView(reloaded),
      set: (settings) => server.setSettings(settings),
      restart: (env) => server.restart(env),
      logs: () => readLogs(server.logsFolder),
      ownLog: () => readLogs(server.logsFolder, 'Available Credentials.log'),
      end: async () => {
        await browser.close();
        await server.stop();
        assert.deepEqual(browser.blocked, []);
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Goes through the provider's pages as the sandbox's account: the login page, unless it is known already, and consent. */
export async function signInOnPage(
  tab: Page,
  account: Sandbox['account'],
  decision: 'Allow' | 'Cancel',
): Promise<void> {
  const decide = tab.getByRole('button', { name: decision, exact: true });
  const login = tab.getByLabel('Login');
  await decide.or(login).first().waitFor();
  if (await login.isVisible()) {
    await login.fill(account.login);
    await tab.getByLabel('Password').fill(account.password);
    await tab.getByRole('button', { name: 'Sign in' }).click();
  }
  await decide.click();
}

async function readLogs(folder: string, name?: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && (name === undefined || entry.name === name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}
