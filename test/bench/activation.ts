import { launchBrowser, type LoopbackBrowser } from '../editor/browser.js';
import { type CodeServer, startCodeServer } from '../editor/codeServer.js';
import { ensureEditor } from '../editor/install.js';
import { packageSmallExtension, PUBLISHER } from '../editor/smallExtension.js';
import { packageExtension } from '../editor/vsix.js';
import { WorkbenchPage } from '../editor/workbench.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { temporaryFolder } from '../temporaryFolder.js';
import type { Row } from './row.js';

/** How many windows are opened: medians of fewer say little on a machine that others use too. */
const WINDOWS = 7;
const OURS = 'open-credentials.available-credentials';
const VIEW = 'Available Credentials';

const NOTHING = { name: 'nothing', activationEvents: ['onStartupFinished'], code: 'exports.activate = () => {};' };

/** Its view is in our container, so that both are opened together. */
const TREE = {
  name: 'tree',
  contributes: { views: { availableCredentials: [{ id: 'small.tree', name: 'Small Tree' }] } },
  code: `
    const { TreeItem, window } = require('vscode');
    exports.activate = () => {
      const treeDataProvider = { getChildren: (row) => (row ? [] : ['a', 'b', 'c']), getTreeItem: (row) => new TreeItem(row) };
      window.createTreeView('small.tree', { treeDataProvider });
    };
  `,
};

/** What activation takes (load and call) in real windows, and how much more than that of a small extension in the same ones. */
export async function measureActivation(): Promise<Row[]> {
  const editor = await ensureEditor(console.log);
  const ours = await packageExtension();
  const folder = temporaryFolder('bench-extensions');
  const sandbox = await startSandbox();
  try {
    const rows: Row[] = [];
    for (const [what, small, env] of [
      ['start-up', NOTHING, {}],
      ['opening the view', TREE, sandbox.env],
    ] as const) {
      const extensions = [ours, await packageSmallExtension(folder.path, small)];
      const server = await startCodeServer(editor, { env, extensions });
      try {
        const browser = await launchBrowser(editor, server.origin);
        try {
          rows.push(...(await compare(what, `${PUBLISHER}.${small.name}`, server, browser, small === TREE)));
        } finally {
          await browser.close();
        }
      } finally {
        await server.stop();
      }
    }
    return rows;
  } finally {
    await sandbox.stop();
    await folder.remove();
  }
}

async function compare(
  what: string,
  reference: string,
  server: CodeServer,
  browser: LoopbackBrowser,
  opensView: boolean,
): Promise<Row[]> {
  const times: number[] = [];
  const references: number[] = [];
  // The first window compiles what later ones find in a cache.
  for (let opened = -1; opened < WINDOWS; opened += 1) {
    const window = new WorkbenchPage(await browser.context.newPage());
    await window.openWindow(server.url);
    if (opensView) {
      await window.openView(VIEW);
      await window.row('GitHub').waitFor();
    }
    const report = await readReport(window, [OURS, reference]);
    if (opened >= 0) {
      times.push(loadAndCall(report, OURS));
      references.push(loadAndCall(report, reference));
    }
    await window.page.close();
  }
  const differences = times.map((time, at) => time - (references[at] ?? NaN));
  return [
    { name: `activation by ${what}`, unit: 'ms', values: times },
    { name: `activation of ${reference}`, unit: 'ms', values: references },
    { name: `activation by ${what}, difference`, unit: 'ms', values: differences, goal: '<= 3' },
  ];
}

/** VS Code's own report, a table in Markdown. Shown again until all of the extensions have been activated. */
async function readReport(window: WorkbenchPage, extensions: readonly string[]): Promise<string> {
  for (;;) {
    await window.clearClipboard();
    await window.runCommand('Developer: Startup Performance');
    await window.page.locator('.part.editor .view-lines').filter({ hasText: 'System Info' }).first().click();
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.press('Control+C');
    await window.page.waitForFunction(`navigator.clipboard.readText().then((text) => text.includes('System Info'))`);
    const report = String(await window.page.evaluate('navigator.clipboard.readText()'));
    if (extensions.every((extension) => Number.isFinite(loadAndCall(report, extension)))) {
      return report;
    }
    await window.page.keyboard.press('Control+F4');
  }
}

/** The sum of the columns Load Code and Call Activate, in milliseconds. */
function loadAndCall(report: string, extension: string): number {
  const cells = report
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((line) => line.includes(extension));
  const [load = NaN, call = NaN] = (cells ?? []).filter((cell) => /^\d+$/.test(cell)).map(Number);
  return load + call;
}
