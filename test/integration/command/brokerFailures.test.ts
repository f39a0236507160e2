import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { until } from '../../until.js';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES, SIGNED_OUT, TOKEN } from './scriptedBroker.js';

describe('The failures of a command in a terminal of an editor window', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  const GONE =
    'credentials: The editor window of this terminal does not answer: it was closed or reloaded, or credentials in terminals are turned off. Open a new terminal in the editor.\n';

  it('are reported in the window’s words', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SALES)],
      oauth_token: [{ error: 'The sign-in to Sales API has expired.' }],
    });
    assert.deepEqual(await command().run(['access-token', 'sales'], { env }), {
      code: 2,
      stdout: '',
      stderr: 'credentials: The sign-in to Sales API has expired.\n',
    });
  });

  it('never make the window look like a server that can’t start a sign-in or sign out', async () => {
    const error = 'Unknown method, says this window.';
    const { env } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT, { ...SALES, uid: 'aaaaaaaa-0000-4000-8000-000000000002', name: 'in' })],
      oauth_sign_in: [{ error }],
      oauth_sign_out: [{ error }],
    });
    for (const call of [
      ['sign-in', 'sales'],
      ['access-token', 'sales'],
      ['sign-out', 'in'],
    ]) {
      assert.deepEqual(await command().run(call, { env }), { code: 2, stdout: '', stderr: `credentials: ${error}\n` });
    }
  });

  it('say that the output could not be written', async function () {
    // Linux alone has a file that is always full.
    if (!existsSync('/dev/full')) this.skip();
    const { env } = await startBroker({ oauth_integrations: [listed(SALES)], oauth_token: [TOKEN] });
    const call = 'credentials access-token sales > /dev/full';
    const { code, stderr } = await command().runProgram('sh', ['-c', call], { env });
    assert.equal(code, 2);
    assert.match(stderr, /^credentials: The output could not be written \(ENOSPC\)\. Check .*\n$/);
  });

  it('say that the window is gone', async () => {
    const { env, close } = await startBroker({ oauth_integrations: [listed(SALES)] });
    close();
    assert.deepEqual(await command().run(['list'], { env }), { code: 2, stdout: '', stderr: GONE });
  });

  it('say the same of a window with another one’s port', async () => {
    const [one, other] = [await startBroker({}), await startBroker({})];
    const env = { ...one.env, PWB_SESSION_RUNTIME_DIR: other.env['PWB_SESSION_RUNTIME_DIR'] ?? '' };
    assert.deepEqual(await command().run(['list'], { env }), { code: 2, stdout: '', stderr: GONE });
  });

  it('say that the answer of the window can’t be understood', async () => {
    const { env } = await startBroker({ oauth_integrations: [{ providers: 7 }] });
    const { code, stdout, stderr } = await command().run(['list'], { env });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /could not be understood/);
    assert.doesNotMatch(stderr, /Workbench/);
  });

  it('end the wait when the window is closed', async () => {
    const broker = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT)],
      oauth_sign_in: [{ opened: true }],
    });
    const run = command().start(['sign-in', 'sales'], { env: broker.env });
    await until('it waits', () => broker.calls.length >= 3);
    broker.close();
    const { code, stdout, stderr } = await run.result;
    assert.deepEqual({ code, stdout, isGone: stderr.endsWith(GONE) }, { code: 2, stdout: '', isGone: true });
  });

  it('name a configuration error of an integration', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed({ ...SALES, error: 'No issuer.' })] });
    for (const call of ['access-token', 'sign-in', 'sign-out']) {
      assert.deepEqual(await command().run([call, 'sales'], { env }), {
        code: 2,
        stdout: '',
        stderr:
          'credentials: Sales API is not configured correctly: No issuer. If it is a local integration, edit it in the editor. Otherwise, contact your administrator.\n',
      });
    }
  });
});
