import assert from 'node:assert/strict';
import type { Connect } from '../../sandbox/connect/connect.js';
import { readBody } from '../../sandbox/httpBody.js';
import { until } from '../../until.js';
import { commandForAll } from '../command/builtCommand.js';
import { LoginHome } from '../command/loginHome.js';
import { api, list, register, text } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';
import { ConnectUser } from './connectWindow.js';

const MINUTE = 60_000;

const countOf = (connect: Connect, path: string) => connect.requests.filter((each) => each.path === path).length;
const registrationsAt = (connect: Connect) => countOf(connect, '/oauth/v1/register');

async function clientIdsAt(connect: Connect): Promise<readonly string[]> {
  const { body } = await api(connect, '/v1/oauth/clients', { key: connect.apiKeys.administrator });
  return list((body as { results: unknown }).results).map((each) => text(each, 'client_id'));
}

/** What an administrator does in the dashboard. */
async function deleteClients(connect: Connect): Promise<void> {
  for (const id of await clientIdsAt(connect)) {
    const options = { method: 'DELETE', key: connect.apiKeys.administrator };
    assert.equal((await api(connect, `/v1/oauth/clients/${id}`, options)).status, 204);
  }
}

/** The next registration has another name, and so gives another client. Resolves with its ID. */
function registerOnceAs(connect: Connect, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    connect.intercept((request, response, path) => {
      if (path !== '/oauth/v1/register') {
        return false;
      }
      connect.intercept(undefined);
      readBody(request)
        .then((body) => register(connect, { ...(JSON.parse(body) as object), client_name: name }))
        .then(({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
          resolve(text(body, 'client_id'));
        })
        .catch(reject);
      return true;
    });
  });
}

/** Answers every request to a path with an OAuth error. */
function refuseAt(connect: Connect, refused: string, status: number, error: string): void {
  connect.intercept((_request, response, path) => {
    if (path === refused) {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    }
    return path === refused;
  });
}

describe('A Posit Connect server whose administrator has deleted the client', function () {
  this.timeout(120_000);
  const { start, ended } = connectsPerTest();
  const command = commandForAll();

  async function signedIn() {
    const connect = await start();
    const user = new ConnectUser(ended, connect);
    const window = await user.open();
    await window.signInToServer();
    return { connect, user, window };
  }

  it('has it registered again once by two windows, and the user stays signed in', async () => {
    const { connect, user, window } = await signedIn();
    const second = await user.open();
    const before = registrationsAt(connect);
    await deleteClients(connect);
    user.clock.skip(9.5 * MINUTE);
    const credentials = await Promise.all([window, second].map(({ source }) => source.signedIn.credential()));
    assert.deepEqual([registrationsAt(connect) - before, connect.refreshes], [1, 1]);
    assert.equal(new Set(credentials.map(({ value }) => value.reveal())).size, 1);
    await window.refreshers.refresh();
    assert.deepEqual([window.account.status.kind, window.account.note], ['authenticated', undefined]);
  });

  it('ends the sign-in if it registers another client, says so, and is signed in to with that client', async () => {
    const { connect, user, window } = await signedIn();
    await deleteClients(connect);
    const registered = registerOnceAs(connect, 'Another');
    user.clock.skip(11 * MINUTE);
    await window.refreshers.refresh();
    await until('it is signed out', () => window.account.status.kind === 'notSignedIn');
    assert.match(window.account.note ?? '', /^127\.0\.0\.5:\d+ no longer knew .* registered again.* Sign in again\.$/);
    assert.ok(window.account.actions.includes('signIn'));
    const stored = await window.source.signedIn.stored();
    assert.deepEqual([stored?.grant, stored?.registration?.clientId], [undefined, await registered]);

    const before = registrationsAt(connect);
    await window.signInToServer();
    assert.equal(window.account.status.kind, 'authenticated');
    assert.equal(registrationsAt(connect), before);
  });

  it('is not registered with again and again if it still refuses the client', async () => {
    const { connect, user, window } = await signedIn();
    refuseAt(connect, '/oauth/v1/token', 401, 'invalid_client');
    const before = registrationsAt(connect);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      user.clock.skip(11 * MINUTE);
      await assert.rejects(window.source.signedIn.credential(), /no longer accepts the client .* Sign in again/);
    }
    assert.equal(registrationsAt(connect) - before, 1);
    connect.intercept(undefined);
    await window.signInToServer();
    assert.equal(window.account.status.kind, 'authenticated');
  });

  it('keeps the sign-in while it can’t register the client', async () => {
    const { connect, user, window } = await signedIn();
    await deleteClients(connect);
    refuseAt(connect, '/oauth/v1/register', 503, 'temporarily_unavailable');
    user.clock.skip(11 * MINUTE);
    await assert.rejects(window.source.signedIn.credential(), /is busy or down/);
    connect.intercept(undefined);
    assert.ok((await window.source.signedIn.credential()).value);
  });

  it('says that the client is refused if it does not register it', async () => {
    const { connect, user, window } = await signedIn();
    await deleteClients(connect);
    refuseAt(connect, '/oauth/v1/register', 400, 'invalid_redirect_uri');
    user.clock.skip(11 * MINUTE);
    await assert.rejects(window.source.signedIn.credential(), /no longer accepts the client .* Sign in again/);
    assert.ok((await window.source.signedIn.stored())?.grant);
  });

  it('has it registered again by the command without a window', async () => {
    const connect = await start({ accessTokenLifetime: 30_000 });
    const home = new LoginHome(command(), ended);
    assert.equal((await home.login(connect)).code, 0);
    await deleteClients(connect);
    const { code, stderr } = await home.run(['connect', 'token']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal((await clientIdsAt(connect)).length, 1);
  });
});
