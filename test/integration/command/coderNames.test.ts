import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { withSession } from '../coder/coderWindow.js';
import { assertIsToken, coderCommandPerTest } from './coderCommand.js';

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

  it('finds a Git host by its name anywhere, with a session token of the user and without one', async () => {
    const coder = await start();
    coder.addLink('github');
    for (const env of [coder.env, withSession(coder)]) {
      assertIsToken(coder, 'github', await run(coder, ['access-token', 'GitHub.com'], env));
    }
    const unknown = await run(coder, ['access-token', 'git.example.org']);
    assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
    assert.match(unknown.stderr, /There is no integration git\.example\.org/);
  });

  it('finds a Git host by the Integration ID of its row, with a session token of the user and without one', async () => {
    const coder = await start();
    coder.addLink('github');
    const cwd = repository('https://github.com/x.git');
    const { stdout } = await run(coder, ['list', '--output', 'json'], coder.env, cwd);
    const [row] = JSON.parse(stdout) as readonly Readonly<Record<string, string>>[];
    assert.equal(row?.['name'], 'github.com');
    for (const env of [coder.env, withSession(coder)]) {
      assertIsToken(coder, 'github', await run(coder, ['access-token', row['id'] ?? ''], env, cwd));
    }
  });

  it('exits with 2 for a 404 that does not come from Coder', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.intercept((_request, response) => Boolean(response.writeHead(404).end('<html>Not Found</html>')));
    for (const name of ['github', 'github.com']) {
      const { code, stdout, stderr } = await run(coder, ['access-token', name]);
      assert.deepEqual([code, stdout], [2, ''], name);
      assert.match(stderr, /the answer did not come from Coder/);
    }
  });
});
