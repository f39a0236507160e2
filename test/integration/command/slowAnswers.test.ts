import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES, TOKEN } from './scriptedBroker.js';

/** Milliseconds that a provider may take, while the window waits for it: more than a single HTTP request may. */
const SLOW = 11_000;

describe('A command in a terminal of an editor window', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  it('waits for a slow answer, as with a slow provider', async () => {
    const slow = setTimeout(SLOW, TOKEN);
    const { env } = await startBroker({ oauth_integrations: [listed(SALES)], oauth_token: [slow] });
    assert.deepEqual(await command().run(['access-token', 'sales'], { env }), {
      code: 0,
      stdout: TOKEN.access_token,
      stderr: '',
    });
  });
}).timeout(60_000);
