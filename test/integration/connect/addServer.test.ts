import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { BACK } from '../../../src/core/dialogs.js';
import { type AskedServer, askForServer } from '../../../src/connect/signIn/addServer.js';
import {
  type KnownServer,
  knownServers,
  PUBLISHER_PROVIDER,
  type PublisherAccount,
} from '../../../src/connect/knownServers.js';
import type { ConnectServer } from '../../../src/connect/server.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { type Answer, FakeDialogs, KEEP, LEAVE } from '../../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { holdsAny } from '../failures.js';
import { connectsPerTest } from './connectsPerTest.js';
import { serverOf } from './connectWindow.js';

/** What a user is asked and told, and what comes of it. */
async function ask(
  answers: readonly Answer[],
  servers: readonly ConnectServer[] = [],
  known: readonly KnownServer[] = [],
) {
  const dialogs = new FakeDialogs(...answers);
  const log = new RecordingLog();
  const asked: AskedServer | undefined = await askForServer({
    ...{ dialogs, log, clock: new FakeClock(), servers, known },
    http: (options) => directClient(undefined, options, 5_000),
  });
  assert.deepEqual(dialogs.left, []);
  return { asked, dialogs, log };
}

describe('Adding a Posit Connect server', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();

  it('takes the address of any page of the dashboard, and names the server by its host', async () => {
    const connect = await start({ basePath: '/rsc' });
    const { asked, dialogs } = await ask([`${connect.url}/connect/#/apps/1`]);
    assert.deepEqual(asked, { fields: { name: new URL(connect.url).hostname, url: connect.url }, apiKey: undefined });
    assert.deepEqual(dialogs.told, []);
  });

  it('finds a server at /connect, where dashboards are elsewhere', async () => {
    const connect = await start({ basePath: '/connect' });
    const { asked } = await ask([connect.url]);
    assert.equal(asked?.fields.url, connect.url);
  });

  it('says that a server cannot be reached, and keeps what was typed', async () => {
    const connect = await start();
    await connect.suspend();
    const { asked, dialogs } = await ask([connect.url, LEAVE]);
    assert.equal(asked, undefined);
    assert.match(dialogs.told.join(), /cannot be reached/);
    assert.match(dialogs.asked.at(-1) ?? '', new RegExp(new URL(connect.url).host.replaceAll('.', '\\.')));
  });

  it('says that something else answers', async () => {
    const other = http.createServer((_request, response) => response.end('<html>Welcome</html>'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    ended(() => other.close());
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const { dialogs } = await ask([address, LEAVE]);
    assert.match(dialogs.told.join(), /it is not a Posit Connect server/);
  });

  it('says that a server is busy', async () => {
    const connect = await start();
    connect.busy = true;
    const { dialogs } = await ask([connect.url, LEAVE]);
    assert.match(dialogs.told.join(), /busy/);
  });

  it('explains that a server without OAuth needs an API key, and checks the key', async () => {
    const connect = await start({ oauth: false });
    const key = connect.apiKeys.publisher;
    const { asked, dialogs, log } = await ask([connect.url, 'x'.repeat(32), key]);
    assert.equal(asked?.apiKey?.reveal(), key);
    assert.match(dialogs.asked.join('\n'), /does not offer to sign in with OAuth/);
    assert.match(dialogs.told.join(), /does not accept the API key. Copy the whole key/);
    assert.ok(!holdsAny([...log.lines, ...dialogs.told, ...dialogs.asked].join('\n'), connect.secrets));
  });

  describe('whose certificate is signed by a private CA', () => {
    it('takes that from a file', async () => {
      const connect = await start({ tls: true });
      const folder = temporaryFolder('ca');
      ended(() => folder.remove());
      const file = path.join(folder.path, 'ca.pem');
      await writeFile(file, connect.ca ?? '');
      const { asked, dialogs } = await ask([connect.url, 'Enter a CA Certificate', file]);
      assert.equal(asked?.fields.ca_certificate, connect.ca?.trim());
      assert.match(dialogs.asked.join('\n'), /its certificate is not trusted\.$/m);
    });

    it('reports that a file is not a certificate', async () => {
      const connect = await start({ tls: true });
      const { dialogs } = await ask([connect.url, 'Enter a CA Certificate', '/none.pem', LEAVE, LEAVE]);
      assert.match(dialogs.told.join(), /\/none\.pem cannot be used as a CA certificate: it cannot be read/);
    });

    it('does not verify it only if the user says so', async () => {
      const connect = await start({ tls: true });
      const { asked } = await ask([connect.url, 'Don’t Verify the Certificate']);
      const name = new URL(connect.url).hostname;
      assert.deepEqual(asked?.fields, { name, url: connect.url, insecure: true });
    });
  });

  it('keeps the name of a server that is known', async () => {
    const connect = await start();
    const known = await ask([connect.url], [serverOf(connect)]);
    assert.equal(known.asked?.fields.name, 'Analytics');
  });

  it('goes back from the API key to the address', async () => {
    const connect = await start({ oauth: false });
    const { asked } = await ask([connect.url, BACK, KEEP, connect.apiKeys.publisher]);
    assert.equal(asked?.fields.url, connect.url);
  });

  describe('that another tool knows', () => {
    /** What rsconnect-python has stored. */
    async function rsconnect(
      entries: unknown,
      publisherAccounts = () => Promise.resolve<PublisherAccount[]>([]),
      publisherKeys: Readonly<Record<string, string>> = {},
    ) {
      const folder = temporaryFolder('rsconnect');
      ended(() => folder.remove());
      await mkdir(path.join(folder.path, '.rsconnect-python'));
      const file = path.join(folder.path, '.rsconnect-python/servers.json');
      const text = typeof entries === 'string' ? entries : JSON.stringify(entries);
      await writeFile(file, text);
      const log = new RecordingLog();
      const publisherKey = ({ id }: PublisherAccount) => Promise.resolve(publisherKeys[id]);
      const ports = {
        ...({ environment: {}, platform: 'linux', home: folder.path, log } as const),
        ...{ publisherAccounts, publisherKey },
        manifests: () => [{ contributes: { authentication: [{ id: PUBLISHER_PROVIDER }] } }],
      };
      return { log, find: (shown: readonly ConnectServer[] = []) => knownServers(ports, shown), file, text };
    }

    it('is offered with its name and certificate, and its file stays as it is', async () => {
      const connect = await start({ tls: true });
      const { find, file, text } = await rsconnect({
        prod: { name: 'prod', url: `${connect.url}/`, insecure: false, ca_cert: connect.ca, oauth_client_id: 'x' },
        shiny: { name: 'shiny', url: 'https://api.shinyapps.io', account_name: 'me' },
      });
      const known = await find();
      assert.deepEqual(
        known.map(({ name, url }) => [name, url]),
        [['prod', connect.url]],
      );
      const { asked } = await ask(['prod'], [], known);
      assert.deepEqual(asked?.fields, { name: 'prod', url: connect.url, ca_certificate: connect.ca });
      assert.equal(await readFile(file, 'utf8'), text);
    });

    it('gives its API key only if the user allows that', async () => {
      const connect = await start({ oauth: false });
      const key = connect.apiKeys.publisher;
      const { find } = await rsconnect({ old: { url: connect.url, api_key: key } });
      const known = await find();
      assert.ok(!JSON.stringify(known).includes(key));
      const allowed = await ask(['old', 'Use API Key'], [], known);
      assert.equal(allowed.asked?.apiKey?.reveal(), key);
      const refused = await ask(['old', LEAVE, LEAVE], [], known);
      assert.equal(refused.asked, undefined);
    });

    it('gives the API key of Publisher, or lets the user enter one', async () => {
      const connect = await start({ oauth: false });
      const key = connect.apiKeys.publisher;
      const accounts = () => Promise.resolve([{ id: connect.url, label: 'old' }]);
      const { find } = await rsconnect({}, accounts, { [connect.url]: key });
      const allowed = await ask(['old', 'Use API Key'], [], await find());
      assert.equal(allowed.asked?.apiKey?.reveal(), key);
      const { find: findWithout } = await rsconnect({}, accounts);
      const entered = await ask(['old', 'Use API Key', key], [], await findWithout());
      assert.match(entered.dialogs.told.join(), /No API key could be read\. Enter one/);
      assert.equal(entered.asked?.apiKey?.reveal(), key);
    });

    it('becomes the default if it is that of the tool, unless there is one', async () => {
      const connect = await start();
      const { find } = await rsconnect({ prod: { url: connect.url, default: true } });
      const first = await ask(['prod'], [], await find());
      assert.equal(first.asked?.fields.default, true);
      const other = serverOf(connect, { url: 'https://other.example.com', isDefault: true });
      const second = await ask(['prod'], [other], await find());
      assert.equal(second.asked?.fields.default, undefined);
    });

    it('is left out if the view has it, and named once', async () => {
      const connect = await start();
      const accounts = () => Promise.resolve([{ id: connect.url, label: 'From Publisher' }]);
      const { find } = await rsconnect({ prod: { url: connect.url } }, accounts);
      assert.deepEqual(
        (await find()).map(({ name }) => name),
        ['prod'],
      );
      assert.deepEqual(await find([serverOf(connect)]), []);
      const { find: withoutRsconnect } = await rsconnect({}, accounts);
      assert.deepEqual(
        (await withoutRsconnect()).map(({ name, origin }) => [name, origin]),
        [['From Publisher', 'Posit Publisher']],
      );
    });

    it('is not found in a broken file, of which the log shows nothing, nor without Publisher', async () => {
      const { find, log } = await rsconnect('{"prod": {"api_key": "canary-key-0123456789', () =>
        Promise.reject(new Error('No such provider')),
      );
      assert.deepEqual(await find(), []);
      assert.match(log.lines.join(), /could not be read: it is not JSON/);
      assert.ok(!log.lines.join().includes('canary'));
    });

    it('can be passed over for another address', async () => {
      const connect = await start();
      const { find } = await rsconnect({ prod: { url: 'https://prod.example.com' } });
      const { asked } = await ask(['Enter Another Address', connect.url], [], await find());
      assert.equal(asked?.fields.name, new URL(connect.url).hostname);
    });
  });
});
