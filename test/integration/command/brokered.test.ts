import assert from 'node:assert/strict';
import { until } from '../../until.js';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed } from './scriptedBroker.js';

const SALES = { uid: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'sales', display_name: 'Sales API' };
const SIGNED_OUT = { ...SALES, authenticated: false };
const PAGE = 'https://sign-in.example.com/authorize?state=a%26b';
const TOKEN = { access_token: 'token-of-the-broker', expiry: '2099-01-01T00:00:00Z' };

describe('credentials in a terminal of an editor window', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  describe('list', () => {
    it('tells when tokens expire', async () => {
      const soon = new Date(Date.now() + 54.2 * 60_000).toISOString();
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

    it('has it all in JSON, where nothing acts on a terminal', async () => {
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

    it('shows a name with escape sequences as what it is', async () => {
      const { env } = await startBroker({ oauth_integrations: [listed({ uid: 'b', display_name: 'a\u001b[2J\nb' })] });
      const { stdout } = await command().run(['list'], { env });
      assert.equal(stdout.split('\n')[1], 'a\\u{1b}[2J b  signed in           b');
    });

    it('says so if there are none', async () => {
      const { env } = await startBroker({ oauth_integrations: [listed()] });
      const results = [await command().run(['list'], { env }), await command().run(['list', '--output=json'], { env })];
      assert.deepEqual(results, [
        { code: 0, stdout: '', stderr: 'credentials: There are no integrations.\n' },
        { code: 0, stdout: '[]\n', stderr: '' },
      ]);
    });
  });

  describe('access-token', () => {
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
              'credentials: With the access token of Sales API came no list.length, but: instance_url, list, text\n',
          },
          {
            code: 2,
            stdout: '',
            stderr: 'credentials: text holds control characters, and is not written. Use --output json.\n',
          },
        ],
      );
      const { stdout } = await command().run(['access-token', 'sales', '--output', 'json'], { env });
      assert.doesNotMatch(stdout, /[^\n\x20-\x7e]/);
      assert.deepEqual((JSON.parse(stdout) as Record<string, unknown>)['extra'], extra);
    });

    it('does not have the browser opened unless it waits', async () => {
      const { env, calls } = await startBroker({
        oauth_integrations: [listed(SIGNED_OUT)],
        oauth_sign_in: [{ url: PAGE }],
      });
      const { code, stdout } = await command().run(['access-token', 'sales'], { env });
      assert.deepEqual({ code, stdout }, { code: 1, stdout: `${PAGE}\n` });
      assert.deepEqual(calls, ['oauth_integrations', `oauth_sign_in ${SALES.uid}`]);
    });

    it('waits for what the window has opened, and says so', async () => {
      const { env, calls } = await startBroker({
        oauth_integrations: [listed(SIGNED_OUT), listed(SIGNED_OUT), listed(SALES)],
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

    it('has the URL when the time is over, if the window tells it', async () => {
      const { env } = await startBroker({
        oauth_integrations: [listed(SIGNED_OUT)],
        oauth_sign_in: [{ opened: true, url: PAGE }],
      });
      const { code, stdout } = await command().run(['access-token', '--wait=0', 'sales'], { env });
      assert.deepEqual({ code, stdout }, { code: 1, stdout: `${PAGE}\n` });
    });

    it('says where to go on if the window asks something first', async () => {
      const { env } = await startBroker({
        oauth_integrations: [listed(SIGNED_OUT)],
        oauth_sign_in: [{ opened: true }],
      });
      assert.deepEqual(await command().run(['access-token', 'sales'], { env }), {
        code: 1,
        stdout: '',
        stderr:
          'credentials: You are not signed in to Sales API. Go on in the editor window, or in the browser that it has opened.\n',
      });
    });

    it('takes the token of a service account, which has no page', async () => {
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

    it('is told that the grant has ended only when it asks for the token', async () => {
      const { env } = await startBroker({
        oauth_integrations: [listed(SALES), listed(SIGNED_OUT)],
        oauth_token: [{ error: 'You are not signed in to Sales API.' }],
        oauth_sign_in: [{ url: PAGE }],
      });
      const { code, stdout } = await command().run(['access-token', 'sales'], { env });
      assert.deepEqual({ code, stdout }, { code: 1, stdout: `${PAGE}\n` });
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
              'credentials: The access token of Sales API holds characters that no token has. It is not written.\n',
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

  describe('sign-in and sign-out', () => {
    it('sign in by the window', async () => {
      const { env } = await startBroker({
        oauth_integrations: [listed(SIGNED_OUT), listed(SALES)],
        oauth_sign_in: [{ opened: true }],
      });
      const { code, stdout } = await command().run(['sign-in', 'sales'], { env });
      assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Signed in to Sales API.\n' });
    });

    it('tell what is still to be done by hand', async () => {
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

  describe('failures', () => {
    const GONE =
      'credentials: The editor window of this terminal does not answer: it is closed, or its broker is turned off. Open a new terminal in the editor.\n';

    it('are told in the words of the window', async () => {
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

    it('say that the window is gone', async () => {
      const { env, close } = await startBroker({ oauth_integrations: [listed(SALES)] });
      close();
      assert.deepEqual(await command().run(['list'], { env }), { code: 2, stdout: '', stderr: GONE });
    });

    it('say the same of a window that has another’s port and cookie', async () => {
      const [one, other] = [await startBroker({}), await startBroker({})];
      const env = { ...one.env, PWB_SESSION_RUNTIME_DIR: other.env['PWB_SESSION_RUNTIME_DIR'] ?? '' };
      assert.deepEqual(await command().run(['list'], { env }), { code: 2, stdout: '', stderr: GONE });
    });

    it('say that the window answered nonsense', async () => {
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

    it('of an integration that is not configured correctly are told as such', async () => {
      const { env } = await startBroker({ oauth_integrations: [listed({ ...SALES, error: 'No issuer.' })] });
      for (const call of ['access-token', 'sign-in', 'sign-out']) {
        assert.deepEqual(await command().run([call, 'sales'], { env }), {
          code: 2,
          stdout: '',
          stderr: 'credentials: Sales API is not configured correctly: No issuer.\n',
        });
      }
    });
  });
});
