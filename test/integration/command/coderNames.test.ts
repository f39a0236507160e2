import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { withSession } from '../coder/coderWindow.js';
import { coderCommandPerTest } from './coderCommand.js';

describe('The command in a Coder workspace, asked by a display name or a Git host,', function () {
  this.timeout(60_000);
  const { start, run, startRun, repository } = coderCommandPerTest();

  for (const name of ['GitHub', 'github.com']) {
    it(`waits for the user to sign in to ${name}`, async () => {
      const coder = await start();
      const env = name === 'GitHub' ? withSession(coder) : coder.env;
      const cwd = repository('https://github.com/team/x.git');
      const waiting = startRun(['access-token', name, '--wait=20'], { env, cwd });
      await until('the page is shown', () => waiting.told().includes('/external-auth/github'));
      await signInByForms(`${coder.url}/external-auth/github`, coder.account);
      const { code, stdout } = await waiting.result;
      assert.ok(code === 0 && stdout === coder.links[0]?.accessToken, `Not the token (${code}, ${stdout.length})`);
    });
  }

  for (const name of ['GitHub', 'github.com']) {
    it(`exits with 2 for a refresh that fails of ${name}, and writes nothing to standard output`, async () => {
      const coder = await start();
      coder.addLink('github');
      coder.failRefreshes('github', 'the provider is down');
      const env = name === 'GitHub' ? withSession(coder) : coder.env;
      const { code, stdout, stderr } = await run(
        coder,
        ['access-token', name],
        env,
        repository('https://github.com/x.git'),
      );
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /failed to answer: .*the provider is down/);
    });
  }
});
