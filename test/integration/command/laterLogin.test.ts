import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { type Connect, type ConnectOptions, startConnect } from '../../sandbox/connect/connect.js';
import { signInByForms } from '../../sandbox/person.js';
import { holdsAny } from '../failures.js';
import { commandForAll, type Result } from './builtCommand.js';
import { LoginHome } from './loginHome.js';
import { WindowHome } from './windowHome.js';

const PLACES = {
  'without an editor window': (...[command, ended]: Parameters<typeof WindowHome.open>) =>
    Promise.resolve(new LoginHome(command, ended)),
  'in a terminal of an editor window': (...args: Parameters<typeof WindowHome.open>) => WindowHome.open(...args),
};

const answerOf = ({ stdout }: Result) => JSON.parse(stdout) as Readonly<Record<string, unknown>>;

for (const [place, open] of Object.entries(PLACES)) {
  describe(`credentials login --no-wait and --finish, ${place},`, function () {
    this.timeout(120_000);
    const command = commandForAll();
    const ended = endedAfterEach();

    async function begin(options: ConnectOptions = {}) {
      const connect = await startConnect(options);
      ended(() => connect.stop());
      const home = await open(command(), ended, () => connect.secrets);
      const start = async (...more: readonly string[]) => {
        const result = await home.run(['login', '--no-wait', '--name', 'prod', ...more, connect.url]);
        assert.equal(result.code, 0, result.stderr);
        return answerOf(result);
      };
      const finish = (...more: readonly string[]) => home.run(['login', '--finish', '--name', 'prod', ...more]);
      return { connect, home, start, finish };
    }

    function enterCode(connect: Connect, answer: Readonly<Record<string, unknown>>, decision: 'allow' | 'refuse') {
      const [page, code] = [String(answer['verification_uri']), String(answer['user_code'])];
      return signInByForms(page, connect.accounts.publisher, decision, undefined, code);
    }

    it('sign in in two steps, with the code of the first', async () => {
      const { connect, home, start, finish } = await begin();
      const started = await start('--no-set-default');
      const { verification_uri: page, user_code: code, expires_in: seconds, ...others } = started;
      assert.deepEqual(others, { status: 'pending', name: 'prod', server: connect.url });
      assert.ok(String(page).startsWith(`${connect.url}/`) && Number(seconds) > 60);
      assert.equal((await start('--use-device-code'))['user_code'], code);

      const early = await finish('--timeout', '1');
      assert.deepEqual([early.code, answerOf(early)], [0, { status: 'pending', name: 'prod', server: connect.url }]);
      await enterCode(connect, started, 'allow');
      const done = await finish();
      assert.deepEqual([done.code, answerOf(done)], [0, { status: 'done', name: 'prod', server: connect.url }]);
      assert.match(done.stderr, /encrypted/);
      assert.ok(!holdsAny(done.stdout + done.stderr, connect.secrets));
      // As the second start says, which had no --no-set-default.
      assert.deepEqual(home.servers, [{ name: 'prod', url: connect.url, default: true }]);
      assert.equal((await home.run(['connect', 'token'])).code, 0);

      const again = await finish();
      assert.deepEqual([again.code, again.stdout], [2, '']);
      assert.match(again.stderr, /No sign-in to prod has been started.* --no-wait --name prod/);
    });

    it('print what can be seen', async () => {
      const { connect, home } = await begin();
      const name = 'a\u202eb\u001bc';
      const result = await home.run(['login', '--no-wait', '--name', name, connect.url]);
      assert.equal(result.code, 0, result.stderr);
      assert.match(result.stdout, /^[\x20-\x7e]+\n$/);
      assert.equal(answerOf(result)['name'], name);
    });

    it('end if the user refuses, or enters the code too late', async () => {
      const { connect, start, finish } = await begin({ deviceCodeLifetime: 8_000 });
      // The last page says so with 400.
      await assert.rejects(enterCode(connect, await start(), 'refuse'), /answered 400/);
      const refused = await finish('--timeout', '999999999');
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /denied|refused|did not allow/i);
      assert.match((await finish()).stderr, /No sign-in to prod/);
      await start();
      assert.match((await finish()).stderr, /expired/);
      assert.match((await finish()).stderr, /No sign-in to prod/);
    });

    it('are not confused with a sign-in to another server', async () => {
      const { connect, home, start, finish } = await begin();
      await start();
      const other = await startConnect();
      ended(() => other.stop());
      const result = await home.run(['login', '--no-wait', '-n', 'prod', other.url]);
      assert.equal(result.code, 2);
      assert.ok(result.stderr.includes(`with other options, at ${connect.url}`));
      assert.equal((await home.login(other, ['--name', 'prod', other.url])).code, 0);
      assert.match((await finish()).stderr, /prod is the name of another server/);
    });
  });
}

describe('The files of credentials login --no-wait', function () {
  this.timeout(60_000);
  const command = commandForAll();
  const ended = endedAfterEach();

  it('contain the device code only encrypted', async () => {
    const connect = await startConnect();
    ended(() => connect.stop());
    const home = new LoginHome(command(), ended);
    const { user_code: code } = answerOf(await home.run(['login', '--no-wait', connect.url]));
    const files = readdirSync(home.config, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(home.config, name))
      .filter((file) => statSync(file).isFile());
    const texts = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    assert.ok(files.length >= 2 && typeof code === 'string');
    assert.ok(!holdsAny(texts, [...connect.secrets, code]));
  });
});
