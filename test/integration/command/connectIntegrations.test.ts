import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import type { ConnectOptions } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { holdsAny } from '../failures.js';
import { commandForAll } from './builtCommand.js';
import { TERMINALS } from './connectCommand.js';

const SECRET = 'the-client-secret-of-the-new-one';
const CONFIG = {
  ...{ auth_type: 'Viewer', auth_mode: 'Confidential', client_id: 'my-client', client_secret: SECRET },
  ...{ authorization_uri: 'https://login.example.com/authorize', token_uri: 'https://login.example.com/token' },
  scopes: 'openid',
};
const BODY = { template: 'custom', name: 'Finance', description: 'Figures', config: CONFIG };
/** Whether a text has characters that act on a terminal. */
const isHostile = (text: string) => ['\u001b', '\u202e'].some((each) => text.includes(each));
const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

for (const [where, startTerminal] of Object.entries(TERMINALS)) {
  describe(`credentials connect integrations, ${where},`, function () {
    this.timeout(120_000);
    const command = commandForAll();
    const ended = endedAfterEach();

    const begin = (role: Role | null = 'administrator', options: ConnectOptions = {}) =>
      startTerminal(command(), ended, { role, ...options });

    async function beginWithFile(content: unknown, role?: Role | null, options?: ConnectOptions) {
      const temporary = temporaryFolder('integration');
      ended(() => temporary.remove());
      const file = path.join(temporary.path, 'body.json');
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      const terminal = await begin(role, options);
      const create = (...args: readonly string[]) =>
        terminal.run(['connect', 'integrations', 'create', '--file', file, ...args]);
      return { ...terminal, file, create };
    }

    it('lists them with the status of each, for the default server, a name and a URL', async () => {
      const { connect, run } = await begin('publisher', { basePath: '/rsc', tls: true });
      const [sales] = connect.integrations.filter(({ name }) => name === 'Sales API');
      connect.addSession('publisher', sales?.guid ?? '');
      const { code, stdout, stderr } = await run(['connect', 'integrations']);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.match(stdout, /^NAME +STATUS +TEMPLATE +AUTHENTICATION +INTEGRATION ID$/m);
      assert.match(stdout, new RegExp(`^Sales API +signed in +custom +Viewer +${sales?.guid ?? ''}$`, 'm'));
      assert.match(stdout, new RegExp(`^Weather +not signed in +custom +Viewer +${GUID}$`, 'm'));
      assert.match(stdout, new RegExp(`^Nightly jobs +no sign-in +custom +Service Account +${GUID}$`, 'm'));
      // One without a name is shown by its template.
      assert.match(stdout, /^Snowflake +not signed in +snowflake +Viewer/m);
      for (const name of ['analytics', `${connect.url}/`]) {
        assert.equal((await run(['connect', 'integrations', name])).stdout, stdout);
      }
    });

    it('lists them as JSON', async () => {
      const { connect, run } = await begin('publisher');
      const { stdout } = await run(['connect', 'integrations', '--output', 'json']);
      const list = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
      assert.deepEqual(
        list.map(({ id }) => id),
        connect.integrations.map(({ guid }) => guid),
      );
      const [sales] = connect.integrations.filter(({ name }) => name === 'Sales API');
      assert.deepEqual(
        list.find(({ name }) => name === 'Sales API'),
        {
          ...{ id: sales?.guid, name: 'Sales API', display_name: 'Sales API', status: 'not_signed_in' },
          ...{ template: 'custom', auth_type: 'Viewer', description: 'Figures of the sales department.' },
        },
      );
      assert.ok(list.some(({ status, auth_type: type }) => status === 'no_sign_in' && type === 'Service Account'));
    });

    it('shows hostile texts of the server as what they are', async () => {
      const { connect, run } = await begin();
      const config = { client_id: 'a', client_secret: 'another-secret-of-the-test' };
      connect.addIntegration({ template: 'github', name: 'a\u001b[2J\nb\u202e', config });
      const { stdout } = await run(['connect', 'integrations']);
      assert.match(stdout, /^a\\u\{1b\}\[2J b/m);
      assert.ok(!isHostile(stdout));
      assert.ok(!isHostile((await run(['connect', 'integrations', '--output', 'json'])).stdout));
    });

    it('says that the user is not signed in, with exit code 1', async () => {
      const { connect, create, run } = await beginWithFile(BODY, null);
      const before = connect.requests.length;
      for (const result of [await run(['connect', 'integrations']), await create()]) {
        assert.deepEqual([result.code, result.stdout], [1, '']);
        assert.match(result.stderr, /not signed in to Analytics/);
      }
      assert.equal(connect.requests.length, before);
    });

    it('says that the server no longer accepts the sign-in, with exit code 1', async () => {
      const { connect, create, run } = await beginWithFile(BODY);
      connect.intercept((_request, response) => {
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ code: 30, error: 'We could not log you in', payload: null }));
        return true;
      });
      for (const result of [await run(['connect', 'integrations']), await create()]) {
        assert.deepEqual([result.code, result.stdout], [1, ''], result.stderr);
        assert.match(result.stderr, /Sign in again/);
      }
    });

    it('says that the account may not list or create them', async () => {
      const { create, run } = await beginWithFile(BODY, 'viewer');
      const list = await run(['connect', 'integrations']);
      assert.deepEqual([list.code, list.stdout], [2, '']);
      assert.match(list.stderr, /may not do this: it requires the role publisher or administrator/);
      assert.equal((await create()).code, 2);
    });

    it('creates one, and prints its ID and the redirect URI', async () => {
      const { connect, create, run } = await beginWithFile(BODY, 'administrator', { basePath: '/rsc' });
      const { code, stdout, stderr } = await create();
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      const created = connect.integrations.find(({ name }) => name === 'Finance');
      assert.equal(
        stdout,
        [
          'Created the integration Finance on Analytics.',
          `Integration ID: ${created?.guid ?? ''}`,
          `Redirect URI to register at the OAuth provider: ${connect.redirectUri}\n`,
        ].join('\n'),
      );
      assert.ok(connect.secrets.includes(SECRET));
      assert.match((await run(['connect', 'integrations'])).stdout, /^Finance +not signed in +custom +Viewer/m);
    });

    it('creates one for a service account from standard input, and prints JSON', async () => {
      const { connect, run } = await begin();
      const { client_id, client_secret, token_uri } = CONFIG;
      const config = { auth_type: 'Service Account', client_id, client_secret, token_uri };
      const body = { ...BODY, name: 'Nightly', config };
      const args = ['connect', 'integrations', 'create', 'analytics', '--file', '-', '--output', 'json'];
      const { code, stdout } = await run(args, { input: `\uFEFF${JSON.stringify(body)}` });
      assert.equal(code, 0);
      const created = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
      assert.equal(created['id'], connect.integrations.find(({ name }) => name === 'Nightly')?.guid);
      assert.deepEqual([created['status'], created['redirect_uri']], ['no_sign_in', null]);
    });

    it('warns if PKCE is turned off', async () => {
      const { create } = await beginWithFile({ ...BODY, config: { ...CONFIG, use_pkce: false } });
      const { code, stderr } = await create();
      assert.equal(code, 0);
      assert.match(stderr, /PKCE is turned off/);
    });

    it('says that only administrators may create one', async () => {
      const { connect, create } = await beginWithFile(BODY, 'publisher');
      const before = connect.integrations.length;
      const { code, stdout, stderr } = await create();
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /it requires the role administrator/);
      assert.equal(connect.integrations.length, before);
    });

    it('names all fields that are wrong, sends nothing, and repeats no value', async () => {
      const { connect, file, create } = await beginWithFile('');
      for (const [body, wrong] of [
        [
          { ...BODY, tempalte: SECRET },
          /: tempalte is not known \(use template, name, description, config, or permissions\)/,
        ],
        [{ ...BODY, template: 'customs' }, /: template customs does not exist on the server \(use one of aws, azure/],
        [{ ...BODY, name: 7 }, /: name must be a text/],
        [{ template: 'custom', config: CONFIG }, /: name is missing/],
        [{ ...BODY, config: undefined }, /: config is missing/],
        [{ ...BODY, config: [SECRET] }, /: config must be an object/],
        [{ ...BODY, permissions: [{ user_guid: SECRET }] }, /: permissions\[0\]\.user_guid is not a GUID/],
        [
          { ...BODY, config: { ...CONFIG, client_secert: SECRET } },
          /: config\.client_secert is not a field of the templ/,
        ],
        [{ ...BODY, config: { ...CONFIG, client_id: { SECRET } } }, /: config\.client_id must be a text/],
        [
          { ...BODY, config: { ...CONFIG, client_secret: '<client secret>' } },
          /: config\.client_secret is a placeholder/,
        ],
        [{ ...BODY, config: { ...CONFIG, use_pkce: 'no' } }, /: config\.use_pkce must be true or false/],
        [
          { ...BODY, config: { ...CONFIG, auth_mode: SECRET } },
          /: config\.auth_mode cannot have this value \(use one of Confidential, Public\)/,
        ],
        [{ ...BODY, config: { ...CONFIG, token_uri: SECRET } }, /: config\.token_uri cannot have this value \(/],
        [
          { ...BODY, config: { ...CONFIG, client_id: undefined, token_uri: undefined } },
          /: config\.client_id is missing .*; config\.token_uri is missing/,
        ],
      ] as const) {
        writeFileSync(file, JSON.stringify(body));
        const { code, stdout, stderr } = await create();
        assert.deepEqual([code, stdout], [2, ''], stderr);
        assert.match(stderr, wrong);
        assert.ok(!holdsAny(stderr, [SECRET]), String(wrong));
      }
      assert.ok(
        !connect.requests.some(({ method, path: at }) => method === 'POST' && at.includes('/oauth/integrations')),
      );
    });

    it('does not show a secret that the server repeats', async () => {
      const { connect, create } = await beginWithFile(BODY);
      connect.intercept((request, response) => {
        if (request.method !== 'POST') return false;
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ code: 4, error: `client_secret ${SECRET} is too short`, payload: null }));
        return true;
      });
      const { code, stderr } = await create();
      assert.equal(code, 2);
      assert.match(stderr, /is too short/);
      assert.ok(!holdsAny(stderr, [SECRET]));
    });
  });
}

describe('credentials connect integrations create', function () {
  this.timeout(60_000);
  const command = commandForAll();
  const create = (file: string, input = '') =>
    command().run(['connect', 'integrations', 'create', '--file', file], { input });

  it('says where the JSON is wrong, and repeats nothing of it', async () => {
    for (const [text, wrong] of [
      [
        `{\n  "config": {"client_secret": "${SECRET}",}\n}`,
        /Standard input is not JSON: see line 2, column \d+\. It must/,
      ],
      [SECRET, /Standard input is not JSON/],
      ['', /Standard input is not JSON/],
      [`["${SECRET}"]`, /Standard input is not a JSON object/],
    ] as const) {
      const { code, stdout, stderr } = await create('-', text);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, wrong);
      assert.ok(!holdsAny(stderr, [SECRET]));
    }
  });

  it('says that a file cannot be read, and that one is required', async () => {
    assert.match(
      (await create('/nonexistent/body.json')).stderr,
      /The file \/nonexistent\/body\.json could not be read/,
    );
    const { code, stderr } = await command().run(['connect', 'integrations', 'create']);
    assert.equal(code, 2);
    assert.match(stderr, /'--file <file>' not specified\. See: credentials connect integrations create --help/);
  });
});
