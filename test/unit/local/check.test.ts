import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { checkIntegration } from '../../../src/local/check/checkIntegration.js';
import type { CallbackRelay } from '../../../src/core/callbackUris.js';
import type { Finding } from '../../../src/core/finding.js';
import type { CheckPorts } from '../../../src/local/check/ports.js';
import { checkReport } from '../../../src/local/check/report.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { fromMetadata } from '../../../src/oauth/authorizationServer.js';
import { FakeClock } from '../fakeClock.js';

const NEVER = new AbortController().signal;
const ISSUER = 'https://login.example.org';
const ENTRY = { name: 'example', issuer: ISSUER, client_id: 'me', scopes: ['openid'] };
const METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: 'https://tokens.example.net/token',
  code_challenge_methods_supported: ['S256'],
  scopes_supported: ['openid'],
};

const relay: CallbackRelay = {
  redirectUri: 'https://workbench.example.org/oauth_redirect_callback',
  assertReachable: () => Promise.resolve(),
  code: () => assert.fail('no user signs in'),
};

/** Everything is right, unless a test says otherwise. */
function portsWith(changes: Partial<CheckPorts> = {}, metadata: object = {}): CheckPorts {
  const clock = new FakeClock();
  return {
    clock,
    http: {
      send: () =>
        Promise.resolve({
          status: 400,
          headers: { date: new Date(clock.now()).toUTCString() },
          body: new Uint8Array(),
        }),
      proxyFor: () => Promise.resolve(undefined),
      inspectTls: () =>
        Promise.resolve({
          ...{ protocol: 'TLSv1.3', subject: 'x', issuer: 'Example CA', names: undefined, distrust: undefined },
          validTo: clock.now() + 90 * 24 * 60 * 60_000,
        }),
    },
    server: () => Promise.resolve(fromMetadata({ ...METADATA, ...metadata })),
    state: () => Promise.resolve({ kind: 'signedOut', problem: undefined, isGrantStored: false }),
    client: () => Promise.resolve({ kind: 'accepted' }),
    windowKind: 'localDesktop',
    methods: () => ['loopback'],
    relay: undefined,
    whyNotListening: () => Promise.resolve(undefined),
    ...changes,
  };
}

async function check(ports: CheckPorts, entry: object = ENTRY): Promise<readonly string[]> {
  return (await checkIntegration(parseDefinition(entry), ports, NEVER)).map(lineOf);
}

const lineOf = ({ subject, result, text }: Finding) => `${result} ${subject}: ${text}`;
const network = () => Promise.reject(new CredentialError('network', 'login.example.org cannot be reached. Try again.'));

describe('Checking an integration', () => {
  it('goes through all that a sign-in needs, one line each', async () => {
    assert.deepEqual(await check(portsWith()), [
      'ok Settings: All fields are right.',
      'ok Endpoints: Read from login.example.org. Some are at https://tokens.example.net.',
      'ok Proxy: login.example.org is reached directly.',
      'ok Certificate: The certificate of login.example.org is trusted. Issued by Example CA.',
      'ok Connection: login.example.org answers.',
      'ok Proxy: tokens.example.net is reached directly.',
      'ok Certificate: The certificate of tokens.example.net is trusted. Issued by Example CA.',
      'ok Connection: tokens.example.net answers.',
      "ok Clock: This machine's clock agrees with the server's.",
      'ok PKCE: The server supports it.',
      'ok Redirect: http://127.0.0.1/callback with any port. It must be registered at login.example.org.',
      'ok Client: login.example.org accepts the client.',
      'ok Sign-in: You are not signed in.',
    ]);
  });

  it('of a wrong entry says what is wrong, and asks no server', async () => {
    const ports = portsWith({ server: () => assert.fail('asked') });
    assert.deepEqual(await check(ports, { ...ENTRY, clientid: 'x' }), [
      'problem Settings: clientid is not a field of an integration. Use client_id. Correct it with Edit Integration….',
    ]);
  });

  it('looks at the network where the metadata cannot be read', async () => {
    const ports = portsWith({ server: network });
    assert.deepEqual(await check({ ...ports, http: { ...ports.http, send: network, inspectTls: network } }), [
      'ok Settings: All fields are right.',
      'problem Endpoints: login.example.org cannot be reached. Try again.',
      'ok Proxy: login.example.org is reached directly.',
      'problem Connection: login.example.org cannot be reached. Try again.',
      'ok Sign-in: You are not signed in.',
    ]);
  });

  const { http } = portsWith();
  const tls = (changes: object) => ({
    http: { ...http, inspectTls: async () => ({ ...(await http.inspectTls(ISSUER, NEVER)), ...changes }) },
  });
  const answering = (status: number, date?: string) => ({
    http: {
      ...http,
      send: () => Promise.resolve({ status, headers: { date }, body: new Uint8Array() }),
    },
  });
  const cases: readonly (readonly [
    name: string,
    ports: Partial<CheckPorts>,
    entry: object,
    line: string,
    metadata?: object,
  ])[] = [
    [
      'a proxy, without its password',
      { http: { ...http, proxyFor: () => Promise.resolve('http://me:hunter2@proxy.example:3128') } },
      {},
      'ok Proxy: login.example.org is reached through http://…@proxy.example:3128.',
    ],
    [
      'a certificate that is not trusted',
      tls({ distrust: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      {},
      'problem Certificate: The certificate of login.example.org, issued by Example CA, is not trusted (SELF_SIGNED_CERT_IN_CHAIN). Install the certificate of its authority in the operating system, or name it in REQUESTS_CA_BUNDLE.',
    ],
    [
      'a server that fails',
      answering(503),
      {},
      'problem Connection: login.example.org answers with the error HTTP 503. Try again later, or tell its administrator.',
    ],
    [
      'a clock that is wrong',
      answering(200, new Date(new FakeClock().now() - 600_000).toUTCString()),
      {},
      "problem Clock: This machine's clock is 10 min ahead of the server's. Set it.",
    ],
    [
      'PKCE that is turned off',
      {},
      { use_pkce: false },
      'unknown PKCE: It is turned off, so others could take over a sign-in. Turn it on with Edit Integration… if the server accepts it.',
    ],
    [
      'PKCE that the server lacks',
      {},
      {},
      'problem PKCE: login.example.org does not support the method S256. Ask its administrator to enable it.',
      { code_challenge_methods_supported: ['plain'] },
    ],
    [
      'a server without a sign-in page',
      {},
      {},
      'problem Endpoints: login.example.org has no authorization_endpoint, which is needed for this. Ask the administrator of login.example.org for it.',
      { authorization_endpoint: undefined },
    ],
    [
      'a sign-in page that cannot be used',
      {},
      {},
      'problem Endpoints: The authorization_endpoint in the metadata of login.example.org cannot be used: it is not text. Contact its administrator.',
      { authorization_endpoint: 42 },
    ],
    [
      'a server without a sign-in page, but with device codes',
      {},
      {},
      'ok Endpoints: Read from login.example.org, which has no sign-in page, but offers device codes.',
      { authorization_endpoint: undefined, device_authorization_endpoint: `${ISSUER}/device` },
    ],
    [
      'that a device code is requested from another host',
      {},
      {},
      'ok Connection: devices.example.net answers.',
      { device_authorization_endpoint: 'https://devices.example.net/device' },
    ],
    [
      'a proxy that cannot be used',
      {
        http: {
          ...http,
          proxyFor: () => Promise.reject(new CredentialError('configuration', 'It is a SOCKS proxy. Set http.proxy.')),
        },
      },
      {},
      'problem Proxy: It is a SOCKS proxy. Set http.proxy.',
    ],
    [
      'a TLS connection that fails, though the server was reached',
      { http: { ...http, inspectTls: network } },
      {},
      'problem Certificate: No TLS connection to login.example.org: login.example.org cannot be reached. Try again.',
    ],
    [
      'endpoints that the settings name',
      {},
      { issuer: undefined, authorization_uri: `${ISSUER}/authorize`, token_uri: `${ISSUER}/token` },
      'ok Endpoints: Named in the settings.',
    ],
    [
      'scopes that the server does not list',
      {},
      { scopes: ['openid', 'api', 'x'] },
      'unknown Scopes: login.example.org does not list api, x. If the sign-in fails, check them with Edit Integration….',
    ],
    [
      'a port that is taken',
      { whyNotListening: (uri) => Promise.resolve(`Another program uses ${String(uri)}. Close it.`) },
      { redirect_uri: 'http://localhost:8765/callback' },
      'problem Redirect: Another program uses http://localhost:8765/callback. Close it.',
    ],
    [
      'a port that is free',
      {},
      { redirect_uri: 'http://localhost:8765/callback' },
      'ok Redirect: http://localhost:8765/callback is free. Exactly this must be registered at login.example.org.',
    ],
    [
      'a remote machine whose port is forwarded',
      { windowKind: 'remoteDesktop' },
      {},
      'ok Redirect: The browser returns to this remote machine, if the editor forwards the port. http://127.0.0.1/callback must be registered at login.example.org.',
    ],
    [
      'the relay of Workbench',
      { methods: () => ['workbenchRelay', 'deviceCode'], relay },
      {},
      'ok Redirect: The browser returns by way of Posit Workbench. https://workbench.example.org/oauth_redirect_callback must be registered at login.example.org.',
    ],
    [
      'what is tried after the relay of Workbench',
      { methods: () => ['workbenchRelay', 'editorUri', 'deviceCode', 'paste'], relay },
      {},
      'ok Other ways: If the redirect does not work: an address of the editor, a device code, a pasted address.',
    ],
    [
      'a relay of Workbench that cannot be reached',
      {
        methods: () => ['workbenchRelay'],
        relay: {
          ...relay,
          assertReachable: () => Promise.reject(new CredentialError('network', 'It cannot be reached. Try again.')),
        },
      },
      {},
      'problem Redirect: The browser cannot return by way of Posit Workbench. It cannot be reached. Try again.',
    ],
    [
      'a device code as the only way',
      { methods: () => ['deviceCode'] },
      {},
      'ok Redirect: None is needed: you enter a code in the browser, on any device.',
    ],
    [
      'that the address has to be pasted',
      { methods: () => ['paste'] },
      {},
      'ok Redirect: You copy the address of the last page from the browser into the editor. http://127.0.0.1/callback must be registered at login.example.org.',
    ],
    [
      'an address of the editor, which is registered at the sign-in',
      { methods: () => ['editorUri'] },
      { client_id: undefined },
      'ok Redirect: The browser returns by an address of the editor. The redirect URI is registered when you sign in.',
    ],
    [
      'that there is no way back to this window',
      { methods: () => [] },
      {},
      'problem Redirect: The browser cannot return to this window, because redirect_uri leads to a Posit Workbench session. Sign in from such a session, or change redirect_uri with Edit Integration….',
    ],
    [
      'a client that is refused',
      { client: () => Promise.resolve({ kind: 'refused', message: 'It is refused. Check its client ID.' }) },
      {},
      'problem Client: It is refused. Check its client ID.',
    ],
    [
      'a client secret that is missing',
      { client: () => Promise.resolve({ kind: 'untried', why: 'secretMissing' }) },
      {},
      'problem Client: Its client secret is not on this machine. Enter it with Edit Integration….',
    ],
    [
      'a sign-in that has ended',
      {
        state: () =>
          Promise.resolve({
            kind: 'signedOut',
            problem: new CredentialError('authorization', 'Sign in again.'),
            isGrantStored: true,
          }),
      },
      {},
      'problem Sign-in: Sign in again.',
    ],
  ];
  for (const [name, changes, entry, line, metadata] of cases) {
    it(`finds ${name}`, async () => {
      const lines = await check(portsWith(changes, metadata), { ...ENTRY, ...entry });
      assert.ok(lines.includes(line), lines.join('\n'));
    });
  }

  it('of a service account checks neither redirect nor PKCE', async () => {
    const lines = await check(portsWith(), { ...ENTRY, auth_type: 'Service Account' });
    assert.ok(!lines.some((line) => / (?:Redirect|PKCE): /.test(line)));
  });

  it('ends when it is cancelled', async () => {
    const reason = new Error('cancelled');
    const ports = portsWith({ server: (_, signal) => Promise.reject(signal.reason as Error) });
    await assert.rejects(checkIntegration(parseDefinition(ENTRY), ports, AbortSignal.abort(reason)), reason);
  });
});

describe('The report of a check', () => {
  it('has one line for each finding, for any text of a server', () => {
    const findings: readonly Finding[] = [
      { subject: 'Clock', result: 'ok', text: 'Right.' },
      { subject: 'Client', result: 'problem', text: 'a\nb\u202e' },
    ];
    assert.equal(
      checkReport('Reports', findings, Date.UTC(2026, 5, 1)),
      [
        'Check of Reports',
        'Made at 2026-06-01 00:00:00 UTC. It holds no cookie, token or secret.',
        '',
        'ok       Clock   Right.',
        'PROBLEM  Client  a b\\u{202e}',
        '',
        'Problems: 1',
        '',
      ].join('\n'),
    );
  });
});
