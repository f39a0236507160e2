import { stat } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser, type LoopbackBrowser } from '../editor/browser.js';
import { startCodeServer, type CodeServer } from '../editor/codeServer.js';
import { ensureEditor } from '../editor/install.js';
import { packageExtension } from '../editor/vsix.js';
import { WorkbenchPage } from '../editor/workbench.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { measureBroker } from './broker.js';
import { measureCommandStart } from './commandStart.js';
import { measureFleet } from './fleet.js';

/** How many windows are opened: medians of fewer say little on a machine that others use too. */
const WINDOWS = 7;
const EXTENSION = 'open-credentials.available-credentials';
/** Small ones of VS Code's own: what a machine is worth shows in them. */
const COMPARED = [EXTENSION, 'vscode.merge-conflict', 'vscode.git-base'];
const root = path.join(import.meta.dirname, '../..');

/** Prints what the extension weighs, and what it costs when a window is opened. Asserts nothing. */
async function main(): Promise<void> {
  const editor = await ensureEditor(console.log);
  const vsix = await packageExtension();
  for (const file of [
    vsix,
    ...['extension', 'undici', 'handlebars', 'credentials'].map((name) => path.join(root, `dist/${name}.cjs`)),
  ]) {
    console.log(`${path.basename(file).padEnd(28)} ${((await stat(file)).size / 1024).toFixed(1).padStart(8)} kB`);
  }
  const sandbox = await startSandbox();
  try {
    const server = await startCodeServer(editor, { env: sandbox.env, extensions: [vsix] });
    try {
      const browser = await launchBrowser(editor, server.origin);
      try {
        const reports = await readReports(server, browser);
        for (const extension of COMPARED) {
          print(extension, reports);
        }
      } finally {
        await browser.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await sandbox.stop();
  }
}

/** VS Code's own report of each window, a table in Markdown. */
async function readReports(server: CodeServer, browser: LoopbackBrowser): Promise<string[]> {
  const reports: string[] = [];
  for (let opened = 0; opened < WINDOWS; opened += 1) {
    const window = new WorkbenchPage(await browser.context.newPage());
    await window.openWindow(server.url);
    await window.openView('Available Credentials');
    await window.row('GitHub').waitFor();
    reports.push(await readReport(window));
    await window.page.close();
  }
  return reports;
}

async function readReport(window: WorkbenchPage): Promise<string> {
  await window.clearClipboard();
  await window.runCommand('Developer: Startup Performance');
  await window.page.locator('.part.editor .view-lines').filter({ hasText: 'System Info' }).first().click();
  await window.page.keyboard.press('Control+A');
  await window.page.keyboard.press('Control+C');
  await window.page.waitForFunction(`navigator.clipboard.readText().then((text) => text.includes('${EXTENSION}'))`);
  return String(await window.page.evaluate('navigator.clipboard.readText()'));
}

/** Prints the medians, in milliseconds, of the columns Load Code, Call Activate and Finish Activate, and all their values. */
function print(extension: string, reports: readonly string[]): void {
  console.log(extension);
  const rows = reports.map((report) => timesIn(report, extension)).filter((times) => times.length >= 3);
  ['load code', 'call activate', 'finish activate'].forEach((column, index) => {
    const values = rows.map((times) => times[index] ?? 0).sort((one, other) => one - other);
    const median = String(values[Math.floor(values.length / 2)] ?? '-').padStart(8);
    console.log(`  ${column.padEnd(26)} ${median} ms  (${values.join(', ')})`);
  });
}

function timesIn(report: string, extension: string): number[] {
  const row = report.split('\n').find((line) => line.split('|').some((cell) => cell.trim() === extension)) ?? '';
  return row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => /^\d+$/.test(cell))
    .map(Number);
}

await main();
await measureBroker();
await measureCommandStart();
await measureFleet();
