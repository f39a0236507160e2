import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterAll } from '../ended.js';
import { python } from '../integration/snippetRuns.js';
import { startConnect, type Connect } from '../sandbox/connect/connect.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';
import { checkPicture, type Picture, rowText } from './pictures/picture.js';
import { Terminal } from './terminal.js';

const SETTINGS = {
  'terminal.integrated.defaultProfile.linux': 'bash',
  'terminal.integrated.shellIntegration.enabled': false,
  'editor.minimap.enabled': false,
};

/** What the user of the pictures adds to the snippet, whose token it does not print. */
const REPORT = `
import json, os, urllib.request
request = urllib.request.Request(os.environ["API"], headers={"Authorization": f"Bearer {access_token}"})
with urllib.request.urlopen(request) as response:
    print("Signed in to Databricks as", json.load(response)["sub"])
`;

/**
 * The way of the README from the view to a token in one's own code, and its pictures: `npm run pictures` makes them here, and
 * otherwise their texts are compared with what the window shows.
 */
describe('The pictures of the README show', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let connect: Connect;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    connect = await startConnect({ allowedRedirectUris: [sandbox.redirectUri] });
    ended(() => connect.stop());
    journey = await startJourney({
      env: sandbox.env,
      settings: SETTINGS,
      beforeOpening: (_window, folder) => writePersonalFiles(folder),
    });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  /** A short prompt (a blank is typed before each line), and what posit-sdk does for the snippet: it is not on every machine. */
  async function writePersonalFiles(folder: string): Promise<void> {
    const packages = path.join(folder, 'python');
    for (const [name, text] of Object.entries(python.files ?? {})) {
      await mkdir(path.dirname(path.join(packages, name)), { recursive: true });
      await writeFile(path.join(packages, name), text);
    }
    const lines = ["PS1='$'", `export PYTHONPATH='${packages}' PYTHONDONTWRITEBYTECODE=1 API='${sandbox.provider}/me'`];
    await writeFile(path.join(folder, 'home/.bashrc'), `${lines.join('\n')}\n`);
  }

  const check = (picture: Picture, settings: Readonly<Record<string, unknown>> = SETTINGS) =>
    checkPicture(journey, settings, picture);

  const part = (name: string) => journey.window.page.locator(`.part.${name}`);

  /** The side bar down to the last row, and the activity bar down to the icon of the view. */
  const sideBar = async (name: string): Promise<Picture> => {
    const { window } = journey;
    const rows = await window.rows();
    const icons = part('activitybar').locator('.action-item');
    const lastRow = part('sidebar').locator(`[role=treeitem][data-index="${rows.length - 1}"]`);
    const around = [
      part('sidebar').locator('.title').first(),
      icons.first(),
      icons.and(window.page.locator('.checked')),
      lastRow,
    ];
    return { name, around, texts: rows.map(rowText) };
  };

  it('the view', async () => {
    await check(await sideBar('view'));
  });

  it('a row while its sign-in waits for the browser', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Databricks'), 'Sign In'));
    await window.page.bringToFront();
    await window.rowWithIcon('Databricks', 'sync').waitFor();
    try {
      await check(await sideBar('sign-in'));
    } finally {
      // The next pictures need it.
      await signInOnPage(tab, sandbox.account, 'Allow');
      await window.rowWithIcon('Databricks', 'key').waitFor();
      await tab.close();
    }
  });

  it('a snippet, which is the next step after a sign-in', async () => {
    const { window } = journey;
    await window.toast('You are signed in to Databricks').getByRole('button', { name: 'View Snippet' }).click();
    await window.quickInput.pick('Python');
    await window.editor.activeTab('Databricks.py').waitFor();
    const lens = window.editor.codeLens('Copy to Clipboard');
    await lens.waitFor();
    const lines = part('editor').locator('.view-line');
    const texts = ['Databricks.py', await lens.innerText(), await window.editor.text()];
    await check({ name: 'snippet', around: [part('editor').locator('.title').first(), lines.nth(10)], texts });
  });

  it('a terminal that runs it', async () => {
    const { window } = journey;
    await window.clearClipboard();
    await window.editor.codeLens('Copy to Clipboard').click();
    await window.statusBarItem('Copied').waitFor();
    await writeFile(path.join(journey.folder, 'workspace/report.py'), (await window.clipboardText()) + REPORT);
    const terminal = await Terminal.open(journey);
    await terminal.enter('credentials list');
    await terminal.enter('python3 report.py');
    const texts = await terminal.lines();
    const rows = window.page.locator('.terminal-wrapper.active .xterm-rows > div');
    await check({
      name: 'terminal',
      around: [part('panel').locator('.title').first(), rows.nth(texts.length - 1)],
      texts,
    });
  });

  it('a server of Posit Connect', async () => {
    const { window } = journey;
    const server = { name: 'Posit Connect', url: connect.url };
    const settings = { ...SETTINGS, 'availableCredentials.connect.servers': [server] };
    await journey.set(settings);
    const tab = await journey.openedTab(() => window.pressInline(window.row('Posit Connect'), 'Sign In'));
    await signInOnPage(tab, connect.accounts.publisher, 'Allow');
    await window.row('Weather').waitFor();
    await tab.close();
    await window.page.bringToFront();
    await check(await sideBar('connect'), settings);
  });

  it('how an integration of one’s own is added', async () => {
    const { window } = journey;
    await window.runCommand('Posit Workbench: Add Integration…');
    const items = await window.quickInput.items();
    const box = window.page.locator('.quick-input-widget');
    // As many as fit into a README.
    const around = [box.locator('.quick-input-titlebar'), box.locator('.monaco-list-row').nth(7)];
    await check({ name: 'wizard', around, texts: [await window.quickInput.title(), ...items] });
    await window.quickInput.cancel();
  });
});
