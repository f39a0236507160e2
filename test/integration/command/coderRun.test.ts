import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { CoderPrograms } from '../broker/coder/coderCalls.js';
import { commandForAll } from './builtCommand.js';

/** A program that writes its environment as JSON, and ends with 7. */
const SHOW = ['-e', 'process.stdout.write(JSON.stringify(process.env)); process.exitCode = 7'];

const SIGNED_OUT = () => Promise.reject(new CredentialError('authorization', 'You are not signed in.'));

describe('In the terminal of an editor window that answers in the place of Coder,', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  /** Runs the command in any terminal of the window. */
  const run = (programs: CoderPrograms, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    command().run(args, { env: { ...programs.window.environment, ...env } });

  it('credentials coder run gives a command the variables of Coder, and passes on its exit code', async () => {
    const programs = await CoderPrograms.start(ended);
    const env = { NO_PROXY: 'intranet', CODER_AGENT_TOKEN: 'of another time' };
    const { code, stdout, stderr } = await run(programs, ['coder', 'run', '--', process.execPath, ...SHOW], env);
    assert.deepEqual([code, stderr], [7, '']);
    const given = JSON.parse(stdout) as Readonly<Record<string, string>>;
    for (const [name, value] of Object.entries(programs.variables)) {
      assert.equal(given[name], value);
    }
    assert.deepEqual([given['CODER_AGENT_TOKEN'], given['NO_PROXY']], [undefined, 'intranet,127.0.0.1,localhost']);
    assert.ok(!stdout.includes(programs.token), 'The token is in the environment');
  });

  it('a script for Coder works if it calls credentials: with coder run, and in any terminal of the window', async () => {
    const programs = await CoderPrograms.start(ended);
    const script = `
      OUTPUT=$(credentials external-auth access-token github)
      if [ $? -eq 0 ]; then printf 'token %s' "$OUTPUT"; else printf 'sign in at %s' "$OUTPUT"; fi`;
    programs.source.give = () => Promise.resolve({ value: new Secret('canary-token'), expiresAt: undefined });
    const inShell = () => command().runProgram('sh', ['-c', script], { env: programs.window.environment });
    for (const ran of [inShell(), run(programs, ['coder', 'run', '--', 'sh', '-c', script])]) {
      const { stdout, stderr } = await ran;
      assert.deepEqual([stdout, stderr], ['token canary-token', '']);
    }
    programs.source.give = SIGNED_OUT;
    const { stdout, stderr } = await inShell();
    assert.match(stdout, new RegExp(`^sign in at ${programs.window.broker.url ?? ''}/external-auth/[\\w-]+$`));
    assert.equal(stderr, '');
    assert.equal((await programs.browse(stdout.replace('sign in at ', ''))).status, 200);
  });

  it('credentials external-auth has the exit codes of Coder', async () => {
    const programs = await CoderPrograms.start(ended);
    const call = (...args: readonly string[]) => run(programs, ['external-auth', 'access-token', ...args]);
    const extra = new Secret({ team: { name: 'Posit' } });
    programs.source.give = () => Promise.resolve({ value: new Secret('canary'), expiresAt: undefined, extra });
    assert.deepEqual(await call('Company Git'), { code: 0, stdout: 'canary', stderr: '' });
    assert.deepEqual(await call('github', '--extra', 'team.name'), { code: 0, stdout: 'Posit', stderr: '' });
    assert.deepEqual(await call('github', '--extra', 'none'), { code: 0, stdout: '', stderr: '' });
    const unknown = await call('unknown');
    assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
    assert.match(unknown.stderr, /: get external auth token: unexpected status code 404: This editor window has no /);
    programs.source.give = () => Promise.reject(new CredentialError('network', 'The server is down.'));
    const failed = await call('github');
    assert.deepEqual([failed.code, failed.stdout], [1, '']);
    assert.match(
      failed.stderr,
      /unexpected status code 500: There is no access token of GitHub.* The server is down\.$/m,
    );
  });

  it('both say what to do where there is no window', async () => {
    const none = await command().run(['coder', 'run', '--', 'true']);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^credentials: No credentials server found\./);
    const programs = await CoderPrograms.start(ended);
    await programs.window.want(false);
    const env = programs.window.advertised.find((each) => each !== undefined) ?? {};
    const { code, stdout, stderr } = await command().run(['external-auth', 'access-token', 'github'], { env });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^credentials: create agent client: The editor window of this terminal does not answer/);
  });

  it('credentials coder run leaves a real workspace to Coder', async () => {
    const programs = await CoderPrograms.start(ended);
    const env = { CODER_AGENT_URL: 'https://coder.example.org/', CODER_AGENT_TOKEN: 'x' };
    const { code, stderr } = await run(programs, ['coder', 'run', '--', 'true'], env);
    assert.equal(code, 2);
    assert.match(stderr, /^credentials: This is a Coder workspace/);
  });
});
