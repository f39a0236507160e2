import assert from 'node:assert/strict';
import { openLoopback } from '../../../src/oauth/loopbackListener.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { rejectionOf } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import { ALL_CANARIES, answering, handMadeBy, TOKENS } from './scriptedProvider.js';
import { definition, definitionOf, failureOf, lastOpened, oauthPerTest, person } from '../local/signingIn.js';

describe('the code flow refuses', () => {
  const { startProvider, openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  for (const [what, parameters] of [
    ['without state', { code: 'stray' }],
    ['with another state', { code: 'stray', state: 'another' }],
    ['with two states', { code: 'stray', state: 'STATE,STATE' }],
    ['without anything', {}],
    ['that is an error with another state', { error: 'access_denied', state: 'another' }],
  ] as const) {
    it(`nothing because of an answer ${what}, and takes the true one`, async () => {
      const provider = await startProvider();
      const statuses: number[] = [];
      const visit = async (url: string) => {
        const { searchParams } = new URL(url);
        const stray = new URL(searchParams.get('redirect_uri') ?? '');
        for (const [name, value] of Object.entries(parameters)) {
          value.split(',').forEach((each) => {
            stray.searchParams.append(name, each === 'STATE' ? (searchParams.get('state') ?? '') : each);
          });
        }
        statuses.push((await loopbackFetch(stray)).status);
        await person(provider)(url);
      };
      const grant = await openBench().authorize(definitionOf(provider, provider.clients.public), visit);
      assert.ok(await provider.isActive(grant.accessToken.reveal()));
      assert.deepEqual(statuses, [400]);
    });
  }

  it('a second answer, while the first is being redeemed', async () => {
    const provider = await startHandMade();
    const bench = openBench();
    const statuses: number[] = [];
    let bothAnswered: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (bothAnswered = resolve));
    provider.replies['/token'] = () => answered.then(() => ({ body: TOKENS }));
    await bench.authorize(definition({ issuer: provider.issuer }), async (url) => {
      for (const code of ['first', 'second']) statuses.push((await answering({ code })(url)).status);
      bothAnswered();
    });
    assert.deepEqual(
      { codes: provider.posted.map(({ body }) => body.get('code')), statuses },
      { codes: ['first'], statuses: [200, 400] },
    );
  });

  for (const [iss, message] of [
    [
      'https://evil.example.com',
      'The sign-in was stopped because the answer is from another server than HOST. Sign in again. If this continues, contact the administrator of HOST.',
    ],
    [
      undefined,
      'The sign-in was stopped because the answer does not say that it is from HOST. Sign in again. If this continues, contact the administrator of HOST.',
    ],
  ]) {
    it(`an answer whose iss is ${iss ?? 'missing though it is advertised'}, and does not redeem its code`, async () => {
      const provider = await startHandMade();
      let page: Promise<Response> | undefined;
      const visit = (url: string) => (page = answering({ iss })(url));
      assert.deepEqual(
        await failureOf(openBench().authorize(definition({ issuer: provider.issuer }), visit), ALL_CANARIES),
        { failure: 'protocol', message: message?.replaceAll('HOST', provider.host) },
      );
      assert.deepEqual(provider.posted, []);
      assert.match((await (await page)?.text()) ?? '', /You are not signed in/);
    });
  }

  it('no answer without iss where that is not advertised', async () => {
    const provider = await startHandMade();
    provider.publish({ authorization_response_iss_parameter_supported: undefined });
    const wanted = definition({ issuer: provider.issuer });
    assert.equal((await openBench().authorize(wanted, answering({ iss: undefined }))).tokenType, 'Bearer');
    assert.equal(
      (await failureOf(openBench().authorize(wanted, answering({ iss: 'https://evil.example.com' })))).failure,
      'protocol',
    );
  });

  it('when the person does', async () => {
    const provider = await startProvider();
    const attempt = openBench().authorize(definitionOf(provider, provider.clients.public), person(provider, 'refuse'));
    const { host } = new URL(provider.issuer);
    assert.deepEqual(await failureOf(attempt, provider.secrets), {
      failure: 'rejected',
      message: `Access was denied at ${host}: The user did not allow access (access_denied). Sign in again to allow it. If you were not asked, contact the administrator of ${host}.`,
    });
  });

  for (const [error, description, failure, message] of [
    [
      'invalid_scope',
      'Unknown scope: x.',
      'rejected',
      'HOST does not grant the requested scopes: Unknown scope: x (invalid_scope). Check them with Edit Integration…, or ask the administrator of HOST.',
    ],
    [
      'unauthorized_client',
      undefined,
      'rejected',
      'HOST does not let this client sign in this way: unauthorized_client. Ask its administrator to allow it.',
    ],
    [
      'server_error',
      'Out of order',
      'network',
      'HOST is busy or down: Out of order (server_error). If this continues, contact its administrator.',
    ],
    [
      'made_up\u202e',
      '[x](command:y)\u0007',
      'rejected',
      'HOST returned an error: [x](command:y)\\u{7} (made_up\\u{202e}). If this continues, contact the administrator of HOST.',
    ],
  ] as const) {
    it(`as the server does by ${JSON.stringify(error)}`, async () => {
      const provider = await startHandMade();
      const visit = answering({ code: undefined, error, error_description: description });
      const attempt = openBench().authorize(definition({ issuer: provider.issuer }), visit);
      assert.deepEqual(await failureOf(attempt), { failure, message: message.replaceAll('HOST', provider.host) });
      assert.deepEqual(provider.posted, []);
    });
  }

  it('an answer with neither a code nor an error', async () => {
    const provider = await startHandMade();
    const attempt = openBench().authorize(definition({ issuer: provider.issuer }), answering({ code: undefined }));
    assert.deepEqual(await failureOf(attempt), {
      failure: 'protocol',
      message: `The answer of ${provider.host} could not be understood: code is missing or wrong. Contact its administrator.`,
    });
  });

  it('a server that does not offer S256, before the browser is opened', async () => {
    const provider = await startHandMade();
    provider.publish({ code_challenge_methods_supported: ['plain'] });
    const bench = openBench();
    const attempt = bench.authorize(definition({ issuer: provider.issuer }), answering());
    assert.match((await failureOf(attempt)).message, /not S256/);
    assert.deepEqual(bench.opened, []);
  });

  it('a code that the server no longer knows', async () => {
    const provider = await startProvider();
    const visit = (url: string) => answering({ iss: provider.issuer })(url);
    const attempt = openBench().authorize(definitionOf(provider, provider.clients.public), visit);
    const { host } = new URL(provider.issuer);
    assert.deepEqual(await failureOf(attempt, ALL_CANARIES), {
      failure: 'authorization',
      message: `${host} did not accept this sign-in: grant request is invalid (invalid_grant). Sign in again.`,
    });
  });

  it('a wrong client secret', async () => {
    for (const method of ['client_secret_basic', 'client_secret_post'] as const) {
      const provider = await startProvider();
      const client = method === 'client_secret_basic' ? provider.clients.basic : provider.clients.post;
      const wanted = definitionOf(provider, client, { tokenEndpointAuthMethod: method });
      const attempt = openBench().authorize(wanted, person(provider), { secret: 'canary-wrong-secret-0123456789' });
      const { host } = new URL(provider.issuer);
      const other = method === 'client_secret_basic' ? ' set token_endpoint_auth_method to client_secret_post,' : '';
      assert.deepEqual(await failureOf(attempt, [...provider.secrets, 'canary-wrong-secret-0123456789']), {
        failure: 'authorization',
        message: `${host} does not accept this client: client authentication failed (invalid_client). Check its client ID and client secret with Edit Integration…,${other} or ask the administrator of ${host}.`,
      });
    }
  });

  it('to wait for more than 10 minutes, and leaves nothing open', async () => {
    const provider = await startHandMade();
    const clock = new FakeClock();
    const bench = openBench();
    const receiver = await openLoopback();
    let attempt: Promise<unknown> = Promise.resolve();
    let isOver = false;
    await new Promise<void>((opened) => {
      attempt = bench.authorize(definition({ issuer: provider.issuer }), () => opened(), { clock, receiver });
      attempt.catch(() => (isOver = true));
    });
    await clock.advance(10 * 60_000 - 1);
    assert.equal(isOver, false);
    await clock.advance(1);
    assert.deepEqual(await failureOf(attempt), {
      failure: 'rejected',
      message: 'The sign-in was not finished within 10 minutes. Sign in again.',
    });
    assert.equal(clock.pending, 0);
    await assert.rejects(loopbackFetch(receiver.redirectUri), { code: 'ECONNREFUSED' });
  });

  it('to continue when it is cancelled, and leaves nothing open', async () => {
    const provider = await startHandMade();
    const clock = new FakeClock();
    const abort = new AbortController();
    const receiver = await openLoopback();
    const attempt = openBench().authorize(definition({ issuer: provider.issuer }), () => abort.abort(), {
      ...{ clock, receiver, signal: abort.signal },
    });
    assert.equal(await rejectionOf(attempt), abort.signal.reason);
    assert.equal(clock.pending, 0);
    await assert.rejects(loopbackFetch(receiver.redirectUri), { code: 'ECONNREFUSED' });
  });

  it('to wait when the browser cannot be opened', async () => {
    const provider = await startHandMade();
    const bench = openBench();
    const attempt = bench.authorize(definition({ issuer: provider.issuer }), () =>
      Promise.reject(new Error('no browser')),
    );
    assert.deepEqual(await failureOf(attempt), {
      failure: 'configuration',
      message: 'The browser could not be opened. Try again, or sign in with a device code.',
    });
    await assert.rejects(loopbackFetch(lastOpened(bench).searchParams.get('redirect_uri') ?? ''), {
      code: 'ECONNREFUSED',
    });
  });
});
