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

  it('says why a list is empty', async () => {
    const coder = await start({ providers: [] });
    assert.deepEqual(await run(coder, ['list']), {
      ...{ code: 0, stdout: '' },
      stderr:
        'credentials: No providers of Coder are known here. Run "coder login" to see all, or run this in a Git repository.\n',
    });
    assert.match((await run(coder, ['list'], withSession(coder))).stderr, /Coder has no external authentication/);
  });

  it('says what to do about a variable that is wrong', async () => {
    const coder = await start();
    const { stderr } = await run(coder, ['list'], { ...coder.env, CODER_AGENT_URL: 'coder' });
    assert.match(stderr, /CODER_AGENT_URL is not a URL .* or run the command again\./);
  });

  for (const [name, isInSession] of [
    ['github', false],
    ['github.com', false],
    ['GitHub', true],
  ] as const) {
    it(`checks ${name} also if its refresh fails`, async () => {
      const coder = await start();
      coder.addLink('github');
      coder.failRefreshes('github', 'the provider is down');
      const env = isInSession ? withSession(coder) : coder.env;
      const { code, stdout } = await run(coder, ['doctor', name], env);
      assert.equal(code, 2);
      assert.match(stdout, /^ok +Coder .*\nPROBLEM +Access token .*the provider is down/m);
    });
  }
});
