import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { startConnect } from '../../sandbox/connect/connect.js';
import { holdsAny } from '../failures.js';
import { keyringOrSkip, KeyringSession } from '../keyring/gnomeKeyring.js';
import { commandForAll } from './builtCommand.js';
import { LoginHome } from './loginHome.js';

describe('credentials login with a GNOME Keyring', function () {
  this.timeout(120_000);
  const command = commandForAll();
  const ended = endedAfterEach();

  before(function () {
    return keyringOrSkip(this);
  });

  async function begin() {
    const connect = await startConnect();
    ended(() => connect.stop());
    const session = await KeyringSession.start(ended);
    const { DBUS_SESSION_BUS_ADDRESS = '' } = session.environment;
    return { connect, session, home: new LoginHome(command(), ended, { DBUS_SESSION_BUS_ADDRESS }) };
  }

  it('keeps the key there, and says so', async () => {
    const { connect, session, home } = await begin();
    await session.startKeyring();
    const { code, stderr } = await home.login(connect);
    assert.equal(code, 0);
    assert.match(stderr, /Its key is in the system keyring \(secret-tool\)\.\n/);
    assert.equal(existsSync(path.join(home.config, 'keys')), false);
    assert.equal((await home.run(['connect', 'token'])).code, 0);
    assert.equal((await home.run(['logout', connect.url])).code, 0);
  });

  it('that is locked later fails clearly, and replaces nothing', async () => {
    const { connect, session, home } = await begin();
    await session.startKeyring();
    await home.login(connect);
    const vault = readFileSync(path.join(home.config, 'vault.json'));
    await session.lock();
    for (const args of [['connect', 'token'], ['servers'], ['login', connect.url], ['logout', connect.url]]) {
      const { code, stdout, stderr } = await home.run(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(
        stderr,
        /The key to your sign-ins is in the system keyring \(secret-tool\), which is locked\. Unlock it/,
      );
      assert.ok(!holdsAny(stderr, connect.secrets));
    }
    assert.equal(existsSync(path.join(home.config, 'keys')), false);
    assert.deepEqual(readFileSync(path.join(home.config, 'vault.json')), vault);
  });

  it('that comes later does not replace the file with the key', async () => {
    const { connect, session, home } = await begin();
    assert.match((await home.login(connect)).stderr, /Its key is in a file in .*, because the system keyring/);
    await session.startKeyring();
    assert.equal((await home.run(['connect', 'token'])).code, 0);
    assert.match((await home.login(connect)).stderr, /Its key is in a file in [^(]*\.\n/);
  });

  it('reports that the key no longer exists', async () => {
    const { connect, session, home } = await begin();
    await session.startKeyring();
    await home.login(connect);
    const other = await KeyringSession.start(ended);
    await other.startKeyring();
    const { DBUS_SESSION_BUS_ADDRESS = '' } = other.environment;
    const { code, stderr } = await home.run(['connect', 'token'], { env: { DBUS_SESSION_BUS_ADDRESS } });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /their key is not in the system keyring \(secret-tool\)\..* delete .*vault\.json and sign in again/,
    );
  });
});
