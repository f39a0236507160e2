import assert from 'node:assert/strict';
import { ServerMetadataCache } from '../../../src/oauth/serverMetadata.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { serversPerTest } from '../observedServer.js';
import { handMadeBy } from './scriptedProvider.js';
import { failureOf, NEVER, oauthPerTest } from '../local/signingIn.js';

const OIDC = '/.well-known/openid-configuration';

describe('the metadata of an authorization server are asked for', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  const start = async () => {
    const provider = await startHandMade();
    const clock = new FakeClock();
    const servers = new ServerMetadataCache({ http: openBench().http, clock });
    const ask = (signal = NEVER) => servers.get({ issuer: provider.issuer }, signal);
    return { provider, clock, ask };
  };

  it('once for all who ask at a time, and once in 5 minutes', async () => {
    const { provider, clock, ask } = await start();
    await Promise.all([ask(), ask()]);
    await clock.advance(5 * 60_000 - 1);
    await ask();
    assert.equal(provider.asked.length, 1);
    await clock.advance(1);
    await ask();
    assert.equal(provider.asked.length, 2);
  });

  it('again after a failure', async () => {
    const { provider, ask } = await start();
    provider.replies[OIDC] = { status: 503, body: '' };
    assert.equal((await failureOf(ask())).failure, 'network');
    provider.publish();
    await ask();
    assert.equal(provider.asked.length, 2);
  });

  it('also when the first of those who wait has gone', async () => {
    const { provider, ask } = await start();
    const abort = new AbortController();
    const first = ask(abort.signal).catch((error: unknown) => error);
    const second = ask();
    abort.abort();
    assert.equal(await first, abort.signal.reason);
    assert.equal((await second).issuer, provider.issuer);
    assert.equal(provider.asked.length, 1);
  });
});
