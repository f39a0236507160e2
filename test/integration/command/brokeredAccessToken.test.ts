import assert from 'node:assert/strict';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, PAGE, SALES, SIGNED_OUT, TOKEN } from './scriptedBroker.js';

describe('credentials access-token, in a terminal of an editor window', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  it('writes the extra field that is asked for', async () => {
    const extra = { instance_url: 'https://i', list: [{ id: 7 }], text: 'a\u001b[2J' };
    const { env } = await startBroker({
      oauth_integrations: [listed(SALES)],
      oauth_token: [{ ...TOKEN, extra }],
    });
    const of = (path: string) => command().run(['access-token', 'sales', '--extra', path], { env });
    assert.deepEqual(
      [await of('instance_url'), await of('list.0'), await of('list.length'), await of('text')],
      [
        { code: 0, stdout: 'https://i', stderr: '' },
        { code: 0, stdout: '{"id":7}', stderr: '' },
        {
          code: 2,
          stdout: '',
          stderr:
            'credentials: The token response for Sales API contains no list.length. Use one of these: instance_url, list, text\n',
        },
        {
          code: 2,
          stdout: '',
          stderr: 'credentials: text is not written because it contains control characters. Use --output json.\n',
        },
      ],
    );
    const { stdout } = await command().run(['access-token', 'sales', '--output', 'json'], { env });
    assert.doesNotMatch(stdout, /[^\n\x20-\x7e]/);
    assert.deepEqual((JSON.parse(stdout) as Record<string, unknown>)['extra'], extra);
  });

  it('writes JSON without an expiry of a token that has none', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SALES)],
      oauth_token: [{ access_token: TOKEN.access_token }],
    });
    const { code, stdout } = await command().run(['access-token', 'sales', '--output', 'json'], { env });
    assert.deepEqual([code, (JSON.parse(stdout) as Record<string, unknown>)['expires_at']], [0, null]);
  });

  it('asks the window to open the browser only with --wait', async () => {
    const { env, calls } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT)],
      oauth_sign_in: [{ url: PAGE }],
    });
    const { code, stdout } = await command().run(['access-token', 'sales'], { env });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: `${PAGE}\n` });
    assert.deepEqual(calls, ['oauth_integrations', `oauth_sign_in ${SALES.uid}`]);
  });

  it('waits for a page that the window has opened, and says so', async () => {
    const { env, calls } = await startBroker({
      // A failure of a moment does not end the wait.
      oauth_integrations: [listed(SIGNED_OUT), { error: 'The window is busy.' }, listed(SALES)],
      oauth_sign_in: [{ opened: true, url: PAGE }],
      oauth_token: [TOKEN],
    });
    assert.deepEqual(await command().run(['access-token', '--wait', 'sales'], { env }), {
      code: 0,
      stdout: TOKEN.access_token,
      stderr: 'credentials: The editor window opens a page in your browser to sign in to Sales API. Waiting.\n',
    });
    assert.equal(calls[1], `oauth_sign_in ${SALES.uid} true`);
  });

  it('writes the URL when the time is over, if the window returns it', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT)],
      oauth_sign_in: [{ opened: true, url: PAGE }],
    });
    const { code, stdout } = await command().run(['access-token', '--wait=0', 'sales'], { env });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: `${PAGE}\n` });
  });

  it('says where to continue if the window asks something first', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT)],
      oauth_sign_in: [{ opened: true }],
    });
    assert.deepEqual(await command().run(['access-token', 'sales'], { env }), {
      code: 1,
      stdout: '',
      stderr:
        'credentials: You are not signed in to Sales API. Continue in the editor window, or on the page that it has opened in your browser.\n',
    });
  });

  it('writes the token of a service account, which has no page', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SIGNED_OUT)],
      oauth_sign_in: [{ authenticated: true }],
      oauth_token: [TOKEN],
    });
    assert.deepEqual(await command().run(['access-token', 'sales'], { env }), {
      code: 0,
      stdout: TOKEN.access_token,
      stderr: '',
    });
  });

  it('finds out that the sign-in has expired only by asking for the token', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SALES), listed(SIGNED_OUT)],
      oauth_token: [{ error: 'You are not signed in to Sales API.' }],
      oauth_sign_in: [{ url: PAGE }],
    });
    assert.deepEqual(await command().run(['access-token', 'sales'], { env }), {
      code: 1,
      stdout: `${PAGE}\n`,
      stderr: 'credentials: You are not signed in to Sales API. Open this page to sign in.\n',
    });
  });

  it('reports why there is no token if the window then does not list the integrations either', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed(SALES), { error: 'The list is not known.' }],
      oauth_token: [{ error: 'The provider is down.' }],
    });
    const { code, stderr } = await command().run(['access-token', 'sales'], { env });
    assert.deepEqual([code, stderr], [2, 'credentials: The provider is down.\n']);
  });

  for (const [what, value] of [
    ['a line break', 'to\nken'],
    ['an escape', 'to\u001b[2Jken'],
    ['a letter beyond ASCII', 'tökén'],
  ] as const) {
    it(`never writes a token with ${what}`, async () => {
      const { env } = await startBroker({
        oauth_integrations: [listed(SALES)],
        oauth_token: [{ ...TOKEN, access_token: value }],
      });
      for (const output of ['text', 'json']) {
        assert.deepEqual(await command().run(['access-token', 'sales', '--output', output], { env }), {
          code: 2,
          stdout: '',
          stderr:
            'credentials: The access token of Sales API is not written because it contains characters other than visible ASCII. Sign out and sign in again. If the problem persists, contact your administrator.\n',
        });
      }
    });
  }

  for (const url of ['javascript:alert(1)', 'https://x/\u001b[2J', 'http://evil.example.com/']) {
    it(`never writes ${JSON.stringify(url)} as a page to open`, async () => {
      const { env } = await startBroker({
        oauth_integrations: [listed(SIGNED_OUT)],
        oauth_sign_in: [{ url }],
      });
      const { code, stdout, stderr } = await command().run(['access-token', 'sales'], { env });
      assert.deepEqual({ code, stdout, lines: stderr.split('\n').length }, { code: 2, stdout: '', lines: 2 });
      assert.match(stderr, /its address is not safe/);
    });
  }
});
