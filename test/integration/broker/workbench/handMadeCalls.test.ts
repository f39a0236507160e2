import assert from 'node:assert/strict';
import { CredentialError } from '../../../../src/core/errors.js';
import type { Integration } from '../../../../src/core/integration.js';
import { Secret } from '../../../../src/core/secret.js';
import { endedAfterEach } from '../../../ended.js';
import { FakeSource, listed, signedIn } from '../../../unit/core/fakeSource.js';
import { until } from '../../../until.js';
import { type Answer, type Call, rpc, textIn } from '../../handMadeRpc.js';
import { GUID } from '../attacks.js';
import { type BrokerWindow, startBroker } from '../brokerWindow.js';
import { TokenSource } from '../tokenSource.js';

const MINUTE = 60_000;

/** A Call of posit-sdk-py: GET, and the method with a slash. A call of rstudioapi: POST, and two slashes in the path. */
const PYTHON: Call = { httpMethod: 'GET', named: '/oauth_token' };
const R: Call = { httpMethod: 'POST', separator: '//' };

describe('Calls of the broker', () => {
  const ended = endedAfterEach();

  async function setUp(...others: readonly FakeSource[]) {
    const source = new TokenSource();
    source.listed = [
      signedIn({
        guid: GUID,
        label: 'GitHub',
        gitHosts: ['git.example.org'],
        expiry: { at: Date.UTC(2030, 0), isRenewable: true },
      }),
      listed({
        guid: '1e7c3b6e-5c1f-4a39-9f0b-1d2e3f405162',
        label: 'Broken',
        status: { kind: 'configurationError', detail: 'It lacks a client.' },
      }),
    ];
    const window = await startBroker(ended, [source, ...others], { secretsOf: () => source.secrets });
    const token = (call: Call = {}) => rpc(window.environment, 'oauth_token', { kwparams: { uuid: GUID }, ...call });
    return { source, window, token };
  }

  /** The integrations of an answer. */
  function integrationsIn({ status, body }: Answer): readonly Readonly<Record<string, unknown>>[] {
    assert.equal(status, 200);
    const providers = body['providers'] as readonly {
      readonly type: string;
      readonly integrations: readonly Readonly<Record<string, unknown>>[];
    }[];
    assert.deepEqual(
      providers.map(({ type }) => type),
      ['custom'],
    );
    return providers.flatMap(({ integrations }) => integrations);
  }

  const list = async ({ environment }: BrokerWindow) => integrationsIn(await rpc(environment, 'oauth_integrations'));

  it('are answered as posit-sdk-py and as rstudioapi make them', async () => {
    const { token, window, source } = await setUp();
    for (const call of [PYTHON, R, { httpMethod: 'GET' }, { named: '/oauth_token' }] as const) {
      assert.equal(textIn(await token(call), 'access_token'), source.secrets.at(-1));
    }
    for (const call of [
      { ...PYTHON, named: '/oauth_integrations' },
      { ...R, kwparams: [] },
      { text: '{"method":"oauth_integrations"}' },
    ]) {
      assert.equal(integrationsIn(await rpc(window.environment, 'oauth_integrations', call)).length, 2);
    }
    assert.equal(
      textIn(await token({ kwparams: { uuid: GUID.toUpperCase() } }), 'access_token'),
      source.secrets.at(-1),
    );
  });

  it('list the integrations in the protocol’s form', async () => {
    const { window } = await setUp();
    assert.deepEqual(await list(window), [
      {
        ...{ uid: GUID, type: 'custom', name: 'github', display_name: 'GitHub', client_id: 'client' },
        ...{ auth_url: 'https://idp.example.org/authorize', token_url: 'https://idp.example.org/token' },
        ...{ issuer: 'https://idp.example.org', scopes: ['read'], authenticated: true, complete: true },
        ...{ expiry: '2030-01-01T00:00:00Z', renewable: true, git_hosts: ['git.example.org'] },
      },
      {
        ...{ uid: '1e7c3b6e-5c1f-4a39-9f0b-1d2e3f405162', type: 'custom', name: 'github', display_name: 'Broken' },
        ...{
          client_id: 'client',
          auth_url: 'https://idp.example.org/authorize',
          token_url: 'https://idp.example.org/token',
        },
        ...{ issuer: 'https://idp.example.org', scopes: ['read'], authenticated: false, error: 'It lacks a client.' },
      },
    ]);
  });

  it('list every documented key of every integration, null where there is no value: clients index them', async () => {
    const { source, window } = await setUp();
    const nothing = {
      ...{ guid: undefined, name: undefined, type: undefined, clientId: undefined, scopes: undefined },
      ...{ authUrl: undefined, tokenUrl: undefined, issuer: undefined },
    };
    const nulls = {
      ...{ name: null, type: null, client_id: null, auth_url: null, token_url: null, issuer: null },
      // No scopes are an empty list: clients iterate over it.
      scopes: [],
    };
    source.listed = [
      signedIn({ ...nothing, guid: GUID, label: 'Sparse' }),
      listed({ ...nothing, label: 'Entry 2', status: { kind: 'configurationError', detail: 'It lacks a name.' } }),
    ];
    assert.deepEqual(await list(window), [
      { uid: GUID, display_name: 'Sparse', ...nulls, authenticated: true, complete: true },
      { uid: null, display_name: 'Entry 2', ...nulls, authenticated: false, error: 'It lacks a name.' },
    ]);
  });

  it('get the expiry in whole seconds and UTC, a near one if it is unknown, and the additional fields of the token', async () => {
    const { source, token } = await setUp();
    const value = new Secret('canary-access-token');
    const give = (expiresAt: number | undefined, extra?: Readonly<Record<string, unknown>>) => {
      source.give = () => Promise.resolve({ value, expiresAt, ...(extra ? { extra: new Secret(extra) } : {}) });
    };
    give(Date.UTC(2030, 0, 1, 0, 0, 0, 999), { instance_url: 'https://eu.example.org', n: { a: [1, null] } });
    assert.deepEqual((await token()).body, {
      ...{ access_token: 'canary-access-token', expiry: '2030-01-01T00:00:00Z' },
      extra: { instance_url: 'https://eu.example.org', n: { a: [1, null] } },
    });
    give(undefined, {});
    const answer = await token();
    const left = Date.parse(textIn(answer, 'expiry')) - Date.now();
    assert.ok(left > 50_000 && left <= MINUTE, `${left} ms`);
    assert.deepEqual(Object.keys(answer.body), ['access_token', 'expiry']);
    assert.match(textIn(answer, 'expiry'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('get a sentence that says what is wrong, and nothing else', async () => {
    const { source, window, token } = await setUp();
    const failures: readonly (readonly [Error, string])[] = [
      [new CredentialError('authorization', 'You are not signed in to GitHub.'), 'You are not signed in to GitHub.'],
      [
        new CredentialError('network', '„Größe“ 🔑 does not answer.', { cause: new Error('ECONNREFUSED') }),
        '„Größe“ 🔑 does not answer.',
      ],
      [
        new Error('inner detail'),
        'The request failed. See the log of Available Credentials in the editor for the cause.',
      ],
    ];
    for (const [failure, told] of failures) {
      source.give = () => Promise.reject(failure);
      assert.deepEqual(await token(), { status: 200, body: { error: told } });
    }
    const broken = window.guidOf('Broken');
    for (const method of ['oauth_token', 'oauth_sign_in']) {
      const { body } = await rpc(window.environment, method, { kwparams: { uuid: broken } });
      assert.deepEqual(body, { error: 'Broken is not configured correctly: It lacks a client.' });
    }
    assert.ok(
      window.lines.some((line) => line.includes('ECONNREFUSED')) &&
        window.lines.some((line) => line.includes('inner detail')),
    );
  });

  it('get nothing from a source that provides no tokens', async () => {
    // That of a Workbench session is one: it provides tokens to content alone.
    const contentTokens = { accessToken: () => assert.fail('A token was asked for') };
    const other = Object.assign(new FakeSource('workbench'), { contentTokens });
    const guid = '2e7c3b6e-5c1f-4a39-9f0b-1d2e3f405162';
    other.listed = [signedIn({ guid, label: 'Of Workbench' })];
    const { window } = await setUp(other);
    await Promise.all(
      [...window.base.refreshers.values()].map(async (refresher) => {
        refresher.setVisible(true);
        await refresher.settled();
      }),
    );
    assert.ok(window.integration('Of Workbench'));
    // Why it can't be asked is no reason why the broker does not have an integration.
    other.listed = new CredentialError('network', 'Workbench does not answer.');
    await window.base.refreshers.get(other)?.refresh();
    const asked = other.asked;
    assert.deepEqual(
      (await list(window)).map(({ display_name: label }) => label),
      ['GitHub', 'Broken'],
    );
    for (const method of ['oauth_token', 'oauth_sign_in', 'oauth_sign_out']) {
      const { body } = await rpc(window.environment, method, { kwparams: { uuid: guid } });
      assert.match(String(body['error']), /^This editor window has no integration/);
    }
    assert.equal(other.asked, asked);
  });

  it('log one line for each answer: method, name, outcome', async () => {
    const { source, window, token } = await setUp();
    const { environment } = window;
    const kwparams = { uuid: GUID };
    await rpc(environment, 'oauth_integrations');
    await token();
    source.give = () => Promise.reject(new CredentialError('authorization', 'You are not signed in.'));
    await token();
    await rpc(environment, 'oauth_sign_out', { kwparams });
    await rpc(environment, 'oauth_sign_in', { kwparams });
    await rpc(environment, 'oauth_token', { kwparams: { uuid: 'unknown' } });
    assert.deepEqual(window.lines.slice(1), [
      'info: broker: oauth_integrations, 2',
      'info: broker: oauth_token, GitHub: token returned',
      'info: broker: oauth_token, GitHub: authorization: You are not signed in.',
      'info: broker: oauth_sign_out, GitHub: signed out',
      'info: broker: oauth_sign_in, GitHub: signed in',
      'info: broker: oauth_token: rejected: This editor window has no integration with the Integration ID unknown. Look for it in the view Available Credentials.',
    ]);
  });

  it('get what the user still has to do after a sign-out', async () => {
    const { source, window } = await setUp();
    source.leave = () => Promise.resolve({ instruction: 'The server could not be told.' });
    source.listed = [listed({ guid: GUID, label: 'GitHub' })];
    const { body } = await rpc(window.environment, 'oauth_sign_out', { kwparams: { uuid: GUID } });
    assert.deepEqual(body, { result: true, detail: 'The server could not be told.' });
    // The view is hidden: without the call, the window would not know yet.
    assert.equal(window.integration('GitHub').status.kind, 'notSignedIn');
  });

  it('list what code should know of an integration to which the user is not signed in', async () => {
    const { source, window } = await setUp();
    for (const [differences, expected] of [
      [{}, { authenticated: false }],
      [{ actions: ['signIn', 'signOut'] }, { authenticated: false, can_sign_out: true }],
      // Code that asks gets the failure.
      [{ isTokenUnknown: true }, { authenticated: true }],
      [{ signInReason: 'It has expired.' }, { authenticated: false, sign_in_reason: 'It has expired.' }],
    ] as const) {
      source.listed = [listed({ guid: GUID, label: 'GitHub', ...differences })];
      const [integration] = await list(window);
      const { authenticated, can_sign_out, sign_in_reason } = integration ?? {};
      const usual = { can_sign_out: undefined, sign_in_reason: undefined };
      assert.deepEqual({ authenticated, can_sign_out, sign_in_reason }, { ...usual, ...expected });
    }
  });

  it('can start a sign-in and give it up, and learn why another one has failed', async () => {
    const { source, window } = await setUp();
    source.enter = () => assert.fail('The user is signed in already');
    const signIn = async (parameters: object) =>
      (await rpc(window.environment, 'oauth_sign_in', { kwparams: { uuid: GUID, ...parameters } })).body;
    assert.deepEqual(await signIn({}), { authenticated: true });
    source.listed = [listed({ guid: GUID, label: 'GitHub' })];
    let end = (): void => undefined;
    source.enter = async (_integration, signal, { browser }) => {
      await browser?.open('https://id.example.org/');
      return new Promise((_, fail) => {
        end = () => fail(new CredentialError('rejected', 'Access was denied.'));
        signal.addEventListener('abort', end);
      });
    };
    const page = { url: 'https://id.example.org/', opened: true };
    assert.deepEqual([await signIn({ open: true }), await signIn({ cancel: 'true' })], [page, page]);
    assert.deepEqual(await signIn({ cancel: true }), { result: true });
    await until('it has ended', () => window.integration('GitHub').status.kind === 'notSignedIn');
    await signIn({});
    end();
    await until('it has failed', async () => (await list(window))[0]?.['sign_in_error'] !== undefined);
    assert.equal((await list(window))[0]?.['sign_in_error'], 'Access was denied.');
    assert.deepEqual(
      window.lines.filter((line) => line.startsWith('info: broker: oauth_sign_in, ')),
      [
        'info: broker: oauth_sign_in, GitHub: signed in',
        'info: broker: oauth_sign_in, GitHub: sign-in page returned',
        'info: broker: oauth_sign_in, GitHub: sign-in page returned',
        'info: broker: oauth_sign_in, GitHub: sign-in cancelled',
        'info: broker: oauth_sign_in, GitHub: sign-in page returned',
      ],
    );
  });

  it('can hand back a token that a server has refused', async () => {
    const { source, window, token } = await setUp();
    const rejected: (string | undefined)[] = [];
    Object.assign(source.tokens, {
      accessToken: (_integration: unknown, refused?: Secret) => {
        rejected.push(refused?.reveal());
        return Promise.resolve({ value: new Secret('canary-token'), expiresAt: undefined });
      },
    });
    for (const refused of ['canary-refused', undefined, 1, ['x']]) {
      await token({ kwparams: { uuid: GUID, rejected: refused } });
    }
    assert.deepEqual(rejected, ['canary-refused', undefined, undefined, undefined]);
    assert.ok(!window.lines.some((line) => line.includes('canary')));
  });

  it('get what a source finds out about an integration, and nothing from one that checks nothing', async () => {
    const { source, window } = await setUp();
    const check = async () => (await rpc(window.environment, 'oauth_check', { kwparams: { uuid: GUID } })).body;
    assert.deepEqual(await check(), { findings: [] });
    const findings = [{ subject: 'Token', result: 'problem', text: 'It has expired.' }];
    Object.assign(source, {
      check: ({ label }: Integration, { aborted }: AbortSignal) =>
        Promise.resolve(label === 'GitHub' && !aborted ? findings : []),
    });
    assert.deepEqual(await check(), { findings });
    assert.equal(window.lines.at(-1), 'info: broker: oauth_check, GitHub: checked');
  });
});
