import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { cookieFile, rpc } from '../handMadeRpc.js';
import { Attacked } from './attacks.js';

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

/** Where the broker listens, and what it writes. */
describe('The broker', () => {
  const ended = endedAfterEach();

  it('listens at 127.0.0.1, and at no other address of this machine', async () => {
    const { port } = await Attacked.start(ended);
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const others = addresses
      .filter(({ address }) => address !== '127.0.0.1')
      .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
    for (const host of ['127.0.0.2', '::1', '::ffff:127.0.0.2', ...others]) {
      const socket = createConnection({ host, port });
      ended(() => socket.destroy());
      const refused = await Promise.race([
        once(socket, 'connect').then(() => 'connected'),
        new Promise<string>((resolve) => socket.once('error', () => resolve('refused'))),
      ]);
      assert.equal(refused, 'refused', host);
    }
  });

  it('lets no other user into its folder, even with a permissive umask', async () => {
    const lax = process.umask(0);
    ended(() => process.umask(lax));
    const { window } = await Attacked.start(ended);
    const folder = window.environment['PWB_SESSION_RUNTIME_DIR'];
    const file = cookieFile(window.environment);
    assert.deepEqual([path.dirname(folder), modeOf(folder), modeOf(file)], [window.parentFolder, '700', '600']);
    assert.deepEqual(readdirSync(folder).sort(), [
      'broker.json',
      'coder_agent_token',
      'content_session_token',
      'rpc_cookie',
    ]);
    assert.equal(modeOf(path.join(folder, 'broker.json')), '600');
    assert.match(window.cookie, /^[\w-]+\|\w{3}%2C%20\d\d%20\w{3}%20\d{4}%20\d\d%3A\d\d%3A\d\d%20GMT\|[\w-]{43}$/);
    await window.want(false);
    assert.deepEqual([readdirSync(folder), modeOf(folder)], [['broker.json'], '700']);
    await window.want(true);
    assert.deepEqual(
      [window.environment['PWB_SESSION_RUNTIME_DIR'], modeOf(folder), modeOf(file)],
      [folder, '700', '600'],
    );
  });

  it('writes other files on request, for this user alone, and removes them when it stops', async () => {
    const { window } = await Attacked.start(ended);
    const folder = window.environment['PWB_SESSION_RUNTIME_DIR'];
    const file = await window.broker.writeFile('content.env', new Secret('NAME=value\n'));
    assert.equal(file, path.join(folder, 'content.env'));
    assert.deepEqual([readFileSync(file, 'utf8'), modeOf(file)], ['NAME=value\n', '600']);
    // As a window leaves one behind that has crashed.
    writeFileSync(path.join(folder, 'former.env'), '');
    await window.want(false);
    assert.deepEqual(readdirSync(folder), ['broker.json']);
    assert.equal(await window.broker.writeFile('content.env', new Secret('')), undefined);
    assert.deepEqual(readdirSync(folder), ['broker.json']);
  });

  for (const [what, put] of [
    ['a folder that others can open', (folder: string) => mkdirSync(folder, { mode: 0o755 })],
    ['a link to a folder', (folder: string, elsewhere: string) => symlinkSync(elsewhere, folder)],
    ['a link to nowhere', (folder: string, elsewhere: string) => symlinkSync(path.join(elsewhere, 'none'), folder)],
    ['a file', (folder: string) => writeFileSync(folder, 'x')],
  ] as const) {
    it(`writes nothing to ${what} at its former place`, async () => {
      const { window } = await Attacked.start(ended);
      const folder = window.environment['PWB_SESSION_RUNTIME_DIR'];
      await window.want(false);
      const elsewhere = temporaryFolder('elsewhere');
      ended(() => elsewhere.remove());
      rmSync(folder, { recursive: true });
      put(folder, elsewhere.path);
      await window.want(true);
      assert.notEqual(window.environment['PWB_SESSION_RUNTIME_DIR'], folder);
      assert.equal(modeOf(window.environment['PWB_SESSION_RUNTIME_DIR']), '700');
      assert.deepEqual(readdirSync(elsewhere.path), []);
      assert.ok(
        statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true || readdirSync(folder).length === 0,
      );
      assert.equal((await rpc(window.environment, 'oauth_integrations')).status, 200);
      // What is not its own it leaves alone.
      await window.want(false);
      assert.ok(readdirSync(window.parentFolder).includes(path.basename(folder)));
    });
  }
});
