import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { Backend } from '../../../src/command/backend.js';
import { CredentialError } from '../../../src/core/errors.js';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { rejectionOf } from '../failures.js';
import { brokersPerTest, listed, PAGE, SALES, type Script, TOKEN } from './scriptedBroker.js';

const WORKBENCH = { POSIT_PRODUCT: 'WORKBENCH', RS_SERVER_ADDRESS: 'https://workbench.example.com' };
const CREATED = { integration: { id: 'the-id', display_name: 'Sales' }, server: 'Main', redirect_uri: PAGE };

describe('The server that answers code', () => {
  const startBroker = brokersPerTest();
  const ended = endedAfterEach();

  async function backendOf(environment: Readonly<Record<string, string>>, wait?: number): Promise<Backend> {
    const backend = (await Backend.ofCode(environment, wait)) ?? assert.fail('There is no server');
    ended(() => backend.dispose());
    return backend;
  }

  async function windowWith(script: Script) {
    const { env, calls } = await startBroker(script);
    return { window: await backendOf(env), calls };
  }

  it('is none where nothing leads to one', async () => {
    assert.deepEqual([await Backend.ofCode({}), await Backend.ofWindow({})], [undefined, undefined]);
  });

  it('gives what is asked about a server, which may have a name', async () => {
    const { window, calls } = await windowWith({
      oauth_servers: [{ servers: [{ name: 'Main', url: PAGE }, {}] }],
      oauth_server_token: [{ scheme: 'Key', token: TOKEN.access_token }],
      oauth_server_integrations: [{ integrations: [{ id: 'the-id' }] }],
      oauth_server_create_integration: [CREATED],
      oauth_server_login: [{ login: 'a-login', notes: [{ text: 'A note' }] }],
      oauth_server_logout: [{ name: 'Main' }],
    });
    assert.deepEqual(
      (await window.servers()).map(({ name }) => name),
      ['Main'],
    );
    for (const name of [undefined, 'Main']) {
      const credential = await window.serverToken(name);
      assert.deepEqual([credential?.scheme, credential?.value.reveal()], ['Key', TOKEN.access_token]);
      const list = await window.serverIntegrations(name);
      assert.deepEqual('integrations' in list && list.integrations.map(({ guid }) => guid), ['the-id']);
      const answer = await window.createServerIntegration(name, { template: 'custom' });
      assert.deepEqual('created' in answer && [answer.server, answer.created.guid], ['Main', 'the-id']);
    }
    const { login, notes } = await window.serverLogin({ server: PAGE });
    assert.deepEqual([login, notes], ['a-login', [{ text: 'A note' }]]);
    assert.equal((await window.serverLogout({ name: 'Main' })).name, 'Main');
    assert.deepEqual(calls, [
      'oauth_servers',
      'oauth_server_token',
      'oauth_server_integrations',
      'oauth_server_create_integration [object Object]',
      'oauth_server_token Main',
      'oauth_server_integrations Main',
      'oauth_server_create_integration Main [object Object]',
      `oauth_server_login ${PAGE}`,
      'oauth_server_logout Main',
    ]);
  });

  it('gives what is asked about an integration', async () => {
    const { window, calls } = await windowWith({
      oauth_integrations: [listed(SALES)],
      oauth_token: [TOKEN],
      oauth_sign_in: [{ url: PAGE }],
      oauth_sign_out: [{ result: true, detail: 'Close the browser.' }],
      oauth_check: [{ findings: [{ level: 'ok', text: 'All is well.' }] }],
    });
    assert.deepEqual(
      (await window.integrations()).integrations.map(({ name }) => name),
      ['sales'],
    );
    const token = await window.token(SALES.uid, new Secret('refused'));
    assert.equal(token?.value.reveal(), TOKEN.access_token);
    assert.equal((await window.signIn(SALES.uid, false))?.url, PAGE);
    await window.signIn(SALES.uid, true);
    await window.cancelSignIn(SALES.uid);
    assert.deepEqual(await window.signOut(SALES.uid), { detail: 'Close the browser.' });
    assert.ok(await window.check(SALES.uid), 'It can check');
    assert.deepEqual(calls, [
      'oauth_integrations',
      `oauth_token ${SALES.uid} refused`,
      `oauth_sign_in ${SALES.uid}`,
      `oauth_sign_in ${SALES.uid} true`,
      `oauth_sign_in ${SALES.uid} true`,
      `oauth_sign_out ${SALES.uid}`,
      `oauth_check ${SALES.uid}`,
    ]);
  });

  it('fails in the words of a window, or else with what has probably happened to it', async () => {
    const { env, close } = await startBroker({
      oauth_integrations: [{ providers: 7 }],
      oauth_sign_in: [{ error: 'Unknown method, says the window.' }],
    });
    const window = await backendOf(env);
    const failureOf = async (attempt: Promise<unknown>) => {
      const error = await rejectionOf(attempt);
      assert.ok(error instanceof CredentialError && error.cause instanceof CredentialError, 'It has no such cause');
      return [error.failure, error.message.replace(/ (?:could|does) not .*/s, '…')];
    };
    assert.deepEqual(await failureOf(window.signIn(SALES.uid, true)), ['rejected', 'Unknown method, says the window.']);
    assert.deepEqual(await failureOf(window.integrations()), [
      'protocol',
      'The answer of the editor window of this terminal…',
    ]);
    close();
    assert.deepEqual(await failureOf(window.integrations()), ['network', 'The editor window of this terminal…']);
  });

  it('may be a Workbench, whose files others may read, which lacks methods, and which fails in other words', async () => {
    const { env, close } = await startBroker({
      oauth_integrations: [listed(SALES), { providers: 7 }],
      oauth_sign_in: [{ error: 'Unknown method.' }],
    });
    await chmod(env['PWB_SESSION_RUNTIME_DIR'] ?? '', 0o755);
    const workbench = await backendOf({ ...env, AVAILABLE_CREDENTIALS_BROKER: '' });
    assert.equal((await workbench.integrations()).integrations.length, 1);
    assert.equal(await workbench.signIn(SALES.uid, true), undefined);
    assert.match(String(await rejectionOf(workbench.integrations())), /Workbench/);
    close();
    assert.match(String(await rejectionOf(workbench.integrations())), /cannot be reached/);
  });

  it('is not too old if it is a window, whatever Workbench the variables name', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed(SALES)] });
    const window = await backendOf({ ...env, RSTUDIO_VERSION: '2023.03.0' });
    assert.equal((await window.integrations()).integrations.length, 1);
  });

  it('gives variables, and opens apps, if it is a window', async () => {
    const { window, calls } = await windowWith({
      oauth_environment: [{ variables: { CODER: 'true', count: 7 } }],
      oauth_view_app: [{ result: true }],
    });
    assert.deepEqual(await window.environment('coder'), { CODER: 'true' });
    await window.viewApp(8080);
    assert.deepEqual(calls, ['oauth_environment coder', 'oauth_view_app 8080']);
  });

  it('is also the window of a terminal in Workbench, which gets its own cookie and not that of Workbench', async () => {
    const { env, calls } = await startBroker({ oauth_view_app: [{ result: true }] });
    const place = `${env['RS_SERVER_ADDRESS']} ${env['PWB_SESSION_RUNTIME_DIR']}`;
    const environment = { ...WORKBENCH, AVAILABLE_CREDENTIALS_WINDOW: place, PWB_RPC_COOKIE: 'cookie-of-workbench' };
    const window = (await Backend.ofWindow(environment, 20)) ?? assert.fail('There is no window');
    ended(() => window.dispose());
    await window.viewApp(1);
    assert.deepEqual([window.isBroker, window.isWaiting, calls], [true, true, ['oauth_view_app 1']]);
  });

  it('is not asked to cancel a sign-in, or to list anything, if it is a Workbench that can’t', async () => {
    const old = await backendOf({ ...WORKBENCH, RSTUDIO_VERSION: '2023.03.0' });
    await old.cancelSignIn(SALES.uid);
    const error = await rejectionOf(old.integrations());
    assert.match(String(error), /2023\.03\.0/);
  });

  it('has a home page for the browser, at the address for it or else at that for code', async () => {
    const withUrl = await backendOf({ ...WORKBENCH, RS_SERVER_URL: 'https://browser.example.com/wb/?a' });
    assert.equal(withUrl.homePage, 'https://browser.example.com/wb/');
    assert.equal((await backendOf(WORKBENCH)).homePage, 'https://workbench.example.com/');
    const without = await backendOf({ POSIT_PRODUCT: 'WORKBENCH' });
    assert.throws(() => without.homePage, /RS_SERVER_URL/);
  });

  it('has ten seconds for its answers, a window a minute, and the user the time that is asked for', async () => {
    const { env } = await startBroker({});
    const secondsOf = async (environment: Readonly<Record<string, string>>, wait?: number) => {
      const backend = await backendOf(environment, wait);
      const left = () => [backend.timeLeft, backend.waitLeft].map((time) => Math.ceil(time / 10_000) * 10 || 0);
      const before = left();
      backend.endWait();
      return [backend.isWaiting, ...before, ...left()];
    };
    assert.deepEqual(await secondsOf(WORKBENCH), [false, 10, 0, 10, 0]);
    assert.deepEqual(await secondsOf(WORKBENCH, 300), [true, 300, 300, 10, 300]);
    assert.deepEqual(await secondsOf(env), [false, 60, 0, 60, 0]);
    assert.deepEqual(await secondsOf(env, 300), [true, 300, 300, 60, 300]);
  });

  it('has some time for its answers even if the user does not want to wait', async () => {
    const brief = await backendOf(WORKBENCH, 0);
    assert.ok(brief.timeLeft > 0, `No time is left for its answers (${brief.timeLeft})`);
    assert.ok(brief.waitLeft <= 0, `Time is left for the user (${brief.waitLeft})`);
  });
});
