import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { BACK } from '../../../src/core/dialogs.js';
import { type AskedServer, askForServer } from '../../../src/connect/signIn/addServer.js';
import type { ConnectServer } from '../../../src/connect/server.js';
import { networkSettings } from '../../../src/http/networkSettings.js';
import { UndiciHttpClient } from '../../../src/http/undiciHttpClient.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { type Answer, FakeDialogs, KEEP, LEAVE } from '../../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { holdsAny } from '../failures.js';
import { connectsPerTest } from './connectsPerTest.js';
import { serverOf } from './connectWindow.js';

const NOTHING_SET = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true } as const;

/** What a user is asked and told, and what comes of it. */
async function ask(answers: readonly Answer[], servers: readonly ConnectServer[] = []) {
  const dialogs = new FakeDialogs(...answers);
  const log = new RecordingLog();
  const asked: AskedServer | undefined = await askForServer({
    ...{ dialogs, log, clock: new FakeClock(), servers },
    http: (options) =>
      new UndiciHttpClient(() => networkSettings(NOTHING_SET, {}, undefined), 5_000, undefined, options),
  });
  assert.deepEqual(dialogs.left, []);
  return { asked, dialogs, log };
}

describe('Adding a Posit Connect server', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();

  it('takes the address of any page of the dashboard, and proposes a name', async () => {
    const connect = await start({ basePath: '/rsc' });
    const { asked, dialogs } = await ask([`${connect.url}/connect/#/apps/1`, KEEP]);
    assert.deepEqual(asked, { fields: { name: new URL(connect.url).hostname, url: connect.url }, apiKey: undefined });
    assert.deepEqual(dialogs.told, []);
  });

  it('finds a server at /connect, where dashboards are elsewhere', async () => {
    const connect = await start({ basePath: '/connect' });
    const { asked } = await ask([connect.url, 'Analytics']);
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
    const { asked, dialogs, log } = await ask([connect.url, 'Old', 'x'.repeat(32), key]);
    assert.equal(asked?.apiKey?.reveal(), key);
    assert.match(dialogs.asked.join('\n'), /does not offer to sign in with OAuth/);
    assert.match(dialogs.told.join(), /does not accept the API key/);
    assert.ok(!holdsAny([...log.lines, ...dialogs.told, ...dialogs.asked].join('\n'), connect.secrets));
  });

  describe('whose certificate is signed by a private CA', () => {
    it('takes that from a file', async () => {
      const connect = await start({ tls: true });
      const folder = temporaryFolder('ca');
      ended(() => folder.remove());
      const file = path.join(folder.path, 'ca.pem');
      await writeFile(file, connect.ca ?? '');
      const { asked, dialogs } = await ask([connect.url, 'Enter a CA Certificate', file, 'Analytics']);
      assert.equal(asked?.fields.ca_certificate, connect.ca?.trim());
      assert.match(dialogs.asked.join('\n'), /its certificate is not trusted/);
    });

    it('says that a file is no certificate', async () => {
      const connect = await start({ tls: true });
      const { dialogs } = await ask([connect.url, 'Enter a CA Certificate', '/none.pem', LEAVE]);
      assert.match(dialogs.told.join(), /\/none\.pem cannot be used as a CA certificate: it cannot be read/);
    });

    it('does not verify it only if the user says so', async () => {
      const connect = await start({ tls: true });
      const { asked } = await ask([connect.url, 'Don’t Verify the Certificate', 'Analytics']);
      assert.deepEqual(asked?.fields, { name: 'Analytics', url: connect.url, insecure: true });
    });
  });

  it('keeps the name of a server that is known, and goes back from the name to the address', async () => {
    const connect = await start();
    const known = await ask([connect.url], [serverOf(connect)]);
    assert.equal(known.asked?.fields.name, 'Analytics');
    const back = await ask([connect.url, BACK, KEEP, 'Again']);
    assert.equal(back.asked?.fields.name, 'Again');
  });
});
