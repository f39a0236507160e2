import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { startProvider } from '../../sandbox/authorizationServer.js';
import { entry, serviceEntry } from './localEntries.js';
import { LocalUser, type LocalWindow } from './localWindow.js';
import { person } from './signingIn.js';

describe('Check Integration', () => {
  const ended = endedAfterEach();

  async function start() {
    const provider = await startProvider({});
    ended(() => provider.stop());
    const userOf = (...integrations: readonly unknown[]) =>
      new LocalUser(ended, integrations, () => [...provider.secrets, 'wrong-secret']);
    return { provider, userOf };
  }

  /** The lines of the report, by what they are about. */
  async function check(window: LocalWindow, label: string): Promise<Readonly<Record<string, string>>> {
    await window.source.commands['checkIntegration']?.(window.row(label));
    const lines = (window.reports.at(-1) ?? '').split('\n').slice(3);
    return Object.fromEntries(
      lines.flatMap((line) => {
        const [, result = '', subject = '', text = ''] = /^(ok|PROBLEM|\?) +(\S+) +(.+)$/.exec(line) ?? [];
        return subject === '' ? [] : [[subject, `${result}: ${text}`]];
      }),
    );
  }

  it('tries a real client at a real server, signed in or not', async () => {
    const { provider, userOf } = await start();
    const { host } = new URL(provider.issuer);
    const user = userOf(entry(provider, provider.clients.public));
    const window = await user.open({ visit: person(provider) });
    const before = await check(window, 'reports');
    assert.equal(before['Client'], `ok: ${host} accepts the client.`);
    assert.equal(before['Sign-in'], 'ok: You are not signed in.');
    await window.signIn('reports');
    const after = await check(window, 'reports');
    assert.match(after['Sign-in'] ?? '', /^ok: You are signed in\. The access token expires in \d+ min\.$/);
    assert.ok(!Object.values(after).some((line) => line.startsWith('PROBLEM')));
  });

  it('finds a wrong client secret, and one that is missing', async () => {
    const { provider, userOf } = await start();
    const { basic } = provider.clients;
    const user = userOf(entry(provider, basic));
    const window = await user.open({ visit: person(provider), answers: [basic.secret ?? ''] });
    assert.match(
      (await check(window, 'reports'))['Client'] ?? '',
      /^PROBLEM: Its client secret is not on this machine/,
    );
    await window.signIn('reports');
    assert.match((await check(window, 'reports'))['Client'] ?? '', /^ok: /);
    const vault = user.vault();
    await vault.update(window.row('reports').guid ?? '', (kept) => ({
      registration: undefined,
      grant: kept?.grant,
      clientSecret: new Secret('wrong-secret'),
    }));
    vault.dispose();
    assert.match((await check(window, 'reports'))['Client'] ?? '', /^PROBLEM: \S+ does not accept this client: /);
  });

  it('lets a service account get a token', async () => {
    const { provider, userOf } = await start();
    const user = userOf(serviceEntry(provider));
    const window = await user.open({ answers: [provider.clients.service.secret ?? ''] });
    await window.signIn('service');
    const lines = await check(window, 'service');
    assert.match(lines['Client'] ?? '', /^ok: /);
    assert.equal(lines['Redirect'], undefined);
  });

  for (const address of ['127.0.0.1', '::1']) {
    it(`finds a port that another program uses on ${address}, in the words of the sign-in`, async () => {
      const { provider, userOf } = await start();
      const other = createServer().listen(0, address);
      ended(async () => {
        other.close();
        await once(other, 'close');
      });
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const user = userOf(
        entry(provider, provider.clients.public, { redirect_uri: `http://localhost:${port}/callback` }),
      );
      const window = await user.open();
      const message = await window.failure(window.signIn('reports'));
      assert.match(message, new RegExp(`^Another program uses port ${port} of localhost`));
      assert.equal((await check(window, 'reports'))['Redirect'], `PROBLEM: ${message}`);
    });
  }

  it('finds a server that is gone, and whether the user is signed in all the same', async () => {
    const { provider, userOf } = await start();
    const user = userOf(entry(provider, provider.clients.public));
    const window = await user.open();
    await provider.stop();
    user.clock.skip(600_000);
    const gone = await check(window, 'reports');
    assert.match(gone['Endpoints'] ?? '', /^PROBLEM: /);
    assert.match(gone['Connection'] ?? '', /^PROBLEM: /);
    assert.equal(gone['Sign-in'], 'ok: You are not signed in.');
  });
});
