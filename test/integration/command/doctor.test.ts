import assert from 'node:assert/strict';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES } from './scriptedBroker.js';

describe('credentials doctor', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  it('writes one line for each finding, with nothing that acts on the terminal', async () => {
    const { env, calls } = await startBroker({
      oauth_integrations: [listed(SALES)],
      oauth_check: [
        {
          findings: [
            { subject: 'Clock', result: 'ok', text: 'Right.' },
            { subject: 'Client', result: 'problem', text: 'Refused\u001b[2J.\nCheck it.' },
            { subject: 'Scopes', result: 'new', text: 'Not listed.' },
          ],
        },
      ],
    });
    assert.deepEqual(await command().run(['doctor', 'sales'], { env }), {
      code: 2,
      stdout: 'ok       Clock   Right.\nPROBLEM  Client  Refused\\u{1b}[2J. Check it.\n?        Scopes  Not listed.\n',
      stderr: '',
    });
    assert.deepEqual(calls.at(-1), `oauth_check ${SALES.uid}`);
  });

  it('ends with 0 if there is no problem, even if not everything is known', async () => {
    const findings = [
      { subject: 'Clock', result: 'ok', text: 'Right.' },
      { subject: 'Scopes', result: 'unknown', text: 'Not listed.' },
    ];
    const { env } = await startBroker({ oauth_integrations: [listed(SALES)], oauth_check: [{ findings }] });
    assert.equal((await command().run(['doctor', 'sales'], { env })).code, 0);
  });

  it('says what to do where nothing can be checked', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed(SALES)], oauth_check: [{ findings: [] }] });
    const { code, stdout, stderr } = await command().run(['doctor', 'sales'], { env });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^credentials: Only local integrations of an editor window can be checked/);
  });
});
