import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { packageSmallExtension } from '../editor/smallExtension.js';
import { endedAfterAll } from '../ended.js';
import { rpc } from '../integration/handMadeRpc.js';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import { CONTAINER, startJourney, type Journey } from './journey.js';

const INTERACTIVE = 'Ask for Access';
const SILENT = 'Look Up Session';

/** Requests the access token of the integration whose ID the environment has, and writes the session, or why there is none. */
const CODE = `
const { renameSync, writeFileSync } = require('node:fs');
const { authentication, commands } = require('vscode');
exports.activate = () => {
  const register = (name, options) => commands.registerCommand(name, async () => {
    const file = process.env.SESSION_FILE;
    let result;
    try {
      result = (await authentication.getSession('available-credentials', [process.env.SESSION_SCOPE], options)) ?? null;
    } catch (error) {
      result = { problem: error.message };
    }
    writeFileSync(file + '.partial', JSON.stringify({ result }));
    renameSync(file + '.partial', file);
  });
  register('reader.interactive', { createIfNone: true });
  register('reader.silent', { silent: true });
};
`;

interface Session {
  readonly accessToken: string;
  readonly account: { readonly label: string };
  readonly scopes: readonly string[];
}

describe('Another extension', () => {
  const ended = endedAfterAll();
  const folder = temporaryFolder('other-extension');
  const file = path.join(folder.path, 'session.json');
  let sandbox: Sandbox;
  let journey: Journey;
  let guid = '';

  before(async () => {
    ended(() => folder.remove());
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    guid = sandbox.integrations.find(({ name }) => name === 'Sales API')?.guid ?? '';
    const commands = [
      { command: 'reader.interactive', title: INTERACTIVE },
      { command: 'reader.silent', title: SILENT },
    ];
    const reader = await packageSmallExtension(folder.path, { name: 'reader', code: CODE, contributes: { commands } });
    journey = await startJourney({
      env: { ...sandbox.env, SESSION_FILE: file, SESSION_SCOPE: guid },
      extensions: [reader],
      opensView: false,
    });
    ended(() => journey.end());
    // Both extensions are known from the same moment on.
    await journey.window.page.getByRole('tab', { name: CONTAINER }).waitFor();
  });

  beforeEach(() => rm(file, { force: true }));

  async function result(): Promise<Session | { problem: string } | null> {
    let text = '';
    await until('the session is written', async () => {
      text = await readFile(file, 'utf8').catch(() => '');
      return text !== '';
    });
    return (JSON.parse(text) as { result: Session | { problem: string } | null }).result;
  }

  async function request(title: string) {
    await rm(file, { force: true });
    await journey.window.runCommand(title);
    return result();
  }

  async function expectedSession() {
    const { body } = await rpc(sandbox.env, 'oauth_token', {
      httpMethod: 'GET',
      named: '/oauth_token',
      kwparams: { uuid: guid },
    });
    return { accessToken: body['access_token'], account: `Sales API (${guid})`, scopes: [guid] };
  }

  function shown(session: Awaited<ReturnType<typeof result>>) {
    assert.ok(session && 'accessToken' in session, JSON.stringify(session));
    const { accessToken, account, scopes } = session;
    return { accessToken, account: account.label, scopes };
  }

  it('gets no token before the user has allowed it', async () => {
    assert.equal(await request(SILENT), null);
  });

  it('gets none if the user does not allow it', async () => {
    const { window } = journey;
    await window.runCommand(INTERACTIVE);
    await window.dialog("'reader' wants to sign in using Available Credentials").waitFor();
    await window.screenshot('other-extension-consent');
    await window.page.keyboard.press('Escape');
    const refused = await result();
    assert.ok(refused && 'problem' in refused, JSON.stringify(refused));
  });

  it('gets the access token of the integration once the user allows it, and from then on silently', async () => {
    const { window } = journey;
    await window.runCommand(INTERACTIVE);
    await window.dialog('Available Credentials').getByRole('button', { name: 'Allow' }).click();
    assert.deepEqual(shown(await result()), await expectedSession());
    assert.deepEqual(shown(await request(SILENT)), await expectedSession());
  });

  it('gets none while the setting turns this off', async () => {
    await journey.set({ 'availableCredentials.otherExtensions.enabled': false });
    await until('there is no session', async () => (await request(SILENT)) === null);
    await journey.set({});
    await until('there is one again', async () => (await request(SILENT)) !== null);
    assert.deepEqual(shown(await result()), await expectedSession());
  });

  /** Chooses from the menu of the integration's account. */
  async function chooseFromAccount(title: string): Promise<void> {
    const { page } = journey.window;
    await page
      .getByRole('tab', { name: 'Accounts' })
      .or(page.getByLabel(/^Accounts/))
      .first()
      .click();
    await page.getByRole('menuitem', { name: new RegExp(`^Sales API \\(${guid}\\)`) }).hover();
    await page.getByRole('menuitem', { name: title }).waitFor();
    await journey.window.screenshot('accounts-menu');
    await page.getByRole('menuitem', { name: title }).click();
  }

  it('is listed with the account, so that the user can withdraw what was allowed', async () => {
    const { quickInput } = journey.window;
    await chooseFromAccount('Manage Trusted Extensions');
    assert.deepEqual(await quickInput.items(), ['reader']);
    await journey.window.screenshot('trusted-extensions');
    await quickInput.cancel();
  });

  it('gets none after the user has signed out by the account', async () => {
    const { window } = journey;
    await chooseFromAccount('Sign Out');
    await window.page.getByRole('button', { name: 'Sign Out' }).click();
    await until('Workbench has no token any more', async () => (await expectedSession()).accessToken === undefined);
    assert.equal(await request(SILENT), null);
  });
});
