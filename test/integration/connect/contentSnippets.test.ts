import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { contextOf } from '../../../src/snippets/context.js';
import { SnippetLibrary } from '../../../src/snippets/library.js';
import { pythonForAll } from '../../clients/pythonClients.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import { signInByForms } from '../../sandbox/person.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { connectsPerTest } from './connectsPerTest.js';
import { ConnectUser, type ConnectWindow } from './connectWindow.js';

const library = new SnippetLibrary(
  fileURLToPath(new URL('../../../snippets', import.meta.url)),
  () => '',
  (error) => assert.fail(error),
);

describe('The Python snippet of an integration of a Posit Connect server, run by posit-sdk as content,', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();
  const python = pythonForAll();

  /** Content that is associated with all integrations, and a publisher's window. */
  async function prepare(): Promise<{ connect: Connect; window: ConnectWindow; content: string }> {
    const connect = await start();
    const content = connect.content[0]?.guid ?? '';
    connect.addIntegration({
      ...{ template: 'aws', name: 'Lake of jobs' },
      config: { auth_type: 'Service Account', role_arn: 'arn:aws:iam::123456789012:role/jobs' },
    });
    connect.addIntegration({
      ...{ template: 'aws', name: 'Lake of viewers' },
      config: { auth_type: 'Viewer', role_arn: 'arn:aws:iam::123456789012:role/viewers' },
    });
    connect.associate(
      content,
      connect.integrations.map(({ guid }) => guid),
    );
    const window = await new ConnectUser(ended, connect).open('publisher');
    await window.signInToServer();
    return { connect, window, content };
  }

  /** Runs a row's snippet with more code after it, and returns what that prints. */
  async function run(
    { connect, window, content }: Awaited<ReturnType<typeof prepare>>,
    label: string,
    code: string,
  ): Promise<string> {
    const row = window.row(label);
    assert.ok(row.actions.includes('snippet'));
    const folder = temporaryFolder('content-snippet');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'content.py');
    const snippet = await library.render('Python', contextOf(row));
    await writeFile(
      file,
      `${snippet}\nimport os\nheaders = {"Posit-Connect-User-Session-Token": os.environ["VIEWER"]}\n${code}\n`,
    );
    const env = {
      PATH: process.env['PATH'],
      PYTHONDONTWRITEBYTECODE: '1',
      CONNECT_SERVER: `${connect.url}/`,
      CONNECT_API_KEY: connect.apiKeys.publisher,
      CONNECT_CONTENT_SESSION_TOKEN: connect.sessionToken(content),
      VIEWER: connect.sessionToken(content, 'viewer'),
    };
    const { stdout } = await promisify(execFile)(python(), [file], { env });
    assert.ok(!connect.secrets.some((secret) => stdout.includes(secret)), 'The output holds a secret');
    return stdout.trim();
  }

  it('has the access token of the viewer', async () => {
    const prepared = await prepare();
    const guid = prepared.window.row('Sales API').guid ?? '';
    const { url, accounts } = prepared.connect;
    await signInByForms(`${url}/__oauth__/integrations/${guid}/login`, accounts.viewer, 'allow');
    assert.equal(await run(prepared, 'Sales API', 'print(bool(access_token_of(headers)))'), 'True');
  });

  it('reports that there is no viewer', async () => {
    const code = 'try:\n    access_token_of({})\nexcept RuntimeError as error:\n    print(error)';
    assert.match(await run(await prepare(), 'Sales API', code), /No viewer/);
  });

  it('has the access token of a service account', async () => {
    assert.equal(await run(await prepare(), 'Nightly jobs', 'print(bool(access_token))'), 'True');
  });

  it('acts as the viewer at the server', async () => {
    const prepared = await prepare();
    const printed = await run(prepared, 'Connect API', 'print(client_of(headers).me["username"])');
    assert.equal(printed, prepared.connect.accounts.viewer.login);
  });

  it('has AWS credentials', async () => {
    const prepared = await prepare();
    assert.equal(await run(prepared, 'Lake of jobs', 'print(sorted(credentials)[0])'), 'aws_access_key_id');
    const code = 'print(sorted(credentials_of(headers))[0])';
    assert.equal(await run(prepared, 'Lake of viewers', code), 'aws_access_key_id');
  });
});
