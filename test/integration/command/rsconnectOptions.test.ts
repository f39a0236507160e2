import assert from 'node:assert/strict';
import { INSTALLATION_TIME, pythonOrSkip } from '../../clients/pythonClients.js';
import { Rsconnect } from '../../clients/rsconnect.js';
import { endedAfterEach } from '../../ended.js';
import { startConnect } from '../../sandbox/connect/connect.js';
import { commandForAll } from './builtCommand.js';
import { LoginHome } from './loginHome.js';

/** The options in a help text, each with its short form. */
function optionsIn(help: string): readonly string[] {
  return [...help.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)]
    .map(([, short, long = '']) => (short === undefined ? long : `${short}, ${long}`))
    .filter((option) => !option.endsWith('--help'))
    .sort();
}

/** JSON without what differs from sign-in to sign-in. */
function withoutCodes(json: string): object {
  const answer = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const page =
    typeof answer['verification_uri'] === 'string' ? new URL(answer['verification_uri']).pathname : undefined;
  return {
    ...answer,
    verification_uri: page,
    user_code: typeof answer['user_code'],
    expires_in: typeof answer['expires_in'],
  };
}

describe('The options of the unmodified rsconnect', function () {
  this.timeout(INSTALLATION_TIME);
  const command = commandForAll();
  const ended = endedAfterEach();

  for (const name of ['login', 'logout']) {
    it(`${name} are those of credentials ${name}`, async function () {
      const rsconnect = await Rsconnect.create(await pythonOrSkip(this), ended);
      const theirs = optionsIn((await rsconnect.run([name, '--help'])).output);
      assert.ok(theirs.includes('-s, --server'));
      const ours = await command().run([name, '--help']);
      assert.deepEqual(optionsIn(ours.stdout), theirs);
    });
  }

  it('login --no-wait and --finish print the same JSON as those of credentials login', async function () {
    const rsconnect = await Rsconnect.create(await pythonOrSkip(this), ended);
    const connect = await startConnect();
    ended(() => connect.stop());
    const home = new LoginHome(command(), ended);
    for (const args of [
      ['--no-wait', '--name', 'prod', connect.url],
      ['--finish', '--name', 'prod', '--timeout', '1'],
    ]) {
      const theirs = await rsconnect.run(['login', ...args]);
      const ours = await home.run(['login', ...args]);
      assert.deepEqual([ours.code, ours.stderr], [theirs.code, '']);
      assert.deepEqual(withoutCodes(ours.stdout), withoutCodes(theirs.output));
    }
  });
});
