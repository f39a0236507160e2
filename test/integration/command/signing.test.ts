import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { isAuthenticated } from '../handMadeRpc.js';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll } from './builtCommand.js';

describe('credentials sign-in and sign-out', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();

  it('sign in by the page that a Workbench names, and out', async () => {
    const sandbox = await startSandbox();
    const { env } = sandbox;
    const run = command().start(['sign-in', 'github'], { env });
    await until('it says where to sign in', () => /^http.*\n/m.test(run.told()));
    await signInByForms(/^http.*$/m.exec(run.told())?.[0] ?? '', sandbox.account);
    const { code, stdout } = await run.result;
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Signed in to GitHub.\n' });

    assert.deepEqual(await command().run(['sign-in', 'github'], { env }), {
      code: 0,
      stdout: 'You are signed in to GitHub already.\n',
      stderr: '',
    });
    assert.deepEqual(await command().run(['sign-out', 'github'], { env }), {
      code: 0,
      stdout: 'Signed out of GitHub.\n',
      stderr: '',
    });
    assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
    assert.deepEqual(await command().run(['sign-out', 'github'], { env }), {
      code: 0,
      stdout: 'You are not signed in to GitHub.\n',
      stderr: '',
    });
  });

  it('says that nobody has signed in when the time is over, and ends with 1', async () => {
    const { env } = await startSandbox();
    const { code, stdout, stderr } = await command().run(['sign-in', '--wait=0.1', 'github'], { env });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(
      stderr,
      /\ncredentials: You have not signed in to GitHub within 0\.1 s\. Sign in, then run the same command again\.\n$/,
    );
  });

  it('leads to the home page of a Workbench that does not know how', async () => {
    const { env } = await startSandbox({ signInMethods: false });
    const home = env['RS_SERVER_URL'] ?? '';
    const signIn = await command().run(['sign-in', '--wait=0.1', 'github'], { env });
    assert.ok(signIn.stderr.includes(`\n${home}\n`), 'the home page is not there');
    assert.deepEqual(await command().run(['sign-out', 'sales-api'], { env }), {
      code: 2,
      stdout: '',
      stderr: `credentials: To sign out of Sales API, go to Settings, Managed Credentials, Custom OAuth on the Workbench page in your browser. It is at ${home}\n`,
    });
  });
});
