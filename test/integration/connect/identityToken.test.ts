import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { keyForIdentityToken } from '../../../src/connect/identityToken.js';
import { Secret } from '../../../src/core/secret.js';
import { readBody } from '../../sandbox/httpBody.js';
import type { Connect, ConnectOptions } from '../../sandbox/connect/connect.js';
import { type IdentityIssuer, startIdentityIssuer } from '../../sandbox/connect/identityIssuer.js';
import type { ServicePrincipal } from '../../sandbox/connect/tokenExchange.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { assertReadable, holdsAny, rejectionOf } from '../failures.js';
import { NEVER, serverHttp } from './apiBench.js';
import { api } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const CLAIMS = { sub: 'repo:acme/reports', aud: 'connect' };
const METADATA = '/.well-known/oauth-authorization-server';
const TOKEN_ENDPOINT = '/oauth/v1/token';

type Answer = Readonly<Record<string, unknown>>;

/** Answers at a path with something else, and returns the forms that were sent there. */
function answering(connect: Connect, at: string, status: number, body: Answer): URLSearchParams[] {
  const forms: URLSearchParams[] = [];
  const read = async (request: IncomingMessage) => forms.push(new URLSearchParams(await readBody(request)));
  connect.intercept((request, response, path) => {
    if (path !== at) {
      return false;
    }
    void read(request).then(() =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
    return true;
  });
  return forms;
}

describe('An identity token', function () {
  this.timeout(30_000);
  const { start, ended } = connectsPerTest();

  /** A server whose service principals match `CLAIMS`, apart from these changes. */
  async function begin(principals: readonly Partial<ServicePrincipal>[], options: ConnectOptions = {}) {
    const issuer: IdentityIssuer = await startIdentityIssuer();
    ended(() => issuer.stop());
    const usual = { issuer: issuer.issuer, subject: CLAIMS.sub, audience: CLAIMS.aud };
    const connect = await start({ ...options, servicePrincipals: principals.map((each) => ({ ...usual, ...each })) });
    const log = new RecordingLog();
    const clock = new FakeClock();
    const ports = { http: serverHttp(ended, { caCertificate: connect.ca }), clock, log };
    const token = issuer.mint(CLAIMS);
    ended(() => assert.ok(!holdsAny(log.lines.join('\n'), [...connect.secrets, token]), 'A secret is in the log'));
    const keyFor = (text = token, signal = NEVER) => keyForIdentityToken(connect.url, new Secret(text), ports, signal);
    return { connect, issuer, clock, token, keyFor };
  }

  /** Why a token is not exchanged, once it is certain that this tells no secret. */
  async function refusalOf({ connect, keyFor }: Awaited<ReturnType<typeof begin>>, token: string) {
    const error = await rejectionOf(keyFor(token));
    assertReadable(error, [...connect.secrets, token]);
    return error;
  }

  it('is exchanged for an API key that expires, over TLS and below a base path', async () => {
    const options = { tls: true, basePath: '/rsc' };
    const { connect, clock, keyFor } = await begin([{ user: 'publisher', lifetime: 90_000 }], options);
    const { kind, value, expiresAt } = await keyFor();
    assert.deepEqual([kind, expiresAt], ['apiKey', clock.now() + 90_000]);
    assert.equal((await api(connect, '/v1/user', { key: value.reveal() })).status, 200);
  });

  it('of a service principal without a user is exchanged as well', async () => {
    const { connect, keyFor } = await begin([{}]);
    const key = (await keyFor()).value.reveal();
    assert.equal((await api(connect, '/v1/content', { key })).status, 200);
  });

  it('is sent without a client', async () => {
    const { connect, token, keyFor } = await begin([{}]);
    const forms = answering(connect, TOKEN_ENDPOINT, 200, { access_token: connect.apiKeys.viewer, token_type: 'Key' });
    await keyFor();
    const urn = 'urn:ietf:params:oauth';
    assert.deepEqual(
      forms.map((form) => Object.fromEntries(form)),
      [
        {
          grant_type: `${urn}:grant-type:token-exchange`,
          subject_token: token,
          subject_token_type: `${urn}:token-type:id_token`,
          requested_token_type: `${urn}:token-type:access_token`,
        },
      ],
    );
  });

  it('may get a key whose expiry is unknown', async () => {
    const { connect, keyFor } = await begin([{}]);
    const key = connect.apiKeys.viewer;
    answering(connect, TOKEN_ENDPOINT, 200, { access_token: key, token_type: 'Key', expires_in: null });
    const { value, expiresAt } = await keyFor();
    assert.deepEqual([value.reveal(), expiresAt], [key, undefined]);
  });

  for (const [what, principals, claims, message] of [
    ['matches more than one service principal', [{}, {}], {}, /matches more than one service principal/],
    ['has expired', [{}], { exp: 1 }, /could not verify the identity token\. Get a new token/],
    ['comes from an unknown issuer', [{}], { iss: 'http://127.0.0.1:9' }, /could not verify the identity token/],
    ['is for another audience', [{}], { aud: 'other' }, /grants no access to this identity token\. Check the audience/],
  ] as const) {
    it(`that ${what} is refused, which is explained`, async () => {
      const setup = await begin(principals);
      const error = await refusalOf(setup, setup.issuer.mint({ ...CLAIMS, ...claims }));
      assert.equal(error.failure, 'authorization');
      assert.match(error.message, message);
      assert.match(error.message, /The server says: \S/);
    });
  }

  for (const [what, answer, message] of [
    ['a description in capitals', { error: 'invalid_grant', error_description: 'UNVERIFIABLE' }, /could not verify/],
    ['no description', { error: 'invalid_grant' }, /Check the audience[^]*access\.$/],
    ['an unknown grant type', { error: 'unsupported_grant_type' }, /does not exchange identity tokens/],
    ['a missing client', { error: 'invalid_client' }, /does not exchange identity tokens/],
    [
      'another error',
      { error: 'invalid_request', error_description: 'No.' },
      /returned an error: No \(invalid_request\)/,
    ],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const setup = await begin([{}]);
      answering(setup.connect, TOKEN_ENDPOINT, 400, answer);
      assert.match((await refusalOf(setup, setup.token)).message, message);
    });
  }

  it('that the server repeats is not shown', async () => {
    const setup = await begin([{}]);
    const error_description = `cannot verify ${setup.token}`;
    answering(setup.connect, TOKEN_ENDPOINT, 400, { error: 'invalid_grant', error_description });
    assert.match((await refusalOf(setup, setup.token)).message, /The server says: cannot verify \[secret\]/);
  });

  it('is not sent if the metadata list grant types without token exchange', async () => {
    const setup = await begin([{}], { tokenExchange: false });
    const error = await refusalOf(setup, setup.token);
    assert.match(error.message, /does not exchange identity tokens/);
    assert.ok(setup.connect.requests.every(({ path }) => path !== TOKEN_ENDPOINT));
  });

  it('is sent if the metadata list no grant types', async () => {
    const { connect, keyFor } = await begin([{}]);
    const metadata = { issuer: connect.url, token_endpoint: `${connect.url}${TOKEN_ENDPOINT}` };
    answering(connect, METADATA, 200, metadata);
    assert.equal((await keyFor()).kind, 'apiKey');
  });

  for (const options of [{ version: '2026.01.0' }, { oauth: false }]) {
    it(`cannot be used with a server without OAuth: ${JSON.stringify(options)}`, async () => {
      const setup = await begin([{}], options);
      const error = await refusalOf(setup, setup.token);
      assert.equal(error.failure, 'unsupported');
      assert.match(error.message, /older than Posit Connect 2026\.02, or OAuth is turned off\. Use an API key/);
    });
  }

  it('is not blamed for a server that is busy or cannot be reached', async () => {
    const setup = await begin([{}]);
    setup.connect.busy = true;
    assert.equal((await refusalOf(setup, setup.token)).failure, 'network');
    await setup.connect.suspend();
    assert.match((await refusalOf(setup, setup.token)).message, /cannot be reached/);
  });

  it('reports an error if the server does not accept the exchanged key', async () => {
    const setup = await begin([{}]);
    answering(setup.connect, TOKEN_ENDPOINT, 200, { access_token: 'x'.repeat(32), token_type: 'Key' });
    assert.match((await refusalOf(setup, setup.token)).message, /does not accept the API key/);
  });

  it('gets no key that could not be sent', async () => {
    const setup = await begin([{}]);
    answering(setup.connect, TOKEN_ENDPOINT, 200, { access_token: 'a\r\nb', token_type: 'Key' });
    assert.match((await refusalOf(setup, setup.token)).message, /access_token is missing or wrong/);
  });

  it('is not exchanged once that is cancelled', async () => {
    const { connect, token, keyFor } = await begin([{}]);
    const reason = new Error('cancelled');
    assert.equal(await rejectionOf(keyFor(token, AbortSignal.abort(reason))), reason);
    assert.deepEqual(connect.requests, []);
  });
});
