import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';
import type { Editor } from './install.js';

/** A headless browser with a new profile, which reaches nothing but this machine. */
export interface LoopbackBrowser {
  /** Its pages share cookies and storage. Tabs that VS Code opens arrive here, by `context.on('page', …)`. */
  readonly context: BrowserContext;
  /** Another browser of the same user: nothing that is kept in the one is known in the other. Closed with the first. */
  another(): Promise<BrowserContext>;
  /** The URLs of requests to other hosts, without query; none of them left the machine. */
  readonly blocked: readonly string[];
  close(): Promise<void>;
}

/** What keeps Chromium itself from reaching out, and lets it run as root in a container. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // Other hosts are asked through a proxy that does not exist. (A route of Playwright's would switch off the cache, and
  // windows share nearly all of what they load.) Chromium never asks for a loopback address through a proxy.
  '--proxy-server=http://127.0.0.1:9',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.*, EXCLUDE [::1]',
];

/** Tall enough for every row of the view: lists are virtual, and only what is to be seen exists. */
const viewport = { width: 1280, height: 1400 };

/** code-server compresses 25 MB for each window unless it is told not to, which takes longer than to load them as they are. */
const extraHTTPHeaders = { 'accept-encoding': 'identity' };

/** @param clipboardOrigin the origin whose pages may use the clipboard. */
export async function launchBrowser(editor: Editor, clipboardOrigin: string): Promise<LoopbackBrowser> {
  // Chromium that is killed leaves in the temporary folder what Playwright does not know of.
  const folder = temporaryFolder('chromium');
  const browser = await launchChromium(editor.chromium, folder.path).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  try {
    const blocked: string[] = [];
    const another = async () => {
      const context = await browser.newContext({ viewport, ignoreHTTPSErrors: true, extraHTTPHeaders });
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: clipboardOrigin });
      noteOtherHosts(context, blocked);
      return context;
    };
    return { context: await another(), another, blocked, close: () => closeAll(browser, folder) };
  } catch (error) {
    await browser.close();
    await folder.remove();
    throw error;
  }
}

function launchChromium(executablePath: string, temporaryFolder: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: flags,
    env: { ...process.env, TMPDIR: temporaryFolder },
    // Playwright's handlers close the browser and let the process run on. It also ends the browser at the process's exit.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** @param blocked takes the URL of each request to another host. */
function noteOtherHosts(context: BrowserContext, blocked: string[]): void {
  context.on('request', (request) => {
    const { protocol, hostname, origin, pathname } = new URL(request.url());
    if (protocol.startsWith('http') && !isLoopback(hostname) && !isAnsweredInPage(hostname)) {
      blocked.push(origin + pathname);
    }
  });
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Files of webviews, such as a notebook's outputs: a service worker of VS Code's answers, so that no request leaves the page. */
function isAnsweredInPage(hostname: string): boolean {
  return hostname.endsWith('.vscode-resource.vscode-cdn.net');
}

async function closeAll(browser: Browser, folder: TemporaryFolder): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await browser.close();
  await folder.remove();
}
