import assert from 'node:assert/strict';
import { KnownServers } from '../../../src/local/knownServers.js';
import type { ServerMetadataCache } from '../../../src/oauth/serverMetadata.js';
import { type AuthorizationServer, fromEndpoints } from '../../../src/oauth/authorizationServer.js';
import { FakeClock, settle } from '../fakeClock.js';

const PAUSE = 5 * 60_000;

describe('KnownServers', () => {
  function setUp() {
    const clock = new FakeClock();
    const server = fromEndpoints({ tokenUri: 'https://x.example/token', authorizationUri: undefined });
    const asked: (AuthorizationServer | undefined)[] = [];
    const answers: (AuthorizationServer | undefined)[] = [];
    const servers: Pick<ServerMetadataCache, 'get'> = {
      get: () => {
        const answer = answers.shift();
        asked.push(answer);
        return answer ? Promise.resolve(answer) : Promise.reject(new Error('down'));
      },
    };
    let news = 0;
    const known = new KnownServers(servers, clock, () => (news += 1));
    const get = () => known.get({ issuer: 'https://x.example' });
    return { clock, server, asked, answers, known, get, news: () => news };
  }

  it('are asked once, and reported as soon as they have answered', async () => {
    const { server, asked, answers, get, news } = setUp();
    answers.push(server);
    assert.equal(get(), undefined);
    assert.equal(get(), undefined);
    await settle();
    assert.deepEqual([get(), asked.length, news()], [server, 1, 1]);
  });

  it('that do not answer are asked again after five minutes, also when the clock has been set back', async () => {
    const { clock, asked, get, news } = setUp();
    get();
    await settle();
    get();
    assert.equal(asked.length, 1);
    clock.setBack(-PAUSE - 1);
    get();
    assert.equal(asked.length, 2);
    clock.setBack(60_000);
    get();
    await settle();
    assert.deepEqual([asked.length, news()], [3, 0]);
  });

  it('are no longer asked once they are disposed of', () => {
    const { asked, known, get } = setUp();
    known.dispose();
    get();
    assert.equal(asked.length, 0);
  });
});
