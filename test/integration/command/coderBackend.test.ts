import assert from 'node:assert/strict';
import { CoderBackend } from '../../../src/command/coderBackend.js';
import { integrationId } from '../../../src/coder/integrationId.js';
import type { Coder, CoderOptions } from '../../sandbox/coder/coder.js';
import { PROVIDERS_AT_START } from '../../sandbox/coder/providers.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { codersPerTest, withSession } from '../coder/coderWindow.js';
import { rejectionOf } from '../failures.js';

const AGENT = '/api/v2/workspaceagents/me/external-auth';
const LIST = '/api/v2/external-auth';

describe('The Coder of a workspace, without an editor window,', function () {
  this.timeout(30_000);
  const { start, ended } = codersPerTest();

  /** What it is for a user with a session token there, or without one. */
  function backendOf(coder: Coder, { hasSession = false, wait }: { hasSession?: boolean; wait?: number } = {}) {
    const home = temporaryFolder('coder-backend');
    ended(() => home.remove());
    const folders = { HOME: home.path, XDG_CONFIG_HOME: home.path, APPDATA: home.path };
    const env = { ...(hasSession ? withSession(coder) : coder.env), ...folders };
    const backend = CoderBackend.of(env, wait) ?? assert.fail('This is no workspace');
    ended(() => backend.dispose());
    return backend;
  }

  async function begin(options?: CoderOptions) {
    const coder = await start(options);
    const idOf = (id: string) => integrationId(coder.url, { id });
    return { coder, idOf };
  }

  const namesIn = ({ integrations }: Awaited<ReturnType<CoderBackend['integrations']>>) =>
    integrations.map(({ name }) => name);

  it('is not there elsewhere', () => {
    assert.equal(CoderBackend.of({}), undefined);
  });

  it('is no window, and has a minute for its answers', async () => {
    const { coder } = await begin();
    const facts = (backend: CoderBackend) => [
      ...[backend.isBroker, backend.isWaiting, backend.homePage],
      ...[backend.timeLeft, backend.waitLeft].map((time) => Math.ceil(time / 10_000) * 10 || 0),
    ];
    assert.deepEqual(facts(backendOf(coder)), [false, false, coder.url, 60, 0]);
    assert.deepEqual(facts(backendOf(coder, { wait: 300 })), [false, true, coder.url, 300, 300]);
    assert.deepEqual(facts(backendOf(coder, { wait: 0 })), [false, true, coder.url, 60, 0]);
    await backendOf(coder).cancelSignIn();
    assert.deepEqual(coder.requests, []);
  });

  it('lists what the user can sign in to, and says where that is', async () => {
    const { coder, idOf } = await begin();
    coder.addLink('github');
    const backend = backendOf(coder, { hasSession: true });
    const list = await backend.integrations();
    assert.deepEqual(namesIn(list), ['github', 'primary-gitlab', 'bitbucket', 'slack']);
    assert.deepEqual([list.problems, 'notice' in list], [[], false]);
    const url = `${coder.url}/external-auth/`;
    assert.deepEqual(await backend.signIn(idOf('github')), { authenticated: true, url: `${url}github` });
    assert.deepEqual(await backend.signIn(idOf('slack')), { authenticated: false, url: `${url}slack` });
  });

  it('gives a token, or none if the user is not signed in', async () => {
    const { coder, idOf } = await begin();
    const { accessToken } = coder.addLink('github');
    const backend = backendOf(coder);
    assert.deepEqual(namesIn(await backend.integrations('github')), ['github']);
    const token = await backend.token(idOf('github'));
    assert.ok(token?.value.reveal() === accessToken, 'It is another token');
    assert.deepEqual(namesIn(await backend.integrations('slack')), ['slack']);
    assert.equal(await backend.token(idOf('slack')), undefined);
    assert.match(String(await rejectionOf(backend.token(idOf('github')))), /does not offer .* any more/);
  });

  it('signs out with a session alone', async () => {
    const { coder, idOf } = await begin();
    coder.addLink('github');
    const without = backendOf(coder);
    await without.integrations('github');
    assert.match(String(await rejectionOf(without.signOut(idOf('github')))), /requires a session token of Coder/);
    const backend = backendOf(coder, { hasSession: true });
    await backend.integrations('github');
    assert.match((await backend.signOut(idOf('github'))).detail ?? '', /revoked/);
    assert.deepEqual(coder.links, []);
  });

  it('does without a session that is not accepted, but says so where only that would help', async () => {
    const { coder } = await begin({ providers: PROVIDERS_AT_START.filter(({ id }) => id === 'github') });
    coder.endSessions();
    const backend = backendOf(coder, { hasSession: true });
    assert.deepEqual(namesIn(await backend.integrations('github')), ['github']);
    for (const name of ['GitHub', 'git.example.com']) {
      assert.match(String(await rejectionOf(backend.integrations(name))), /does not accept your session token/, name);
    }
    assert.match((await backend.integrations('github.com')).notice ?? '', /does not accept your session token/);
  });

  it('is not asked again if the list fails in another way', async () => {
    const { coder } = await begin();
    coder.intercept((_request, response, path) => path === LIST && Boolean(response.writeHead(502).end()));
    const error = await rejectionOf(backendOf(coder, { hasSession: true }).integrations('GitHub'));
    assert.doesNotMatch(String(error), /session token/);
  });

  it('leads to a refresh that fails, but first shows the provider', async () => {
    const { coder, idOf } = await begin();
    coder.addLink('github');
    coder.failRefreshes('github', 'the provider is down');
    const backend = backendOf(coder);
    const [row] = (await backend.integrations('github')).integrations;
    assert.deepEqual([row?.name, row?.status.kind], ['github', 'authenticated']);
    assert.match(String(await rejectionOf(backend.token(idOf('github')))), /the provider is down/);
    assert.match(String(await rejectionOf(backend.integrations())), /the provider is down/);
  });

  it('shows all providers that have the same name', async () => {
    const providers = PROVIDERS_AT_START.map((each) => ({ ...each, displayName: 'Git' }));
    const { coder } = await begin({ providers });
    const names = namesIn(await backendOf(coder, { hasSession: true }).integrations('Git'));
    assert.deepEqual(names, ['github', 'primary-gitlab', 'bitbucket', 'slack']);
  });

  it('is asked for a provider by its ID, and only then by its host', async () => {
    const { coder } = await begin();
    const backend = backendOf(coder);
    const queriesFor = async (name: string) => {
      const before = coder.requests.length;
      await backend.integrations(name);
      const asked = coder.requests.slice(before).filter(({ path }) => path === AGENT);
      return asked.map(({ query }) => [...new URLSearchParams(query)].filter(([, value]) => value !== '').join(' '));
    };
    for (const [name, host] of [
      ['git.example.com', 'https://git.example.com'],
      ['Git.a.Example.com:8443', 'https://git.a.example.com:8443'],
      ['unknown', undefined],
      ['un known.com', undefined],
      ['git.example.com/path', undefined],
      ['git.example.com:', undefined],
    ] as const) {
      assert.deepEqual(await queriesFor(name), [`id,${name}`, ...(host === undefined ? [] : [`match,${host}`])]);
    }
  });

  it('is asked by what it once was found by', async () => {
    const { coder } = await begin();
    coder.addLink('github');
    const backend = backendOf(coder);
    const asked = () => coder.requests.filter(({ path }) => path === AGENT).length;
    await backend.integrations('github.com');
    assert.equal(asked(), 2);
    assert.deepEqual(namesIn(await backend.integrations()), ['github.com']);
    assert.equal(asked(), 3);
    assert.deepEqual(namesIn(await backend.integrations('slack')), ['slack']);
    assert.equal(asked(), 4);
  });

  it('says why a link is not valid, if the session shows that, and no one waits', async () => {
    const { coder } = await begin();
    coder.addLink('slack', { validateError: 'token_revoked' });
    const lists = () => coder.requests.filter(({ path }) => path === LIST).length;
    const reasonFrom = async (options: Parameters<typeof backendOf>[1], name = 'slack') =>
      JSON.stringify(await backendOf(coder, options).integrations(name)).includes('token_revoked');
    assert.deepEqual([await reasonFrom({ hasSession: true, wait: 20 }), lists()], [false, 0]);
    assert.deepEqual([await reasonFrom({ hasSession: false }), lists()], [false, 0]);
    assert.deepEqual([await reasonFrom({ hasSession: true }), lists()], [true, 1]);
    coder.addLink('github');
    assert.deepEqual([await reasonFrom({ hasSession: true }, 'github'), lists()], [false, 1]);
  });
});
