import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import { UNKNOWN_METHOD_ANSWERS } from '../../sandbox/unknownMethod.js';
import { until } from '../../until.js';
import { isAuthenticated } from '../handMadeRpc.js';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll } from './builtCommand.js';

describe('credentials sign-in and sign-out', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();

  it('sign in with the page of a Workbench, and out', async () => {
    const sandbox = await startSandbox();
    const { env } = sandbox;
    const run = command().start(['sign-in', 'github'], { env });
    await until('it says where to sign in', () => /^http.*\n/m.test(run.told()));
    await signInByForms(/^http.*$/m.exec(run.told())?.[0] ?? '', sandbox.account);
    const { code, stdout } = await run.result;
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Signed in to GitHub.\n' });

    assert.deepEqual(await command().run(['sign-in', 'github'], { env }), {
      code: 0,
      stdout: 'You are already signed in to GitHub.\n',
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

  it('says that the user has not signed in when the time is over, and exits with 1', async () => {
    const { env } = await startSandbox();
    const { code, stdout, stderr } = await command().run(['sign-in', '--wait=0.1', 'github'], { env });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(
      stderr,
      /\ncredentials: You have not signed in to GitHub within 0\.1 s\. Sign in, then run the same command again\.\n$/,
    );
  });

  for (const unknownMethod of UNKNOWN_METHOD_ANSWERS) {
    it(`lead to the home page of a Workbench that answers unknown methods with ${unknownMethod}`, async () => {
      const { env } = await startSandbox({ signInMethods: false, unknownMethod });
      const home = env['RS_SERVER_URL'] ?? '';
      const way = 'go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.';
      const [signIn, signOut] = await Promise.all([
        command().run(['sign-in', '--wait=0.1', 'github'], { env }),
        command().run(['sign-out', 'sales-api'], { env }),
      ]);
      assert.ok(signIn.stderr.includes(`credentials: To sign in to GitHub, ${way}\n${home}\n`), signIn.stderr);
      assert.equal(signIn.code, 1);
      assert.equal(signOut.code, 2);
      assert.ok(signOut.stderr.startsWith(`credentials: To sign out of Sales API, ${way} `), signOut.stderr);
      assert.ok(signOut.stderr.includes(home), signOut.stderr);
    });
  }
});
