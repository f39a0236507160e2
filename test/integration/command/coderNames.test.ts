import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { withSession } from '../coder/coderWindow.js';
import { coderCommandPerTest } from './coderCommand.js';

describe('The command in a Coder workspace, asked by a display name or a Git host,', function () {
  this.timeout(60_000);
  const { start, startRun, repository } = coderCommandPerTest();

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
});
