import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { AGENT_EXTERNAL_AUTH_PATH, SESSION_TOKEN_HEADER } from '../../src/coder/wire.js';
import { endedAfterAll } from '../ended.js';
import { cookieFile, rpc, textIn } from '../integration/handMadeRpc.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { until } from '../until.js';
import { JourneyRecord } from './canary/journeyRecord.js';
import { itKeepsSecrets } from './canary/keepsSecrets.js';
import { type Evidence, findLeaks, type Secret } from './canary/leaks.js';
import { openDeviceCodePage } from './deviceCodePage.js';
import { CONTAINER, signInOnPage, type Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';
import { Terminal } from './terminal.js';

/** So short, in milliseconds, that a token is renewed 3 seconds after it was issued. */
const ACCESS_TOKEN_LIFETIME = 63_000;

/** What is typed into a password box, in place of the client secret that it wants. */
const WRONG_SECRET = { kind: 'client secret', value: 'wrong-secret-0b9a4e52c7' };

/**
 * The editor's own page stores the query of each redirect here, for its window, which removes it within a second. If the window
 * is reloaded in the meantime, it no longer waits for the redirect, and VS Code leaves the query there until another redirect
 * has the same number. The code in it is useless without the PKCE verifier, which only the former window had.
 */
const UNCLAIMED_REDIRECT = /^localStorage vscode-web\.url-callbacks\[\d+\]$/;

/** Where the cookie belongs that authorizes code in terminals, and the token that authorizes programs written for Coder. */
const COOKIE_FILE = /^tmp\/available-credentials-\d+-\w+\/(?:rpc_cookie|coder_agent_token)$/;

describe('A journey with integrations of the user’s own, at trace level', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;
  let record: JourneyRecord;
  let cookie = '';
  let agentToken = '';

  before(async () => {
    provider = await startReachableProvider({ accessTokenLifetime: ACCESS_TOKEN_LIFETIME });
    ended(() => provider.stop());
    const { issuer, clients } = provider;
    const confidential = { issuer, auth_mode: 'Confidential' };
    const scopes = ['openid', 'offline_access'];
    journey = await startLocalJourney(
      [
        { name: 'Reports', issuer, scopes },
        { ...confidential, name: 'Tickets', client_id: clients.basic.id, scopes },
        { ...confidential, name: 'Nightly', client_id: clients.service.id, auth_type: 'Service Account' },
      ],
      {
        logLevel: 'trace',
        beforeOpening: async (window, folder) => {
          record = await JourneyRecord.begin(window, folder, isWayBack(window.page));
        },
      },
    );
    ended(() => journey.end());
    await journey.window.row('Reports').waitFor();
  });

  afterEach(() => record.processes());

  /** The one page of the editor to which a code may come: the one that leads to this extension. */
  const isWayBack =
    (editor: Page) =>
    ({ origin, pathname, searchParams }: URL): boolean =>
      origin === new URL(editor.url()).origin &&
      /^\/stable-\w+\/callback$/.test(pathname) &&
      searchParams.get('vscode-authority') === 'open-credentials.available-credentials' &&
      searchParams.get('vscode-path') === '/callback';

  const secretOf = ({ secret }: { readonly secret: string | undefined }): string => {
    assert.ok(secret);
    return secret;
  };

  const enterSecret = async (secret: string) => {
    await journey.window.quickInput.waitForPrompt('Enter the client secret');
    await journey.window.quickInput.enter(secret);
  };

  /** Enters the code that a pop-up shows, by the pop-up's button. */
  const signInByDevice = async (name: string) => {
    const tab = await openDeviceCodePage(journey, name);
    await record.clipboard();
    await tab.bringToFront();
    await tab.getByRole('button', { name: 'Continue' }).click();
    await signInOnPage(tab, provider.account, 'Allow');
    await journey.window.rowWithIcon(name, 'key').waitFor();
    await tab.close();
  };

  it('signs in by the editor’s page, is renewed, and signs out', async () => {
    const { window } = journey;
    const tab = await signInInBrowser(journey, 'Reports', provider);
    await window.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    await until('the token is renewed', () => provider.refreshes > 0);
    await window.tooltip(window.row('Reports'), 'Access token valid until');
    await window.chooseFromMenu(window.row('Reports'), 'Sign Out');
    await window.rowWithIcon('Reports', 'lock').waitFor();
    await until('the tokens are revoked', () => provider.revoked.length > 0);
  });

  it('is refused with a wrong client secret, and enters the right one', async () => {
    const { window } = journey;
    await window.pressInline(window.row('Nightly'), 'Sign In');
    await enterSecret(WRONG_SECRET.value);
    await window.toast('Could not sign in to Nightly').waitFor();
    await window.dismissToasts();
    await window.pressInline(window.row('Nightly'), 'Sign In');
    await enterSecret(secretOf(provider.clients.service));
    await window.rowWithIcon('Nightly', 'key').waitFor();
  });

  it('signs in with a client secret and a device code', async () => {
    const { window } = journey;
    await window.pressInline(window.row('Tickets'), 'Sign In');
    await enterSecret(secretOf(provider.clients.basic));
    await signInByDevice('Tickets');
  });

  it('gives tokens to a terminal, and to code that is started there', async () => {
    const terminal = await Terminal.open(journey);
    const [id = ''] = /\S+$/.exec((await terminal.run('credentials list | grep Tickets')).output.trim()) ?? [];
    // Only how long it is: what is printed is a file, in which no token belongs.
    const { output, errors } = await terminal.run('credentials access-token Tickets | wc -c');
    assert.deepEqual([Number(output) > 20, errors], [true, '']);
    const env = {
      RS_SERVER_ADDRESS: await terminal.variable('RS_SERVER_ADDRESS'),
      PWB_SESSION_RUNTIME_DIR: await terminal.variable('PWB_SESSION_RUNTIME_DIR'),
    };
    const answer = await rpc(env, 'oauth_token', { kwparams: { uuid: id } });
    assert.equal(await provider.isActive(textIn(answer, 'access_token')), true);
    assert.equal((await rpc(env, 'oauth_token', { kwparams: { uuid: id }, cookie: 'wrong' })).status, 401);
    cookie = await readFile(cookieFile(env), 'utf8');
    agentToken = await readFile(path.join(env.PWB_SESSION_RUNTIME_DIR, 'coder_agent_token'), 'utf8');
    const program = await loopbackFetch(`${env.RS_SERVER_ADDRESS}${AGENT_EXTERNAL_AUTH_PATH}?id=${id}`, {
      headers: { [SESSION_TOKEN_HEADER]: agentToken },
    });
    assert.equal(program.status, 200);
  });

  it('adds one from JSON that holds a client secret', async () => {
    const { window } = journey;
    const { id, secret } = provider.clients.post;
    const client = { client_id: id, client_secret: secret, token_endpoint_auth_method: 'client_secret_post' };
    const fields = { name: 'Pasted', issuer: provider.issuer, auth_mode: 'Confidential', scopes: 'openid', ...client };
    await window.runCommand('Posit Workbench: Add Integration from JSON…');
    await window.quickInput.waitForPrompt('JSON of an integration');
    await window.quickInput.enter(JSON.stringify(fields));
    await window.quickInput.waitForPrompt('Save this integration');
    await window.quickInput.accept();
    await signInByDevice('Pasted');
    await window.chooseFromMenu(window.row('Pasted'), 'Copy as Posit Connect Request');
    assert.match(await record.clipboard(), /<client secret>/);
    await window.chooseFromMenu(window.row('Pasted'), 'Sign Out');
    await window.rowWithIcon('Pasted', 'lock').waitFor();
  });

  it('meets a provider that is down, and shows its diagnostics', async () => {
    const { window } = journey;
    await provider.suspend();
    try {
      await window.pressInline(window.row('Reports'), 'Sign In');
      await window.toast('Could not sign in to Reports').waitFor();
      await window.dismissToasts();
      await record.diagnostics();
    } finally {
      await provider.resume();
    }
  });

  it('gets an answer that no window waits for any more', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Reports'), 'Sign In'));
    await tab.getByRole('button', { name: /Allow|Sign in/ }).waitFor();
    await window.page.bringToFront();
    await window.runCommand('Developer: Reload Window');
    await window.openView(CONTAINER);
    await window.rowWithIcon('Tickets', 'key').waitFor();
    await signInOnPage(tab, provider.account, 'Allow');
    await tab.getByText('You can close this page now.').waitFor();
    await tab.close();
  });

  describe('reveals no secret:', () => {
    let evidence: readonly Evidence[];
    let unclaimed: readonly Evidence[];
    let secrets: readonly Secret[];

    before(async () => {
      await journey.reload();
      await journey.window.rowWithIcon('Tickets', 'key').waitFor();
      const all = (await record.evidence()).filter(({ what }) => !COOKIE_FILE.test(what));
      unclaimed = all.filter(({ what }) => UNCLAIMED_REDIRECT.test(what));
      evidence = all.filter((each) => !unclaimed.includes(each));
      const [, , cookieSecret = ''] = cookie.split('|');
      assert.ok(cookieSecret.length > 40);
      secrets = [
        WRONG_SECRET,
        { kind: 'cookie of the broker', value: cookieSecret },
        { kind: 'agent token of the broker', value: agentToken },
        ...provider.secrets.map((value) => ({ kind: 'secret of the provider', value })),
      ];
    });

    it('there are many, codes came to the page that is made for it, and tokens were renewed', () => {
      assert.ok(provider.secrets.length > 20, `${provider.secrets.length} secrets`);
      assert.ok(record.deliveredCodes >= 2, `${record.deliveredCodes} codes`);
      assert.ok(provider.refreshes >= 1);
    });

    it('the log tells what terminals were answered', async () => {
      assert.match(await journey.ownLog(), /broker: oauth_token, Tickets: token returned/);
    });

    it('the vault is one file, which is searched', async () => {
      const files = await readdir(journey.folder, { recursive: true });
      assert.equal(files.filter((file) => file.endsWith('vault.json')).length, 1);
      assert.ok(evidence.some(({ place, what }) => place === 'storage on disk' && what.endsWith('vault.json')));
    });

    itKeepsSecrets(() => ({ journey, evidence, secrets }));

    it('VS Code keeps only the code of a redirect that no window took', () => {
      const codes = unclaimed.flatMap(({ content }) => /code=([^&"]+)/.exec(String(content))?.[1] ?? []);
      assert.equal(codes.length, 1);
      const others = secrets.filter(({ value }) => !codes.includes(value));
      assert.deepEqual([secrets.length - others.length, findLeaks(others, unclaimed)], [1, []]);
    });
  });
});
