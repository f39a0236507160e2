import assert from 'node:assert/strict';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES } from './scriptedBroker.js';

describe('credentials list', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();
  const startBroker = brokersPerTest();

  it('shows the integrations of a Workbench, in its order, with their status', async () => {
    const { env } = await startSandbox();
    const { code, stdout, stderr } = await command().run(['list'], { env });
    assert.deepEqual(
      { code, stderr, lines: stdout.split('\n') },
      {
        code: 0,
        stderr: '',
        lines: [
          'NAME                STATUS               INTEGRATION ID',
          'GitHub              not signed in        6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01',
          'Sales API           signed in            c2a9d6b4-7e13-4c0b-8f52-91d0a7e84b02',
          'Issue Tracker       configuration error  1f8e5c7d-24ab-4e96-b7d1-3c5a90f6de03',
          'Databricks          not signed in        94d07b2a-b8c6-4d3e-a1f9-58e2c6074a04',
          'databricks-staging  not signed in        e75b1c3f-5d90-4a28-8c6e-0b9f4d2a7105',
          '',
        ],
      },
    );
  });

  it('shows when tokens expire', async () => {
    const soon = new Date(Date.now() + 54.9 * 60_000).toISOString();
    const { env } = await startBroker({
      oauth_integrations: [
        listed(
          { ...SALES, expiry: soon, renewable: true },
          { uid: 'b', display_name: '社内 API', expiry: '2020-01-01T00:00:00Z', renewable: true },
          { uid: 'c', display_name: 'c', expiry: '2020-01-01T00:00:00Z' },
        ),
      ],
    });
    const { stdout } = await command().run(['list'], { env });
    assert.deepEqual(stdout.split('\n'), [
      'NAME       STATUS     EXPIRES         INTEGRATION ID',
      'Sales API  signed in  in 54 min       aaaaaaaa-0000-4000-8000-000000000001',
      '社内 API   signed in  renewed on use  b',
      'c          signed in  expired         c',
      '',
    ]);
  });

  it('writes JSON, in which nothing acts on a terminal', async () => {
    const { env } = await startBroker({
      oauth_integrations: [
        listed(
          { ...SALES, expiry: '2099-01-01T00:00:00Z', renewable: true, issuer: 'https://i', scopes: ['x'] },
          { uid: 'b', display_name: 'red\u001b[31m\u202e', authenticated: false },
          { uid: 'c', error: 'It is broken' },
        ),
      ],
    });
    const { stdout } = await command().run(['list', '--output', 'json'], { env });
    assert.doesNotMatch(stdout, /[^\n\x20-\x7e]/);
    assert.deepEqual(JSON.parse(stdout), [
      {
        id: SALES.uid,
        name: 'sales',
        display_name: 'Sales API',
        status: 'signed_in',
        expires_at: '2099-01-01T00:00:00Z',
        renewable: true,
        issuer: 'https://i',
        scopes: ['x'],
      },
      { id: 'b', name: null, display_name: 'red\u001b[31m\u202e', status: 'not_signed_in' },
      { id: 'c', name: null, display_name: 'c', status: 'configuration_error', error: 'It is broken' },
    ]);
  });

  it('escapes control characters in a name', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed({ uid: 'b', display_name: 'a\u001b[2J\nb' })] });
    const { stdout } = await command().run(['list'], { env });
    assert.equal(stdout.split('\n')[1], 'a\\u{1b}[2J b  signed in  b');
  });

  it('shows one as not signed in whose token the window could not renew', async () => {
    const reason = 'The provider is down.';
    const { env } = await startBroker({ oauth_integrations: [listed({ ...SALES, sign_in_reason: reason })] });
    assert.match((await command().run(['list'], { env })).stdout, /^Sales API +not signed in /m);
    const json = await command().run(['list', '--output=json'], { env });
    assert.deepEqual(
      (JSON.parse(json.stdout) as { status: string }[]).map(({ status }) => status),
      ['not_signed_in'],
    );
  });

  it('says what it leaves out', async () => {
    const usable = { type: 'custom', integrations: [{ ...SALES, complete: true, authenticated: true }] };
    const { env } = await startBroker({ oauth_integrations: [{ providers: [7, 8, usable] }] });
    const { code, stdout, stderr } = await command().run(['list'], { env });
    assert.deepEqual([code, stdout.split('\n').length], [0, 3]);
    assert.match(
      stderr,
      /part of the list could not be used \(providers\[0\] was skipped.*; providers\[1\] was skipped/,
    );
  });

  it('says what the window says about the list, as one line on standard error', async () => {
    const notice = 'It gives tokens\u001b[2J\nonly elsewhere.';
    const { env } = await startBroker({ oauth_integrations: [{ ...listed(SALES), notice }] });
    for (const output of ['text', 'json']) {
      const { code, stdout, stderr } = await command().run(['list', '--output', output], { env });
      assert.deepEqual([code, stderr], [0, 'credentials: It gives tokens\\u{1b}[2J only elsewhere.\n']);
      assert.match(stdout, /Sales API/);
    }
  });

  it('says if there are no integrations', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed()] });
    const results = [await command().run(['list'], { env }), await command().run(['list', '--output=json'], { env })];
    assert.deepEqual(results, [
      {
        code: 0,
        stdout: '',
        stderr:
          'credentials: There are no integrations. Your administrator can add some to Posit Workbench. In an editor window, you can add your own: "Add Integration…".\n',
      },
      { code: 0, stdout: '[]\n', stderr: '' },
    ]);
  });
});
