import assert from 'node:assert/strict';
import { chmod, chown, rename, symlink } from 'node:fs/promises';
import { cookieFile } from '../handMadeRpc.js';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES, TOKEN } from './scriptedBroker.js';

/** Another user of the machine can take the port and the folder's name of a window that is closed. */
describe('The command trusts a window only if its folder is private to this user', function () {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  for (const [what, change] of [
    ['that others may look into', (folder: string) => chmod(folder, 0o755)],
    ['that the group may write to', (folder: string) => chmod(folder, 0o720)],
    ['with a cookie that others may read', (_folder: string, cookie: string) => chmod(cookie, 0o644)],
    [
      'whose cookie is a link',
      async (folder: string, cookie: string) => {
        await rename(cookie, `${folder}/other`);
        await symlink('other', cookie);
      },
    ],
  ] as const) {
    it(`and not if it is one ${what}`, async () => {
      const { env, calls } = await startBroker({ oauth_integrations: [listed(SALES)], oauth_token: [TOKEN] });
      const folder = env['PWB_SESSION_RUNTIME_DIR'] ?? '';
      await change(folder, cookieFile(env));
      for (const args of [['list'], ['access-token', 'sales'], ['sign-in', 'sales']]) {
        const { code, stdout, stderr } = await command().run(args, { env });
        assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
        assert.match(stderr, /^credentials: .* is not private to you.* Open a new terminal in the editor\.\n$/);
      }
      assert.deepEqual(calls, []);
    });
  }

  it('and not if it is another user’s', async function () {
    // Root alone can give a folder away.
    if (process.getuid?.() !== 0) return this.skip();
    const { env, calls } = await startBroker({ oauth_integrations: [listed(SALES)] });
    await chown(env['PWB_SESSION_RUNTIME_DIR'] ?? '', 12_345, 12_345);
    const { code, stdout } = await command().run(['list'], { env });
    assert.deepEqual({ code, stdout, calls }, { code: 2, stdout: '', calls: [] });
    await chown(env['PWB_SESSION_RUNTIME_DIR'] ?? '', 0, 0);
  });
});
