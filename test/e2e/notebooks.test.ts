import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { endedAfterAll } from '../ended.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';
import { startLocalJourney, startReachableProvider } from './localJourney.js';
import { MANAGE_ACCESS, packageStandInJupyter, RESTART } from './standInJupyter.js';

/** Where the window answers. */
const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+/;

/** A notebook whose only cell appends to a file where its code finds the window. */
function notebook(file: string): string {
  const code = `import os; print(os.environ.get("RS_SERVER_ADDRESS", "nowhere"), file=open(${JSON.stringify(file)}, "a"))`;
  return JSON.stringify({
    ...{ nbformat: 4, nbformat_minor: 5 },
    metadata: { language_info: { name: 'python' } },
    cells: [{ cell_type: 'code', id: 'one', source: [code], metadata: {}, outputs: [], execution_count: null }],
  });
}

// In a real notebook editor, because only it shows the button, and what a refusal and a restart look like.
describe('In a notebook', () => {
  const ended = endedAfterAll();
  const folder = temporaryFolder('notebooks');
  const file = path.join(folder.path, 'addresses.txt');
  let journey: Journey;

  before(async () => {
    ended(() => folder.remove());
    const provider = await startReachableProvider();
    ended(() => provider.stop());
    const jupyter = await packageStandInJupyter(folder.path);
    journey = await startLocalJourney([{ name: 'reports', issuer: provider.issuer }], {
      opensView: false,
      extensions: [jupyter],
      beforeOpening: (_window, at) => writeFile(path.join(at, 'workspace/analysis.ipynb'), notebook(file)),
    });
    ended(() => journey.end());
    await until('the broker answers', async () => (await journey.ownLog()).includes('broker: listens at'));
    const { page } = journey.window;
    await page.keyboard.press('Control+P');
    await journey.window.quickInput.pick('analysis.ipynb');
    await page.locator('.notebookOverlay .monaco-list-row').first().waitFor();
  });

  const button = () =>
    journey.window.page.locator('.notebook-toolbar-container').getByRole('button', { name: 'Use Credentials' });
  const cells = () => journey.window.page.locator('.notebookOverlay .cell-list-container .monaco-list-row');

  const addresses = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);

  /** Runs all cells. Returns where the code has then found the window. */
  async function runAll(): Promise<string | undefined> {
    const before = (await addresses()).length;
    await journey.window.runCommand('Notebook: Run All');
    await until('the cell has run', async () => (await addresses()).length > before);
    return (await addresses()).at(-1);
  }

  /** Presses the button. Returns the message that follows, with this text. */
  async function pressed(text: string): Promise<Locator> {
    await button().click();
    const message = journey.window.toast(text);
    await message.waitFor();
    return message;
  }

  it('a button of the toolbar says what to do before a kernel runs', async () => {
    const { window } = journey;
    await window.screenshot('notebook-1-button');
    await pressed('Run a cell of the notebook, then try again.');
    await window.screenshot('notebook-2-no-kernel');
    await window.dismissToasts();
  });

  it('says how to allow it if the user has refused Jupyter’s question', async () => {
    const { window } = journey;
    assert.equal(await runAll(), 'nowhere');
    await button().click();
    await window.dialog('Kernel access').waitFor();
    await window.statusBarItem("Waiting for this notebook's kernel").waitFor();
    await window.screenshot('notebook-3-consent');
    await window.dialog('Kernel access').getByRole('button', { name: 'Deny' }).click();
    await window.toast(`Run ${MANAGE_ACCESS} to allow it.`).waitFor();
    await window.screenshot('notebook-4-refused');
    await window.dismissToasts();
    assert.equal(await runAll(), 'nowhere');
  });

  it('lets code find the window once the user allows it, and again after a restart of the kernel', async () => {
    const { window } = journey;
    await window.runCommand(MANAGE_ACCESS);
    const used = await pressed('now gets your access tokens');
    await window.screenshot('notebook-5-used');
    await used.getByRole('button', { name: 'Repeat After Restarts' }).click();
    assert.match((await runAll()) ?? '', ADDRESS);
    await window.runCommand(RESTART);
    await until('it is repeated', async () => (await journey.ownLog()).includes('set again after a restart'));
    assert.match((await runAll()) ?? '', ADDRESS);
  });

  it('gets a cell that does the same, where it is not repeated', async () => {
    const { window } = journey;
    const used = await pressed('also after its kernel restarts');
    await used.getByRole('button', { name: "Don't Repeat" }).click();
    await used.waitFor({ state: 'hidden' });
    await window.runCommand(RESTART);
    assert.equal(await runAll(), 'nowhere');
    await window.runCommand('Posit Workbench: Insert Credentials Cell');
    await window.toast('Run the cell that begins with # Available Credentials').waitFor();
    await until('there are two cells', async () => (await cells().count()) === 2);
    await window.screenshot('notebook-6-cell');
    assert.match((await runAll()) ?? '', ADDRESS);
  });
});
