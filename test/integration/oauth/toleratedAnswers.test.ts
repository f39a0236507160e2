import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Secret } from '../../../src/core/secret.js';
import type { Definition } from '../../../src/local/definition/definition.js';
import type { DeviceAuthorization } from '../../../src/oauth/deviceFlow.js';
import { startDeviceFlow } from '../../../src/oauth/deviceFlow.js';
import { register } from '../../../src/oauth/registration.js';
import { revoke } from '../../../src/oauth/revocation.js';
import type { RegisteredClient, TokenSet } from '../../../src/oauth/tokenSet.js';
import { exchangeToken, TOKEN_TYPES } from '../../../src/oauth/tokenExchange.js';
import { refreshTokens } from '../../../src/oauth/tokens.js';
import { definition, NEVER, oauthPerTest } from '../local/signingIn.js';
import { serversPerTest } from '../observedServer.js';
import { plain, type Plain } from '../../unit/local/plain.js';
import { grantOf } from '../../unit/vault/tokenSets.js';
import { ALL_CANARIES, answering, CANARIES, handMadeBy, type Reply, TOKENS } from './scriptedProvider.js';
import { holdsAny } from '../failures.js';

type Changes = Readonly<Record<string, unknown>>;
type Row<Result> = readonly [what: string, reply: Reply, expected: Partial<Result>];

const tokens = (changes: Changes): Reply => ({ body: { ...TOKENS, ...changes } });
const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined]));
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** What is expected of a token answer: the lifetime in seconds in place of a time, and the names of what else came. */
interface Granted {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly lifetime: number | undefined;
  readonly refreshToken: string | undefined;
  readonly scope: string | undefined;
  readonly extra: Changes;
}

const encoded = (encoding: string, encode: (body: string) => Buffer): Row<Granted> => [
  `a body that is encoded with ${encoding}`,
  {
    type: 'application/json',
    headers: { 'content-encoding': encoding },
    body: encode(JSON.stringify({ ...TOKENS, scope: 'ä' })),
  },
  { accessToken: CANARIES.accessToken, scope: 'ä' },
];

const lifetimes: readonly (readonly [unknown, number | undefined])[] = [
  ['3600', 3600],
  [' 3600 ', 3600],
  ['3600s', 3600],
  [1.5, 1.5],
  ['1.5', 1.5],
  ...[undefined, null, '', 'soon', 'never', '2047-01-01T00:00:00Z', -1, '-1', true, [], {}].map(
    (each) => [each, undefined] as const,
  ),
];

const TOKEN_ROWS: readonly Row<Granted>[] = [
  ...lifetimes.map(([value, lifetime]): Row<Granted> => [
    `expires_in ${JSON.stringify(value)}`,
    tokens({ expires_in: value }),
    { lifetime },
  ]),
  [
    'an infinite expires_in',
    { type: 'application/json', body: JSON.stringify(TOKENS).replace('3600', '1e999') },
    { lifetime: undefined },
  ],
  ['expires_in 0 with a refresh token', tokens({ expires_in: 0 }), { lifetime: 0 }],
  [
    'expires_in 0 without a refresh token, which means unknown',
    tokens({ expires_in: 0, ...without('refresh_token') }),
    { lifetime: undefined },
  ],
  ['expires_in "0" without a refresh token', tokens({ expires_in: '0', refresh_token: '' }), { lifetime: undefined }],
  ['a list of scopes', tokens({ scope: ['a', 'b'] }), { scope: 'a b' }],
  ['an empty list of scopes', tokens({ scope: [] }), { scope: '' }],
  ['scopes that are neither text nor list', tokens({ scope: { a: true } }), { scope: undefined }],
  ['a list with something else than scopes', tokens({ scope: ['a', 1] }), { scope: undefined }],
  ...[undefined, null, '', ' ', {}, 42].map((value): Row<Granted> => [
    `the refresh token ${JSON.stringify(value)}`,
    tokens({ refresh_token: value }),
    { refreshToken: undefined },
  ]),
  ...['', null, 7].map((value): Row<Granted> => [
    `the ID token ${JSON.stringify(value)}`,
    tokens({ id_token: value }),
    { extra: {} },
  ]),
  ...[undefined, null, '', 'bearer', 'BEARER', ' Bearer ', 'bot', 'user', 'BearerToken', 1].map(
    (value): Row<Granted> => [
      `the token type ${JSON.stringify(value)}`,
      tokens({ token_type: value }),
      { tokenType: 'Bearer' },
    ],
  ),
  [
    "Slack's token of a user",
    {
      body: {
        ok: true,
        app_id: 'A1',
        authed_user: { id: 'U1', ...TOKENS, token_type: 'user', scope: 'search:read' },
        ...without('access_token'),
      },
    },
    {
      ...{ accessToken: CANARIES.accessToken, refreshToken: CANARIES.refreshToken, scope: 'search:read' },
      ...{ lifetime: 3600, extra: { ok: true, app_id: 'A1', authed_user: { id: 'U1' } } },
    },
  ],
  [
    "Slack's token of a bot, beside that of a user",
    tokens({ token_type: 'bot', authed_user: { access_token: 'xoxp' } }),
    { accessToken: CANARIES.accessToken, extra: { authed_user: { access_token: 'xoxp' } } },
  ],
  ...[201, 202, 203].map((status): Row<Granted> => [
    `the status ${status}`,
    { ...tokens({}), status },
    { accessToken: CANARIES.accessToken },
  ]),
  ['an empty error', tokens({ error: '', error_description: null }), { accessToken: CANARIES.accessToken }],
  ['another content type', { type: 'text/html', body: JSON.stringify(TOKENS) }, { accessToken: CANARIES.accessToken }],
  [
    'a byte order mark',
    { type: 'application/json', body: `\ufeff${JSON.stringify(TOKENS)}` },
    { accessToken: CANARIES.accessToken },
  ],
  [
    'a form',
    {
      type: 'application/x-www-form-urlencoded',
      body: form({ access_token: CANARIES.accessToken, scope: 'repo,gist', token_type: 'bearer', expires_in: '60' }),
    },
    { accessToken: CANARIES.accessToken, scope: 'repo,gist', lifetime: 60, refreshToken: undefined },
  ],
  [
    'a form that says it is text',
    { type: 'text/plain', body: `${form({ access_token: CANARIES.accessToken })}\n` },
    { accessToken: CANARIES.accessToken, tokenType: 'Bearer' },
  ],
  encoded('gzip', (body) => gzipSync(body)),
  encoded('x-gzip', (body) => gzipSync(body)),
  encoded('GZIP', (body) => gzipSync(body)),
  encoded('br', (body) => brotliCompressSync(body)),
  encoded('deflate', (body) => deflateSync(body)),
  encoded('deflate, gzip', (body) => gzipSync(deflateRawSync(body))),
  encoded('identity', (body) => Buffer.from(body)),
];

const DEVICE = {
  device_code: CANARIES.deviceCode,
  user_code: 'ABCD-EFGH',
  verification_uri: 'https://login.example.com/device',
  expires_in: 1800,
};

interface Offered extends Omit<DeviceAuthorization, 'expiresAt' | 'deviceCode'> {
  readonly lifetime: number;
}

const device = (changes: Changes): Reply => ({ body: { ...DEVICE, ...changes } });

const DEVICE_ROWS: readonly Row<Offered>[] = [
  [
    "Google's verification_url",
    device({ verification_url: DEVICE.verification_uri, ...without('verification_uri') }),
    { verificationUri: DEVICE.verification_uri },
  ],
  [
    'verification_url_complete',
    device({ verification_url_complete: `${DEVICE.verification_uri}?c` }),
    { verificationUriComplete: `${DEVICE.verification_uri}?c` },
  ],
  ['numbers as texts', device({ interval: '7', expires_in: '600' }), { interval: 7000, lifetime: 600 }],
  ['an interval of almost nothing', device({ interval: 0.001 }), { interval: 1000 }],
  ['a user code that is a number', device({ user_code: 123456 }), { userCode: '123456' }],
  ...[undefined, null, 0, '0', -1, '', 'often'].map((value): Row<Offered> => [
    `the interval ${JSON.stringify(value)}`,
    device({ interval: value }),
    { interval: 5000 },
  ]),
  ...[undefined, null, 0, '', 'never', -1].map((value): Row<Offered> => [
    `expires_in ${JSON.stringify(value)}`,
    device({ expires_in: value }),
    { lifetime: 600 },
  ]),
  ...['', null, 5].map((value): Row<Offered> => [
    `verification_uri_complete ${JSON.stringify(value)}`,
    device({ verification_uri_complete: value }),
    { verificationUriComplete: undefined },
  ]),
  ['the status 201', { ...device({}), status: 201 }, { userCode: DEVICE.user_code }],
];

const REDIRECT_URI = 'http://127.0.0.1:1234/callback';
const registered = (changes: Changes): Reply => ({
  status: 201,
  body: { client_id: 'registered', redirect_uris: [REDIRECT_URI], ...changes },
});
const secret = { client_secret: CANARIES.clientSecret, token_endpoint_auth_method: 'client_secret_basic' };

const REGISTRATION_ROWS: readonly Row<Plain<RegisteredClient>>[] = [
  ...[undefined, null, 0, '0', '', 'never', 1893456000].map((value): Row<Plain<RegisteredClient>> => [
    `client_secret_expires_at ${JSON.stringify(value)}`,
    registered({ ...secret, client_secret_expires_at: value }),
    { clientSecret: CANARIES.clientSecret, authMethod: 'client_secret_basic' },
  ]),
  ...['', null, undefined].map((value): Row<Plain<RegisteredClient>> => [
    `the client secret ${JSON.stringify(value)}`,
    registered({ ...secret, client_secret: value }),
    { clientSecret: undefined, authMethod: 'none' },
  ]),
  [
    'another method than requested',
    registered({ ...secret, token_endpoint_auth_method: 'client_secret_post' }),
    { clientSecret: CANARIES.clientSecret, authMethod: 'client_secret_post' },
  ],
  [
    'a secret without a method',
    registered({ client_secret: CANARIES.clientSecret }),
    { clientSecret: CANARIES.clientSecret, authMethod: 'client_secret_basic' },
  ],
  ['a client ID that is a number', registered({ client_id: 42 }), { clientId: '42' }],
  ['the status 200', { ...registered({}), status: 200 }, { clientId: 'registered' }],
  ['no redirect URIs', registered({ redirect_uris: undefined }), { redirectUri: REDIRECT_URI }],
];

const EXCHANGE_ROWS: readonly (readonly [what: string, reply: Reply])[] = [
  ...[undefined, null, 'Bearer', 'Key', 'N_A', 'DPoP', 7].map(
    (type) => [`the token type ${JSON.stringify(type)}`, tokens({ token_type: type })] as const,
  ),
  ['no issued_token_type', tokens({ issued_token_type: undefined })],
  ['an ID token that is not valid', tokens({ id_token: 'x.y.z' })],
];

const REVOCATION_ROWS: readonly (readonly [what: string, reply: Reply])[] = [
  ...[200, 201, 202, 204].map((status) => [`the status ${status}`, { status, body: '' }] as const),
  ['a page', { body: '<h1>Done</h1>' }],
  ['JSON', { body: { ok: true } }],
  ['invalid_token', { status: 400, body: { error: 'invalid_token' } }],
  ['invalid_token with 401', { status: 401, body: { error: 'invalid_token' } }],
  ['token_revoked with 200', { body: { ok: false, error: 'token_revoked' } }],
];

describe('What servers answer, and what is made of it', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  async function setUp(overrides: Partial<Definition> = {}) {
    const provider = await startHandMade();
    const bench = openBench();
    const wanted = definition({ issuer: provider.issuer }, overrides);
    return { provider, bench, wanted, parties: await bench.parties(wanted) };
  }

  /** Compares what is expected, and makes sure that nothing secret was logged. */
  function assertIs<Result extends object>(actual: Result, expected: Partial<Result>, log: readonly string[]): void {
    const compared = Object.keys(expected).map((name) => [name, Reflect.get(actual, name) as unknown]);
    assert.deepEqual(Object.fromEntries(compared), expected);
    assert.equal(holdsAny(log.join('\n'), ALL_CANARIES), false);
  }

  function granted({ accessToken, tokenType, expiresAt, refreshToken, scope, extra }: TokenSet, now: number): Granted {
    return {
      ...plain({ accessToken, tokenType, refreshToken, scope, extra }),
      lifetime: expiresAt === undefined ? undefined : (expiresAt - now) / 1000,
    };
  }

  describe('when a code is exchanged or a token refreshed', () => {
    for (const [what, reply, expected] of TOKEN_ROWS) {
      it(what, async () => {
        const { provider, bench, wanted, parties } = await setUp();
        provider.replies['/token'] = reply;
        const now = Date.now();
        const clock = { ...bench.ports.clock, now: () => now };
        const signedIn = granted(await bench.authorize(wanted, answering(), { clock }), now);
        assertIs(signedIn, expected, bench.log.lines);
        const earlier = { ...grantOf('old'), scope: undefined };
        const ports = { ...bench.ports, clock };
        const renewed = granted(await refreshTokens(earlier, { ...parties, wanted }, ports, NEVER), now);
        assert.deepEqual(renewed, { ...signedIn, refreshToken: signedIn.refreshToken ?? 'old-refresh' });
      });
    }
  });

  describe('when a device code is requested', () => {
    for (const [what, reply, expected] of DEVICE_ROWS) {
      it(what, async () => {
        const { provider, bench, wanted, parties } = await setUp();
        provider.replies['/device'] = reply;
        const now = Date.now();
        const ports = { ...bench.ports, clock: { ...bench.ports.clock, now: () => now } };
        const { expiresAt, ...offered } = await startDeviceFlow({ ...parties, wanted }, ports, NEVER);
        assertIs({ ...offered, lifetime: (expiresAt - now) / 1000 }, expected, bench.log.lines);
      });
    }
  });

  describe('when a client is registered', () => {
    for (const [what, reply, expected] of REGISTRATION_ROWS) {
      it(what, async () => {
        const { provider, bench, parties } = await setUp();
        provider.replies['/register'] = reply;
        const request = { clientName: 'An editor', redirectUri: REDIRECT_URI };
        const client = await register(parties.server, request, bench.ports, NEVER);
        assertIs(plain(client), expected, bench.log.lines);
      });
    }
  });

  describe('when a token is exchanged', () => {
    for (const [what, reply] of EXCHANGE_ROWS) {
      it(what, async () => {
        const { provider, bench, parties } = await setUp();
        provider.replies['/token'] = reply;
        const types = { subjectTokenType: TOKEN_TYPES.idToken, requestedTokenType: TOKEN_TYPES.accessToken };
        const exchange = { server: parties.server, subjectToken: new Secret('canary-subject-token'), ...types };
        const exchanged = await exchangeToken(exchange, bench.ports, NEVER);
        assertIs(plain({ token: exchanged.token }), { token: CANARIES.accessToken }, bench.log.lines);
      });
    }
  });

  describe('when a token is revoked', () => {
    for (const [what, reply] of REVOCATION_ROWS) {
      it(what, async () => {
        const { provider, bench, parties } = await setUp();
        provider.replies['/revoke'] = reply;
        assert.equal(await revoke(grantOf('any'), parties, bench.ports, NEVER), 'revoked');
        assert.deepEqual(bench.log.lines, []);
      });
    }

    it('an error for the access token, once the refresh token is revoked', async () => {
      const { provider, bench, parties } = await setUp();
      provider.replies['/revoke'] = [{ body: '' }, { status: 400, body: { error: 'invalid_request' } }];
      assert.equal(await revoke(grantOf('any'), parties, bench.ports, NEVER), 'revoked');
      assert.deepEqual(
        bench.log.lines.map((line) => line.split(':')[0]),
        ['debug'],
      );
    });
  });
});
