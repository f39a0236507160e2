import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Environment } from '../../../../src/core/ports.js';
import { type Ended, endedAfterEach } from '../../../ended.js';
import { startProvider } from '../../../sandbox/authorizationServer.js';
import { signInByForms } from '../../../sandbox/person.js';
import { startSandbox } from '../../../sandbox/sandbox.js';
import { until } from '../../../until.js';
import { assertReadable, rejectionOf } from '../../failures.js';
import { cookieFile, guidOf, userinfoStatus } from '../../handMadeRpc.js';
import { entry } from '../../local/localEntries.js';
import { LocalUser } from '../../local/localWindow.js';
import { person } from '../../local/signingIn.js';
import { clientsPerTest } from '../../rpcClients.js';
import { startLocalBroker } from '../brokerWindow.js';

/** A server with Sales API, to which the user is signed in, Databricks, and Issue Tracker, which is not configured correctly. */
interface ServerEnd {
  readonly environment: Environment & Readonly<Record<string, string>>;
  readonly account: { readonly login: string; readonly password: string };
  readonly guidOf: (label: string) => string;
  readonly isActive: (token: string) => Promise<boolean>;
}

async function startWorkbench(ended: Ended): Promise<ServerEnd> {
  const sandbox = await startSandbox();
  ended(() => sandbox.stop());
  return {
    environment: sandbox.env,
    account: sandbox.account,
    guidOf: (label) => guidOf(sandbox, label),
    isActive: async (token) => (await userinfoStatus(sandbox, token)) === 200,
  };
}

async function startBroker(ended: Ended): Promise<ServerEnd> {
  const provider = await startProvider();
  ended(() => provider.stop());
  const entryOf = (name: string, label: string) =>
    entry(provider, provider.clients.public, { name, display_name: label, scopes: ['openid', 'offline_access'] });
  const wrong = { ...entryOf('issue-tracker', 'Issue Tracker'), auth_type: 'Robot' };
  const entries = [entryOf('databricks', 'Databricks'), entryOf('sales-api', 'Sales API'), wrong];
  const user = new LocalUser(ended, entries, () => provider.secrets);
  const { window, broker } = await startLocalBroker(ended, user, { visit: person(provider) });
  window.refresher.setVisible(true);
  await window.refresher.settled();
  assert.equal(await window.signIn('Sales API'), 'signedIn');
  window.refresher.setVisible(false);
  return {
    environment: broker.environment,
    account: provider.account,
    guidOf: (label) => broker.guidOf(label),
    isActive: (token) => provider.isActive(token),
  };
}

for (const [name, start] of [
  ['the sandbox', startWorkbench],
  ['the broker', startBroker],
] as const) {
  describe(`the client of the session RPC, with ${name}`, () => {
    const ended = endedAfterEach();
    const clientOf = clientsPerTest();
    const { signal } = new AbortController();

    async function setUp() {
      const server = await start(ended);
      const client = clientOf(server.environment);
      const statusOf = async (label: string) =>
        (await client.integrations(signal)).integrations.find((each) => each.label === label)?.status.kind;
      const token = (label: string) => client.token(server.guidOf(label), signal);
      /** The failure and the message of a call that fails. */
      const told = async (call: Promise<unknown>) => {
        const error = await rejectionOf(call);
        assertReadable(error, []);
        return [error.failure, error.message] as const;
      };
      return { ...server, client, statusOf, token, told };
    }

    it('lists the integrations', async () => {
      const { client, guidOf: guid } = await setUp();
      const { integrations, problems } = await client.integrations(signal);
      const found = (label: string) => integrations.find((each) => each.label === label);
      for (const [label, status, actions] of [
        ['Databricks', 'notSignedIn', ['signIn']],
        ['Sales API', 'authenticated', ['signOut', 'snippet', 'useForContent']],
        ['Issue Tracker', 'configurationError', []],
      ] as const) {
        const { guid: id, status: { kind } = assert.fail(`No ${label}`), actions: offered } = found(label) ?? {};
        assert.deepEqual([id, kind, offered], [guid(label), status, actions]);
      }
      assert.deepEqual(problems, []);
    });

    it('gets a token that the provider accepts, with its expiry to the second', async () => {
      const { token, isActive } = await setUp();
      const { value, expiresAt = 0 } = (await token('Sales API')) ?? assert.fail('There is no token.');
      assert.ok(await isActive(value.reveal()));
      assert.ok(expiresAt - Date.now() > 590_000 && expiresAt - Date.now() <= 600_000);
      assert.equal(expiresAt % 1_000, 0);
    });

    it('gets a failure for an integration without a token, and for an unknown one', async () => {
      const { client, token, told } = await setUp();
      const [failure, message] = await told(token('Databricks'));
      assert.deepEqual([failure, message.includes('You are not signed in to Databricks')], ['rejected', true]);
      assert.equal((await told(token('Issue Tracker')))[0], 'rejected');
      const unknown = '00000000-0000-4000-8000-000000000000';
      assert.equal((await told(client.token(unknown, signal)))[0], 'rejected');
      // Of a server that has not yet shown that it has these methods, any failure means that it may lack them.
      assert.equal(await client.signIn(unknown, signal), undefined);
      assert.equal(await client.signOut(unknown, signal), undefined);
    });

    it('signs in with the page that it gets, and out again', async () => {
      const { client, guidOf: guid, account, statusOf, token, isActive } = await setUp();
      const { url = '', ...rest } = (await client.signIn(guid('Databricks'), signal)) ?? assert.fail('It is unknown.');
      assert.deepEqual(rest, { opened: false, authenticated: false });
      assert.notEqual(await statusOf('Databricks'), 'authenticated');
      await signInByForms(url, { ...account });
      await until('it is signed in', async () => (await statusOf('Databricks')) === 'authenticated');
      const value = (await token('Databricks'))?.value.reveal() ?? '';
      assert.ok(await isActive(value));

      assert.deepEqual(await client.signOut(guid('Databricks'), signal), { detail: undefined });
      assert.equal(await statusOf('Databricks'), 'notSignedIn');
      assert.equal(await isActive(value), false);
    });

    it('is not accepted with another cookie', async () => {
      const { environment, client, told } = await setUp();
      await writeFile(cookieFile(environment), 'x|Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT|y');
      assert.equal((await told(client.integrations(signal)))[0], 'authorization');
    });
  });
}
