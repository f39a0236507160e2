import assert from 'node:assert/strict';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES, SIGNED_OUT } from './scriptedBroker.js';

describe('credentials sign-in and sign-out, in a terminal of an editor window', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  it('sign in with the window', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT), listed(SALES)],
      oauth_sign_in: [{ opened: true }],
    });
    const { code, stdout } = await command().run(['sign-in', 'sales'], { env });
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Signed in to Sales API.\n' });
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
