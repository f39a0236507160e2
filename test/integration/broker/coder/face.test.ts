import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { CredentialError } from '../../../../src/core/errors.js';
import { Secret } from '../../../../src/core/secret.js';
import { endedAfterEach } from '../../../ended.js';
import { listed, signedIn } from '../../../unit/core/fakeSource.js';
import { CoderPrograms, ENDPOINT, GITHUB, GITLAB, SALES, usualIntegrations } from './coderCalls.js';

const NO_EXPIRY = '0001-01-01T00:00:00Z';

describe('The endpoint of a Coder agent, as programs in terminals see it,', () => {
  const ended = endedAfterEach();

  it('gives a token, with all keys, in the way of Coder', async () => {
    const programs = await CoderPrograms.start(ended);
    const token = { value: new Secret('canary-token'), expiresAt: Date.UTC(2030, 0, 2, 3, 4, 5, 678) };
    programs.source.give = () => Promise.resolve({ ...token, extra: new Secret({ scope: 'repo', team: { id: 1 } }) });
    assert.deepEqual(await programs.external('github'), {
      status: 200,
      body: {
        ...{ access_token: 'canary-token', token_extra: { scope: 'repo', team: { id: 1 } }, url: '', type: 'github' },
        ...{ expires_at: '2030-01-02T03:04:05Z', username: 'canary-token', password: '' },
      },
    });
    programs.source.give = () => Promise.resolve({ value: new Secret('canary-token'), expiresAt: undefined });
    const { body } = await programs.external('git');
    assert.deepEqual(body, {
      ...{ access_token: 'canary-token', token_extra: null, url: '', type: 'gitlab', expires_at: NO_EXPIRY },
      ...{ username: 'oauth2', password: 'canary-token' },
    });
  });

  it('knows an integration by its name in any case, its display name, its Integration ID, and the user’s name for it', async () => {
    const programs = await CoderPrograms.start(ended);
    programs.window.coderAliases = { 'Primary-GitHub': 'git', sales: GITHUB, wrong: 7, empty: '' };
    for (const [id, type] of [
      ['github', 'github'],
      ['GITHUB', 'github'],
      ['Company Git', 'gitlab'],
      [GITLAB.toUpperCase(), 'gitlab'],
      ['primary-github', 'gitlab'],
      // The user's name for it comes first.
      ['sales', 'github'],
    ] as const) {
      const { status, body } = await programs.external(id);
      assert.deepEqual([status, body['type']], [200, type], id);
    }
    const { asked } = programs.source;
    await programs.external('github');
    assert.equal(programs.source.asked, asked, 'It asks again for a list that it knows');
    for (const id of ['wrong', 'empty', 'gitlab']) {
      const { status, body } = await programs.external(id);
      assert.equal(status, 404, id);
      assert.match(String(body['message']), new RegExp(`no integration ${id}`));
    }
    programs.window.coderAliases = { code: 'removed' };
    const { status, body } = await programs.external('code');
    assert.deepEqual([status, /coderAliases gives code to removed, but/.test(String(body['message']))], [404, true]);
    programs.window.coderAliases = ['not', 'an', 'object'];
    assert.equal((await programs.external('github')).status, 200);
  });

  it('asks for the Integration ID where a name is not clear', async () => {
    const programs = await CoderPrograms.start(ended, [
      signedIn({ guid: GITHUB, name: 'git', label: 'Git' }),
      signedIn({ guid: GITLAB, name: 'git', label: 'Git' }),
    ]);
    const { status, body } = await programs.external('git');
    assert.deepEqual([status, programs.source.secrets], [400, []]);
    assert.match(String(body['message']), new RegExp(`Git.*${GITHUB}, ${GITLAB}`, 'i'));
  });

  it('finds the integration of a Git host, in a URL too', async () => {
    const programs = await CoderPrograms.start(ended);
    for (const [match, type] of [
      ['github.com', 'github'],
      ['https://github.com', 'github'],
      ['https://ada@github.com/posit-dev/posit-sdk-py.git', 'github'],
      ['GitHub.com/posit-dev', 'github'],
      ['http://github.com/posit-dev', 'github'],
      ['https://gitlab.example.org:443/', 'gitlab'],
    ] as const) {
      const { status, body } = await programs.ask({ id: '', match });
      assert.deepEqual([status, body['type']], [200, type], match);
    }
    for (const match of ['example.com', 'https://github.com.example.org', 'http://[', '///', 'git@github.com:a/b']) {
      const { status, body } = await programs.ask({ match });
      assert.deepEqual([status, Object.keys(body)], [404, ['message']], match);
    }
  });

  it('neither logs nor repeats the password of a URL that it does not know', async () => {
    const programs = await CoderPrograms.start(ended);
    for (const [query, shown] of [
      [
        { match: 'https://oauth2:ghp_canary@git.example/team/x' },
        'No integration of this editor window is for git.example.',
      ],
      [{ match: 'oauth2:ghp_canary@git.example' }, 'is for ?.'],
      [{ match: 'https://git.example/x?private_token=ghp_canary' }, 'git.example.'],
      [{ match: 'https://oauth2:ghp_canary/7@git.example/x' }, 'is for ?.'],
      [{ id: 'https://oauth2:ghp_canary@git.example/x' }, 'https://…@git.example/x'],
    ] as const) {
      const { status, body } = await programs.ask(query);
      assert.deepEqual([status, String(body['message']).includes(shown)], [404, true], String(body['message']));
      assert.ok(!JSON.stringify(body).includes('ghp_canary'), JSON.stringify(body));
    }
    const { lines } = programs.window.log;
    assert.ok(lines.some((line) => line.includes('git.example')));
    assert.ok(!lines.join('\n').includes('ghp_canary'), lines.join('\n'));
  });

  it('prefers, of several for a host, the last one that the user is signed in to, and else the last one', async () => {
    const [github, , sales] = usualIntegrations();
    assert.ok(github && sales);
    const at = (name: string, differences: object = {}) => ({
      ...{ ...github, name, label: name, guid: `${GITHUB.slice(0, -1)}${name.length}` },
      ...differences,
    });
    const signedOut = { status: sales.status };
    for (const [integrations, chosen] of [
      [[at('a'), at('bb'), at('ccc'), at('dddd', signedOut)], 'ccc'],
      [[at('a', signedOut), at('bb', signedOut), at('ccc', signedOut)], 'ccc'],
    ] as const) {
      const programs = await CoderPrograms.start(ended, integrations);
      const asked: string[] = [];
      programs.source.give = ({ label }) => {
        asked.push(label);
        return Promise.resolve({ value: new Secret('canary'), expiresAt: undefined });
      };
      await programs.ask({ match: 'github.com' });
      assert.deepEqual(asked, [chosen]);
    }
  });

  it('tells apart wrong requests, as Coder does', async () => {
    const programs = await CoderPrograms.start(ended);
    for (const [query, status] of [
      [{}, 400],
      [{ id: '', match: '' }, 400],
      [{ id: 'github', match: 'github.com' }, 400],
      [{ id: 'unknown' }, 404],
      [{ id: '\u001b[2J<b>' }, 404],
    ] as const) {
      const answer = await programs.ask(query);
      assert.deepEqual([answer.status, Object.keys(answer.body)], [status, ['message']], JSON.stringify(query));
      assert.ok(!String(answer.body['message']).includes('\u001b'));
    }
    for (const path of [
      '/api/v2/buildinfo',
      '/api/v2/',
      `${ENDPOINT}/`,
      '/api/v2/workspaceagents/me/gitauth?id=github',
    ]) {
      const { status, body } = await programs.call(path);
      assert.deepEqual([status, Object.keys(body)], [404, ['message']], path);
    }
    assert.equal((await programs.call(`${ENDPOINT}?id=github`, programs.token, 'POST')).status, 405);
    const unknownParameters = { id: 'github', git_branch: 'main', git_remote_origin: 'x', chat_id: '1' };
    assert.equal((await programs.ask(unknownParameters)).status, 200);
    // CODER_AGENT_URL ends with a slash, and scripts add another one.
    assert.equal((await programs.call(`/${ENDPOINT}?id=github`)).status, 200);
  });

  it('answers 500 if a token can’t be renewed, and if an integration is not configured correctly', async () => {
    const programs = await CoderPrograms.start(ended, [
      signedIn({ guid: GITHUB, name: 'github' }),
      signedIn({
        guid: SALES,
        name: 'sales',
        label: 'Sales API',
        status: { kind: 'configurationError', detail: 'No client.' },
      }),
    ]);
    programs.source.give = () => Promise.reject(new CredentialError('network', 'The server is down.'));
    assert.deepEqual(await programs.external('github'), {
      status: 500,
      body: { message: 'There is no access token of GitHub at the moment.', detail: 'The server is down.' },
    });
    // Workbench has no token for users who are not signed in, and does not say why.
    const github = programs.source.listed;
    programs.source.listed = [listed({ guid: GITHUB, name: 'github' })];
    const signedOut = await programs.external('github');
    assert.deepEqual([signedOut.status, /\/external-auth\//.test(String(signedOut.body['url']))], [200, true]);
    programs.source.listed = github;
    const { status, body } = await programs.external('sales');
    assert.deepEqual([status, body['message']], [500, 'Sales API is not configured correctly: No client.']);
    programs.source.give = () => Promise.reject(new TypeError('canary-internal'));
    const unexpected = await programs.external('github');
    assert.deepEqual([unexpected.status, JSON.stringify(unexpected.body).includes('canary')], [500, false]);
  });

  it('says why where its sources could not be asked', async () => {
    const programs = await CoderPrograms.start(ended);
    programs.source.listed = new CredentialError('network', 'The server is down.');
    const { status, body } = await programs.external('unknown');
    assert.deepEqual([status, body['message']], [500, 'The server is down.']);
  });

  it('is known only to processes for which the user wants that', async () => {
    const programs = await CoderPrograms.start(ended);
    const { window, variables } = programs;
    const names = Object.keys(variables);
    assert.deepEqual(names, ['CODER_AGENT_URL', 'CODER_AGENT_TOKEN_FILE', 'AVAILABLE_CREDENTIALS_CODER']);
    assert.equal(variables['CODER_AGENT_URL'], `${window.broker.url ?? ''}/`);
    assert.match(programs.token, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    if (process.platform !== 'win32') {
      assert.equal(statSync(variables['CODER_AGENT_TOKEN_FILE'] ?? '').mode & 0o777, 0o600);
    }
    const inAll = () => names.filter((name) => name in window.environment);
    assert.deepEqual(inAll(), []);
    window.requestedForAll = ['coder'];
    await window.broker.check();
    assert.deepEqual(inAll(), names);
    const times = window.advertised.length;
    await window.broker.check();
    assert.equal(window.advertised.length, times, 'Terminals are told the same again');
    window.requestedForAll = [];
    await window.broker.check();
    assert.deepEqual(inAll(), []);
  });

  it('has the same token after the window was loaded again, and no file while the broker is off', async () => {
    const programs = await CoderPrograms.start(ended);
    const { variables, token, window } = programs;
    const file = variables['CODER_AGENT_TOKEN_FILE'] ?? '';
    await window.want(false);
    assert.deepEqual([existsSync(file), window.broker.requestedVariables('coder')], [false, undefined]);
    await window.want(true);
    assert.deepEqual([readFileSync(file, 'utf8') === token, programs.variables], [true, variables]);
  });

  it('does not exist in a real Coder workspace', async () => {
    const environment = { CODER_AGENT_URL: 'https://coder.example.org/', CODER_AGENT_TOKEN: 'x' };
    const inside = await CoderPrograms.start(ended, usualIntegrations(), { environment });
    assert.equal(inside.window.broker.requestedVariables('coder'), undefined);
    assert.ok(!existsSync(`${inside.window.environment.PWB_SESSION_RUNTIME_DIR}/coder_agent_token`));
    // The editor may have been started from the terminal of a window that answers in the place of Coder.
    const ours = (await CoderPrograms.start(ended)).variables;
    const nested = await CoderPrograms.start(ended, usualIntegrations(), { environment: ours });
    assert.equal((await nested.external('github')).status, 200);
  });
});
