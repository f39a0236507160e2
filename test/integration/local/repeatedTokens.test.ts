import assert from 'node:assert/strict';
import type { HttpClient } from '../../../src/core/httpClient.js';
import { OAuthError } from '../../../src/oauth/errorResponse.js';
import { revoke } from '../../../src/oauth/revocation.js';
import { refreshTokens } from '../../../src/oauth/tokens.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import { handMadeBy, type Reply } from '../oauth/scriptedProvider.js';
import { definition, NEVER, oauthPerTest } from './signingIn.js';
import { grantFrom } from '../../unit/local/plain.js';

/** A token of 6 kilobytes, as those with many groups or roles are. */
const LONG = Array.from({ length: 1000 }, (_, at) => (at * 7919).toString(36).padStart(6, 'x')).join('');

const GRANT = grantFrom({
  ...{ accessToken: LONG, tokenType: 'Bearer', expiresAt: 0, refreshToken: LONG },
  ...{ scope: undefined, registration: undefined, extra: {} },
});

describe('A server that repeats a token or a client secret', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  async function partiesAt(replies: Readonly<Record<string, Reply>>, secret = 'canary-secret') {
    const provider = await startHandMade();
    Object.assign(provider.replies, replies);
    const bench = openBench();
    const wanted = definition(
      { issuer: provider.issuer },
      { authMode: 'Confidential', tokenEndpointAuthMethod: 'client_secret_basic' },
    );
    return { bench, wanted, parties: await bench.parties(wanted, secret) };
  }

  /** What a refresh is refused with, once it is certain that it tells no secret. */
  async function refusalBy(body: Readonly<Record<string, unknown>>, secret?: string): Promise<OAuthError> {
    const { bench, wanted, parties } = await partiesAt({ '/token': { status: 400, body } }, secret);
    const error = await rejectionOf(refreshTokens(GRANT, { ...parties, wanted }, bench.ports, NEVER));
    assertReadable(error, [LONG, LONG.slice(0, 17), ...(secret === undefined ? [] : [secret])]);
    assert.ok(error instanceof OAuthError, error.message);
    return error;
  }

  it('of several kilobytes is understood, and what it repeats is not shown', async () => {
    const { error, message } = await refusalBy({ error: 'invalid_grant', error_description: `Spent: ${LONG}` });
    assert.equal(error, 'invalid_grant');
    assert.match(message, /: Spent: \[secret\] \(invalid_grant\)\./);
  });

  it('at the end of a long text, which is cut there, does not reveal a part of it', async () => {
    for (const length of [1900, 1950, 1983]) {
      const description = `${'-'.repeat(length)}${LONG}`;
      assert.equal(
        (await refusalBy({ error: 'invalid_grant', error_description: description })).error,
        'invalid_grant',
      );
    }
  });

  it('in megabytes of text is understood', async () => {
    const nearMisses = `${LONG.slice(20, 60)}_`.repeat(150_000);
    assert.equal((await refusalBy({ error: 'invalid_grant', error_description: nearMisses })).error, 'invalid_grant');
  }).timeout(20_000);

  it('that is a part of the error code is understood', async () => {
    const { bench, wanted, parties } = await partiesAt(
      { '/token': { status: 401, body: { error: 'invalid_client', error_description: 'Unknown client' } } },
      'client',
    );
    const error = await rejectionOf(refreshTokens(GRANT, { ...parties, wanted }, bench.ports, NEVER));
    assert.ok(error instanceof OAuthError);
    assert.equal(error.error, 'invalid_client');
    assert.match(error.message, /: Unknown \[secret\] \(invalid_client\)\./);
  });

  it('as the header in which it was sent does not reveal it', async () => {
    const secret = 'a secret+with:signs/of its own';
    const formEncoded = 'a+secret%2Bwith%3Asigns%2Fof+its+own';
    const basic = Buffer.from(`local-public:${formEncoded}`).toString('base64');
    for (const repeated of [basic, formEncoded, secret, encodeURIComponent(basic)]) {
      const { message } = await refusalBy(
        { error: 'invalid_request', error_description: `Header ${repeated}` },
        secret,
      );
      assert.match(message, /: Header \[secret\] \(invalid_request\)\./);
    }
  });

  it('where it can’t revoke tokens of that kind is still known to say so', async () => {
    const reply = { status: 400, body: { error: 'unsupported_token_type', error_description: LONG } };
    const { bench, parties } = await partiesAt({ '/revoke': reply });
    assert.equal(await revoke(GRANT, parties, bench.ports, NEVER), 'notOffered');
  });

  it('is not quoted either by what fails on the way', async () => {
    const { bench, wanted, parties } = await partiesAt({});
    const http: HttpClient = Object.create(bench.http, {
      send: { value: () => Promise.reject(new SyntaxError(`Unexpected token in ${LONG}`)) },
    }) as HttpClient;
    const error = await rejectionOf(refreshTokens(GRANT, { ...parties, wanted }, { ...bench.ports, http }, NEVER));
    assertReadable(error, [LONG, LONG.slice(0, 17)]);
  });
});
