import assert from 'node:assert/strict';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES, SIGNED_OUT } from './scriptedBroker.js';

describe('credentials sign-in and sign-out, in a terminal of an editor window', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  it('sign in with the window', async () => {
    const { env, calls } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT), listed(SALES)],
      oauth_sign_in: [{ opened: true }],
    });
    const { code, stdout } = await command().run(['sign-in', 'sales'], { env });
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Signed in to Sales API.\n' });
    // The window opens the page.
    assert.equal(calls[1], `oauth_sign_in ${SALES.uid} true`);
  });

  it('need no page and no token for a service account', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT)],
      oauth_sign_in: [{ authenticated: true }],
    });
    assert.deepEqual(await command().run(['sign-in', 'sales'], { env }), {
      code: 0,
      stdout: 'Signed in to Sales API.\n',
      stderr: '',
    });
  });

  it('say why the window could not be asked when the time is over', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT), { error: 'The window is busy.' }],
      oauth_sign_in: [{ opened: true }],
    });
    const { code, stderr } = await command().run(['sign-in', '--wait=0', 'sales'], { env });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^credentials: The window is busy\.\ncredentials: You have not signed in to Sales API within 0 s/m,
    );
  });

  it('remove a token that is not valid any more', async () => {
    const { env, calls } = await startBroker({
      oauth_integrations: [listed({ ...SIGNED_OUT, can_sign_out: true })],
      oauth_sign_out: [{ result: true }],
    });
    assert.equal((await command().run(['sign-out', 'sales'], { env })).stdout, 'Signed out of Sales API.\n');
    assert.equal(calls.at(-1), `oauth_sign_out ${SALES.uid}`);
  });

  it('say what the user still has to do', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SALES)],
      oauth_sign_out: [{ result: true, detail: 'Revoke\u001b it at the provider.' }],
    });
    assert.deepEqual(await command().run(['sign-out', 'sales'], { env }), {
      code: 0,
      stdout: 'Signed out of Sales API. Revoke\\u{1b} it at the provider.\n',
      stderr: '',
    });
  });
});
