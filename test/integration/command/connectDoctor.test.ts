import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { serverChecks } from '../../../src/command/connect/doctor/serverChecks.js';
import { CredentialError } from '../../../src/core/errors.js';
import type { HttpClient } from '../../../src/core/httpClient.js';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { type Connect, type ConnectOptions, startConnect } from '../../sandbox/connect/connect.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { Content, NIGHTLY, SALES, use } from '../broker/connect/contentCalls.js';
import { directClient } from '../directClient.js';
import { holdsAny } from '../failures.js';
import { commandForAll, type Result } from './builtCommand.js';

type Variables = Readonly<Record<string, string>>;

/** The lines that the doctor has written: by subject, the mark and the text. */
function linesOf({ stdout }: Result): Readonly<Record<string, string>> {
  return Object.fromEntries(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [, mark = '', subject = '', text = ''] = /^(ok|PROBLEM|\?) +(\S+(?: \S+)*) {2,}(.*)$/.exec(line) ?? [];
        return [subject, `${mark} ${text}`];
      }),
  );
}

/** Which lines say that there is a problem. */
const problemsOf = (result: Result) =>
  Object.entries(linesOf(result)).flatMap(([subject, line]) => (line.startsWith('PROBLEM') ? [subject] : []));

const nightly = use({ guid: NIGHTLY, name: 'Nightly jobs', authType: 'Service Account' });

describe('credentials connect doctor, in an editor window,', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  /** Content that uses the viewer's integration, in a home without start-up files. */
  async function begin() {
    const content = await Content.start(ended);
    const home = temporaryFolder('doctor');
    ended(() => home.remove());
    await content.window.contentUses.add(use({ guid: SALES }));
    return { content, home: home.path, HOME: { HOME: home.path } };
  }
  /** In any terminal of the window. */
  const doctor = (content: Content, args: readonly string[], env: Variables = {}) =>
    command().run(['connect', 'doctor', ...args], { env: { ...content.window.environment, ...env } });
  /** In a terminal that was opened as on Posit Connect. */
  const inContent = (content: Content, env: Variables = {}, args: readonly string[] = []) =>
    doctor(content, args, { ...content.variables, NO_PROXY: '127.0.0.1,localhost', ...env });

  it('finds everything in order as connect run would start the command, and does not start it', async () => {
    const { content, home, HOME } = await begin();
    const marker = path.join(home, 'started');
    const script = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`;
    const result = await doctor(content, ['--', process.execPath, '-e', script], { ...HOME, http_proxy: 'http://p:1' });
    const { url = '' } = content.window.broker;
    assert.equal(
      result.stdout,
      [
        `ok       Command      ${process.execPath} was found.`,
        `ok       Variables    Set as on Posit Connect. The server is ${url}/.`,
        '?        Header       An app gets the viewer’s token with the requests of a browser in which it was opened with Posit Workbench: Open App as Viewer…, or with "credentials connect run --viewer".',
        `ok       Proxy        Requests to ${new URL(url).host} go there directly.`,
        'ok       API key      Accepted. Calls are made as Ada.',
        'ok       Version      This editor window answers as Posit Connect 2026.06.0.',
        'ok       License      OAuth integrations are licensed and turned on.',
        'ok       Association  Content gets the viewer’s token of Sales API.',
        'ok       Session      Sales API: there is a token of yours.',
        '',
      ].join('\n'),
    );
    assert.deepEqual([result.code, result.stderr], [0, '']);
    assert.ok(!existsSync(marker));
  });

  it('examines the environment that it runs in', async () => {
    const { content, HOME } = await begin();
    const usual = await doctor(content, [], HOME);
    assert.equal(usual.code, 1);
    assert.deepEqual(problemsOf(usual), ['Variables']);
    const { Variables: variables = '', Session: session } = linesOf(usual);
    assert.match(variables, /RSTUDIO_PRODUCT is not CONNECT; POSIT_PRODUCT is not CONNECT; CONNECT_SERVER is not set/);
    assert.match(variables, /Start the content with "credentials connect run -- COMMAND"/);
    assert.equal(session, '? Not checked because of the problem in the line Variables.');
    const asOnConnect = await inContent(content, HOME);
    assert.deepEqual([asOnConnect.code, problemsOf(asOnConnect)], [0, []]);
  });

  it('writes JSON for programs', async () => {
    const { content, HOME } = await begin();
    const { code, stdout } = await inContent(content, HOME, ['--output', 'json']);
    const checks = JSON.parse(stdout) as readonly { check: string; result: string; text: string }[];
    assert.deepEqual(
      checks.map(({ check, result }) => `${check} ${result}`),
      [
        ...['variables ok', 'header unknown', 'proxy ok', 'key ok', 'version ok', 'license ok'],
        ...['association ok', 'session ok'],
      ],
    );
    assert.equal(checks.at(-1)?.text, 'Sales API: there is a token of yours.');
    assert.equal(code, 0);
  });

  it('writes no secret', async () => {
    const { content, HOME } = await begin();
    const env = { ...HOME, http_proxy: 'http://user:proxy-password@proxy.example.com:3128', NO_PROXY: '' };
    const { stdout, stderr } = await inContent(content, env);
    assert.match(stdout, /proxy\.example\.com:3128/);
    const secrets = [
      content.key,
      content.variablesOf('connect-mocking')['CONNECT_API_KEY'] ?? '',
      content.contentToken,
    ];
    assert.ok(!holdsAny(stdout + stderr, [...secrets, 'proxy-password']));
    const all = await inContent(content, HOME);
    assert.ok(content.source.secrets.length > 0, 'no token was requested');
    assert.ok(!holdsAny(all.stdout + all.stderr, [...secrets, ...content.source.secrets]));
  });

  it('says which integration the viewer has to sign in to', async () => {
    const { content, HOME } = await begin();
    content.source.give = () => Promise.reject(new CredentialError('authorization', 'Sign in to Sales API again.'));
    const result = await inContent(content, HOME);
    assert.deepEqual([result.code, problemsOf(result)], [1, ['Session']]);
    assert.equal(linesOf(result)['Session'], 'PROBLEM Sales API: Sign in to Sales API again.');
  });

  it('says that a token could not be requested, and finds everything else in order', async () => {
    const { content } = await begin();
    const real = directClient();
    ended(() => real.dispose());
    const http: Pick<HttpClient, 'send'> = {
      send: (url, request) =>
        url.includes('/credentials')
          ? Promise.reject(new CredentialError('network', 'The connection was closed.'))
          : real.send(url, request),
    };
    const server = {
      ...{ url: `${content.window.broker.url ?? ''}/`, apiKey: new Secret(content.key) },
      contentGuid: content.variables['CONNECT_CONTENT_GUID'] ?? '',
      mockingKey: new Secret(content.variablesOf('connect-mocking')['CONNECT_API_KEY'] ?? ''),
    };
    const checks = await serverChecks(server, { http, signal: new AbortController().signal });
    assert.deepEqual(
      checks.map(({ name, result }) => `${name} ${result}`),
      ['key ok', 'version ok', 'license ok', 'association ok', 'session problem'],
    );
    assert.equal(checks.at(-1)?.text, 'Sales API: The connection was closed.');
  });

  it('says that no integration is used, that it is a service account, or that there are several', async () => {
    const { content, HOME } = await begin();
    const { contentUses } = content.window;
    await contentUses.add(nightly);
    const several = await inContent(content, HOME);
    assert.match(linesOf(several)['Association'] ?? '', /^\? .*Sales API, Nightly jobs.*audience, resource or scope/);
    assert.equal(several.code, 0);
    await contentUses.remove(SALES);
    const service = await inContent(content, HOME);
    assert.match(linesOf(service)['Association'] ?? '', /^PROBLEM Only service accounts are associated: Nightly jobs/);
    await contentUses.remove(NIGHTLY);
    const none = await inContent(content, HOME);
    assert.match(linesOf(none)['Association'] ?? '', /^PROBLEM No integration is used .*Choose Use for Content…/);
    assert.deepEqual([none.code, problemsOf(none)], [1, ['Association']]);
  });

  it('finds a proxy that would get the requests', async () => {
    const { content, HOME } = await begin();
    for (const variable of ['http_proxy', 'HTTP_PROXY']) {
      const result = await inContent(content, { ...HOME, [variable]: 'proxy.example.com:3128', NO_PROXY: 'intranet' });
      assert.match(linesOf(result)['Proxy'] ?? '', /^PROBLEM .*proxy\.example\.com:3128.*Add 127\.0\.0\.1 to NO_PROXY/);
      assert.equal(result.code, 1);
    }
  });

  it('finds variables of another window, of another server, and of a start-up file of R', async () => {
    const { content, home, HOME } = await begin();
    const other = await inContent(content, { ...HOME, CONNECT_SERVER: 'http://127.0.0.1:9/' });
    assert.match(linesOf(other)['Variables'] ?? '', /^PROBLEM CONNECT_SERVER is 127\.0\.0\.1:9, .*Open a new terminal/);
    const server = await inContent(content, { ...HOME, CONNECT_SERVER: 'https://connect.example.com' });
    assert.match(linesOf(server)['Variables'] ?? '', /^PROBLEM CONNECT_SERVER is connect\.example\.com and not this/);
    const key = await inContent(content, { ...HOME, CONNECT_API_KEY: 'a'.repeat(32) });
    assert.match(linesOf(key)['API key'] ?? '', /^PROBLEM .* does not accept CONNECT_API_KEY/);
    const file = path.join(home, '.Renviron');
    writeFileSync(file, 'CONNECT_API_KEY=${CONNECT_API_KEY-none}\nRSTUDIO_PRODUCT_X=1\n');
    assert.deepEqual(problemsOf(await inContent(content, HOME)), []);
    writeFileSync(file, 'A=1\n CONNECT_SERVER = "https://connect.example.com"\n');
    const r = await inContent(content, HOME);
    assert.match(linesOf(r)['Variables'] ?? '', /^PROBLEM .*\.Renviron sets CONNECT_SERVER again when R starts/);
    const named = path.join(home, 'other');
    writeFileSync(named, '');
    assert.deepEqual(problemsOf(await inContent(content, { ...HOME, R_ENVIRON_USER: named })), []);
    if (process.platform !== 'win32') {
      // Reading it would never end.
      const pipe = path.join(home, 'pipe');
      execFileSync('mkfifo', [pipe]);
      assert.deepEqual(problemsOf(await inContent(content, { ...HOME, R_ENVIRON_USER: pipe })), []);
    }
  });

  it('says what has no viewer', async () => {
    const { content, HOME } = await begin();
    const headerOf = async (args: readonly string[], env: Variables = HOME) =>
      linesOf(await doctor(content, args, env))['Header'] ?? '';
    assert.match(await headerOf(['--', 'Rscript', 'report.R']), /^\? Rscript may run a script.*--r-without-shiny/);
    assert.match(await headerOf(['--', 'Rscript', '-e', 'shiny::runApp()']), /^\? An app gets the viewer’s token/);
    assert.match(await headerOf(['--', 'quarto', 'render', 'a.qmd']), /^PROBLEM quarto renders a document/);
    const mocking = content.variablesOf('connect-mocking');
    assert.match(await headerOf([], { ...HOME, ...mocking }), /^ok CONNECTCREDS_MOCKING is set/);
  });

  it('finds a missing program', async () => {
    const { content, HOME } = await begin();
    const result = await doctor(content, ['--', 'no-such-program', '--output', 'x'], HOME);
    assert.deepEqual([result.code, problemsOf(result)], [1, ['Command']]);
    assert.match(linesOf(result)['Command'] ?? '', /no-such-program was not found/);
  });

  it('says that the window has closed, with a command and without one', async () => {
    const { content, HOME } = await begin();
    const env = { ...content.window.environment, ...content.variables, ...HOME };
    await content.window.want(false);
    const without = await command().run(['connect', 'doctor'], { env });
    assert.equal(without.code, 1);
    assert.match(linesOf(without)['Version'] ?? '', /^PROBLEM Nothing answers at .*Open a new terminal in the editor/);
    const withCommand = await command().run(['connect', 'doctor', '--', process.execPath], { env });
    assert.equal(withCommand.code, 1);
    assert.match(
      linesOf(withCommand)['Variables'] ?? '',
      /^PROBLEM The editor window of this terminal does not answer/,
    );
  });
});

describe('credentials connect doctor, without an editor window,', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  async function begin(options: ConnectOptions = {}) {
    const connect = await startConnect(options);
    ended(() => connect.stop());
    const home = temporaryFolder('doctor');
    ended(() => home.remove());
    const [content] = connect.content.filter(({ owner }) => owner === 'publisher');
    const [sales] = connect.integrations.filter(({ name }) => name === 'Sales API');
    const env = {
      ...{ HOME: home.path, RSTUDIO_PRODUCT: 'CONNECT', POSIT_PRODUCT: 'CONNECT', NO_PROXY: '127.0.0.5' },
      ...{ CONNECT_SERVER: `${connect.url}/`, CONNECT_API_KEY: connect.apiKeys.publisher },
      CONNECT_CONTENT_GUID: content?.guid ?? '',
    };
    return { connect, env, content: content?.guid ?? '', sales: sales?.guid ?? '' };
  }
  const doctor = (env: Variables) => command().run(['connect', 'doctor'], { env });
  const hostOf = ({ url }: Connect) => new URL(url).host;

  it('says in a terminal of another program what is missing', async () => {
    const { code, stdout, stderr } = await doctor({});
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(stdout, /CONNECT_SERVER is not set.*This is not a terminal of an editor window/);
    const withCommand = await command().run(['connect', 'doctor', '--', process.execPath]);
    assert.equal(withCommand.code, 1);
    assert.match(withCommand.stdout, /^PROBLEM +Variables .*not a terminal of an editor window/m);
  });

  it('examines content on a real Posit Connect', async () => {
    const { connect, env, content, sales } = await begin();
    connect.associate(content, [sales]);
    const signedOut = await doctor(env);
    assert.deepEqual([signedOut.code, problemsOf(signedOut)], [0, []]);
    const {
      Header: header = '',
      Version: version,
      Association: association,
      Session: session = '',
    } = linesOf(signedOut);
    assert.match(header, /^\? Posit Connect sends the viewer’s token with each request to an app/);
    assert.equal(version, `ok ${hostOf(connect)} runs Posit Connect 2026.07.0.`);
    assert.equal(association, 'ok Content gets the viewer’s token of Sales API.');
    assert.match(session, /^\? Sales API: the user of the API key is not signed in/);
    connect.addSession('publisher', sales);
    const signedIn = linesOf(await doctor(env))['Session'] ?? '';
    assert.match(signedIn, /^ok Sales API: the user of the API key is signed in/);
  });

  it('says what is wrong with the server', async () => {
    const problemIn = async (options: ConnectOptions) => {
      const { env } = await begin(options);
      const result = await doctor(env);
      assert.equal(result.code === 1, problemsOf(result).length > 0);
      return linesOf(result);
    };
    const { License: unlicensed = '' } = await problemIn({ licensed: false });
    assert.match(unlicensed, /^PROBLEM The license of .* does not include OAuth integrations/);
    const { License: off = '' } = await problemIn({ integrationsEnabled: false });
    assert.match(off, /^PROBLEM OAuth integrations are turned off/);
    const { Version: old = '' } = await problemIn({ version: '2024.05.0' });
    assert.match(old, /^PROBLEM .* runs Posit Connect 2024\.05\.0, which is too old/);
    const { Version: single = '' } = await problemIn({ version: '2025.06.0' });
    assert.match(single, /^ok .*knows no audience, and content has one integration at most/);
    const { Version: hidden = '' } = await problemIn({ hideVersion: true });
    assert.match(hidden, /^\? .*hides its version/);
  });

  it('says what is wrong with the key and the content', async () => {
    const { connect, env } = await begin();
    const none = await doctor(env);
    assert.match(linesOf(none)['Association'] ?? '', /^PROBLEM No integration is associated with the content/);
    const unknown = await doctor({ ...env, CONNECT_CONTENT_GUID: SALES });
    assert.match(linesOf(unknown)['Association'] ?? '', /^PROBLEM .* has no content with the GUID/);
    connect.revokeApiKey(connect.apiKeys.publisher);
    const revoked = await doctor(env);
    assert.deepEqual(problemsOf(revoked), ['API key']);
    await connect.stop();
    assert.match(linesOf(await doctor(env))['Version'] ?? '', /^PROBLEM Nothing answers at/);
  });
});
