import assert from 'node:assert/strict';
import { withSession } from '../coder/coderWindow.js';
import { assertIsToken, coderCommandPerTest } from './coderCommand.js';

describe('The command in a Coder workspace', function () {
  this.timeout(60_000);
  const { start, run, repository } = coderCommandPerTest();

  it('does without a session that Coder does not accept, and says so', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.endSessions();
    const env = withSession(coder);
    assertIsToken(coder, 'github', await run(coder, ['access-token', 'github.com'], env));
    const cwd = repository('https://github.com/x.git');
    const listed = await run(coder, ['list'], env, cwd);
    assert.equal(listed.code, 0);
    assert.match(listed.stdout, /^github\.com +signed in/m);
    assert.match(listed.stderr, /^credentials: Coder does not accept your session token.* Run "coder login"[^\n]*\n$/);
    const named = await run(coder, ['access-token', 'GitHub'], env);
    assert.deepEqual([named.code, named.stdout, named.stderr], [2, '', listed.stderr]);
  });
});
