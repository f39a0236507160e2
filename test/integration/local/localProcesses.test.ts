import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endedAfterEach } from '../../ended.js';
import { startProvider } from '../../sandbox/authorizationServer.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FileKeyring } from '../vault/fileKeyring.js';
import { entry } from './localEntries.js';
import { LocalUser } from './localWindow.js';
import { person } from './signingIn.js';

const SCRIPT = fileURLToPath(new URL('localProcess.ts', import.meta.url));

/** Milliseconds after which the access token has expired. */
const LATER = 20 * 60_000;

describe('Windows in processes of their own', function () {
  this.timeout(90_000);
  const ended = endedAfterEach();

  it('that refresh at the same moment spend one refresh token', async () => {
    const provider = await startProvider();
    ended(() => provider.stop());
    const temporary = temporaryFolder('keyring');
    ended(() => temporary.remove());
    const keyring = path.join(temporary.path, 'keyring');
    const entries = [entry(provider, provider.clients.public)];
    const user = new LocalUser(ended, entries, () => provider.secrets);
    user.secrets = new FileKeyring(keyring);
    const window = await user.open({ visit: person(provider) });
    assert.equal(await window.signIn('reports'), 'signedIn');
    const before = await user.grant(window, 'reports');

    const windows = Array.from({ length: 3 }, (): ChildProcess => {
      const args = [user.folder, keyring, JSON.stringify(entries), String(LATER)];
      const child = fork(SCRIPT, args, { execArgv: ['--import=tsx'], stdio: 'inherit' });
      ended(async () => {
        if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
      });
      return child;
    });
    await Promise.all(windows.map((each) => once(each, 'message')));
    const rows = windows.map((each) => once(each, 'message'));
    windows.forEach((each) => each.send('look'));
    const seen = (await Promise.all(rows)).map(([message]: unknown[]) => message);

    const after = await user.grant(window, 'reports');
    assert.equal(provider.refreshes, 1);
    assert.notEqual(after.refreshToken, before.refreshToken);
    assert.ok(await provider.isActive(after.accessToken));
    assert.deepEqual(
      seen,
      windows.map(() => [['authenticated', after.expiresAt]]),
    );
  });
});
