import assert from 'node:assert/strict';
import type { Secret } from '../../src/core/secret.js';
import { readCookie } from '../../src/workbench/cookie.js';
import { readServer, type Session } from '../../src/workbench/session.js';
import { signInByForms } from '../sandbox/person.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { assertReadable, rejectionOf } from './failures.js';
import { guidOf, isAuthenticated, userinfoStatus } from './handMadeRpc.js';
import { clientsPerTest } from './rpcClients.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';

/** The server that the sandbox's environment leads to. */
function serverOf({ env }: Sandbox): Session {
  return readServer(env) ?? assert.fail('There is no server.');
}

function cookieOf(sandbox: Sandbox): Promise<Secret> {
  return readCookie(serverOf(sandbox), sandbox.env, Date.now());
}

describe('the client of the session RPC', () => {
  const startSandbox = sandboxesPerTest();
  const client = clientsPerTest();
  const { signal } = new AbortController();

  const clientOf = ({ env }: Sandbox) => client(env);

  /** What the sandbox was sent last. */
  function lastCall({ requests }: Sandbox): unknown {
    const { method, kwparams } = requests.at(-1) ?? assert.fail('Nothing was sent.');
    return { method, kwparams };
  }

  /** Makes the sandbox answer every call with this, as another server might. */
  function answerWith(sandbox: Sandbox, body: unknown): void {
    sandbox.intercept((_request, response) => Boolean(response.end(JSON.stringify(body))));
  }

  describe('token', () => {
    it('is one that the provider accepts, with its expiry', async () => {
      const sandbox = await startSandbox();
      const uuid = guidOf(sandbox, 'Sales API');
      const token = (await clientOf(sandbox).token(uuid, signal)) ?? assert.fail('There is no token.');
      assert.equal(await userinfoStatus(sandbox, token.value.reveal()), 200);
      const minutesLeft = ((token.expiresAt ?? 0) - Date.now()) / 60_000;
      assert.ok(minutesLeft > 9 && minutesLeft <= 10, `${minutesLeft} minutes left`);
      assert.equal(token.extra, undefined);
      assert.deepEqual(lastCall(sandbox), { method: 'oauth_token', kwparams: { uuid } });
    });

    it('has what else a broker sends with it', async () => {
      const sandbox = await startSandbox();
      const extra = { instance_url: 'https://eu.example.org' };
      answerWith(sandbox, { access_token: 'x', expiry: '2030-01-01T00:00:00Z', extra });
      const token = await clientOf(sandbox).token(guidOf(sandbox, 'GitHub'), signal);
      assert.deepEqual([token?.extra?.reveal(), token?.expiresAt], [extra, Date.UTC(2030, 0)]);
    });

    it('is undefined if Workbench has none', async () => {
      const sandbox = await startSandbox();
      answerWith(sandbox, {});
      assert.equal(await clientOf(sandbox).token(guidOf(sandbox, 'GitHub'), signal), undefined);
    });

    it('is refused in the words of the server', async () => {
      const sandbox = await startSandbox();
      const error = await rejectionOf(clientOf(sandbox).token(guidOf(sandbox, 'GitHub'), signal));
      assertReadable(error, [(await cookieOf(sandbox)).reveal()]);
      assert.equal(
        error.message,
        'Workbench says: You are not signed in to GitHub. If the problem persists, contact your administrator.',
      );
    });

    it('is not replaced by a failure in the same response', async () => {
      const sandbox = await startSandbox();
      answerWith(sandbox, { access_token: 'canary-access-token', error: 'No' });
      const error = await rejectionOf(clientOf(sandbox).token(guidOf(sandbox, 'GitHub'), signal));
      assertReadable(error, ['canary-access-token']);
      assert.match(error.message, /^Workbench says: No\./);
    });
  });

  describe('signIn', () => {
    it('has the page at which the user signs in, and opens nothing unless asked to', async () => {
      const sandbox = await startSandbox();
      const uuid = guidOf(sandbox, 'GitHub');
      const { url = '', ...told } = (await clientOf(sandbox).signIn(uuid, signal)) ?? assert.fail('It is unknown.');
      assert.deepEqual(told, { opened: false, authenticated: false });
      assert.deepEqual(lastCall(sandbox), { method: 'oauth_sign_in', kwparams: { uuid } });
      await signInByForms(url, sandbox.account);
      assert.equal(isAuthenticated(sandbox, 'GitHub'), true);
    });

    it('can ask for the page to be opened, of which a Workbench takes no notice', async () => {
      const sandbox = await startSandbox();
      const uuid = guidOf(sandbox, 'GitHub');
      const { url, ...told } = (await clientOf(sandbox).signIn(uuid, signal, true)) ?? assert.fail('It is unknown.');
      assert.deepEqual([typeof url, told], ['string', { opened: false, authenticated: false }]);
      assert.deepEqual(lastCall(sandbox), { method: 'oauth_sign_in', kwparams: { uuid, open: true } });
    });

    it('returns what a broker has done', async () => {
      const sandbox = await startSandbox();
      const client = clientOf(sandbox);
      const url = 'https://id.example.org/authorize?a=%2F';
      for (const [answer, told] of [
        [{ opened: true }, { opened: true, authenticated: false }],
        [
          { opened: true, url },
          { url, opened: true, authenticated: false },
        ],
        [{ authenticated: true }, { opened: false, authenticated: true }],
      ]) {
        answerWith(sandbox, answer);
        assert.deepEqual(await client.signIn(guidOf(sandbox, 'GitHub'), signal, true), told);
      }
    });

    it('is unknown to some servers', async () => {
      const sandbox = await startSandbox({ signInMethods: false });
      assert.equal(await clientOf(sandbox).signIn(guidOf(sandbox, 'GitHub'), signal, true), undefined);
    });
  });

  describe('signOut', () => {
    it('signs out, and has nothing to tell', async () => {
      const sandbox = await startSandbox();
      const uuid = guidOf(sandbox, 'Sales API');
      assert.deepEqual(await clientOf(sandbox).signOut(uuid, signal), { detail: undefined });
      assert.deepEqual(lastCall(sandbox), { method: 'oauth_sign_out', kwparams: { uuid } });
      assert.equal(isAuthenticated(sandbox, 'Sales API'), false);
    });

    it('returns what the user still has to do by hand', async () => {
      const sandbox = await startSandbox();
      const detail = 'The token could not be revoked.';
      answerWith(sandbox, { result: true, detail });
      assert.deepEqual(await clientOf(sandbox).signOut(guidOf(sandbox, 'Sales API'), signal), { detail });
    });

    it('has failed where the result is false, in the words of the detail, if the server has signed out before', async () => {
      const sandbox = await startSandbox();
      const client = clientOf(sandbox);
      await client.signOut(guidOf(sandbox, 'Sales API'), signal);
      answerWith(sandbox, { result: false, detail: 'No such session' });
      const error = await rejectionOf(client.signOut(guidOf(sandbox, 'Sales API'), signal));
      assertReadable(error, []);
      assert.match(error.message, /^Workbench says: No such session\./);
    });

    it('is unknown to some servers', async () => {
      const sandbox = await startSandbox({ signInMethods: false });
      assert.equal(await clientOf(sandbox).signOut(guidOf(sandbox, 'Sales API'), signal), undefined);
    });
  });
});
