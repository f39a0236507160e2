import assert from 'node:assert/strict';
import type { Definition } from '../../../src/local/definition/definition.js';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import { pollDeviceFlow, startDeviceFlow } from '../../../src/oauth/deviceFlow.js';
import type { RunningProvider } from '../../sandbox/authorizationServer.js';
import { signInByForms } from '../../sandbox/person.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { rejectionOf } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import { ALL_CANARIES, CANARIES, handMadeBy, type HandMadeProvider, type Reply, TOKENS } from './scriptedProvider.js';
import { InstantClock } from '../local/instantClock.js';
import { definition, definitionOf, failureOf, NEVER, oauthPerTest } from '../local/signingIn.js';

const DEVICE = {
  device_code: CANARIES.deviceCode,
  user_code: 'ABCD-EFGH',
  verification_uri: 'https://login.example.com/device',
  expires_in: 600,
};

const PENDING: Reply = { status: 400, body: { error: 'authorization_pending' } };

describe('the device flow', () => {
  const { startProvider, openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  /** What it takes to sign in with a device code, by a clock that does not keep anybody waiting. */
  async function flowOf(wanted: Definition, secret?: string) {
    const bench = openBench();
    const clock = new InstantClock();
    const ports = { ...bench.ports, clock };
    const flow = { ...(await bench.parties(wanted, secret)), wanted };
    return {
      ...{ clock, ports, flow },
      start: () => startDeviceFlow(flow, ports, NEVER),
      poll: async (): Promise<TokenSet> =>
        pollDeviceFlow(await startDeviceFlow(flow, ports, NEVER), flow, ports, NEVER),
    };
  }

  async function handMade(device: object, ...replies: Reply[]) {
    const provider = await startHandMade();
    provider.replies['/device'] = { body: { ...DEVICE, ...device } };
    provider.replies['/token'] = replies.length > 0 ? replies : { body: TOKENS };
    return { provider, ...(await flowOf(definition({ issuer: provider.issuer }))) };
  }

  const deny = (provider: RunningProvider, url: string) => signInByForms(url, { ...provider.account }, 'refuse');

  for (const kind of ['public', 'basic', 'post'] as const) {
    it(`signs a client in that authenticates by ${kind}`, async () => {
      const provider = await startProvider();
      const client = provider.clients[kind];
      const method = kind === 'post' ? { tokenEndpointAuthMethod: 'client_secret_post' as const } : {};
      const { start, flow, ports } = await flowOf(definitionOf(provider, client, method), client.secret);
      const device = await start();
      assert.deepEqual(
        {
          ...device,
          expiresAt: device.expiresAt - ports.clock.now(),
          deviceCode: String(device.deviceCode),
          userCode: device.userCode.length,
        },
        {
          userCode: 9,
          verificationUri: `${provider.issuer}/device`,
          verificationUriComplete: `${provider.issuer}/device?user_code=${device.userCode}`,
          ...{ expiresAt: 600_000, interval: 5000, deviceCode: '[secret]' },
        },
      );
      await signInByForms(device.verificationUri, { ...provider.account }, 'allow', undefined, device.userCode);
      const grant = await pollDeviceFlow(device, flow, ports, NEVER);
      assert.ok(await provider.isActive(grant.accessToken.reveal()));
      assert.ok(await provider.isActive(grant.refreshToken?.reveal() ?? ''));
      assert.equal(grant.scope, 'reports:read');
    });
  }

  it('continues until the person has finished; the code can be in the address', async () => {
    const provider = await startProvider();
    const { start, flow, ports, clock } = await flowOf(definitionOf(provider, provider.clients.public));
    const device = await start();
    const polled = pollDeviceFlow(device, flow, ports, NEVER);
    await signInByForms(device.verificationUriComplete ?? '', { ...provider.account });
    assert.ok(await provider.isActive((await polled).accessToken.reveal()));
    assert.ok(clock.pauses.every((pause) => pause === 5000));
  });

  it('ends when the person refuses', async () => {
    const provider = await startProvider();
    const { start, flow, ports } = await flowOf(definitionOf(provider, provider.clients.public));
    const device = await start();
    // The page that tells of it has the status of an error.
    await deny(provider, device.verificationUriComplete ?? '').catch(() => undefined);
    const { host } = new URL(provider.issuer);
    assert.deepEqual(await failureOf(pollDeviceFlow(device, flow, ports, NEVER), provider.secrets), {
      failure: 'rejected',
      message: `Access was denied at ${host}: The user did not allow access (access_denied). Sign in again to allow it. If you were not asked, contact the administrator of ${host}.`,
    });
  });

  it('asks for scopes, audience and resource, and again for the resource', async () => {
    const provider = await startHandMade();
    provider.replies['/device'] = { body: DEVICE };
    const more = { scopes: ['a', 'b'], audience: 'https://api.example.com', resource: 'https://res.example.com' };
    await (await flowOf(definition({ issuer: provider.issuer }, more))).poll();
    assert.deepEqual(
      provider.posted.map(({ path, body }) => [path, Object.fromEntries(body)]),
      [
        ['/device', { scope: 'a b', audience: more.audience, resource: more.resource, client_id: 'local-public' }],
        [
          '/token',
          {
            grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
            ...{ device_code: CANARIES.deviceCode, resource: more.resource, client_id: 'local-public' },
          },
        ],
      ],
    );
  });

  it('waits before each poll: 5 seconds, or as long as the server says', async () => {
    for (const [told, pauses] of [
      [{}, [5000, 5000]],
      [{ interval: 2 }, [2000, 2000]],
    ] as const) {
      const { poll, clock } = await handMade(told, PENDING, { body: TOKENS });
      await poll();
      assert.deepEqual(clock.pauses, pauses);
    }
  });

  it('polls 5 seconds less often after each slow_down, permanently', async () => {
    const slowDown: Reply = { status: 400, body: { error: 'slow_down' } };
    const { poll, clock } = await handMade({}, PENDING, slowDown, PENDING, slowDown, PENDING, { body: TOKENS });
    await poll();
    assert.deepEqual(clock.pauses, [5000, 5000, 10_000, 10_000, 15_000, 15_000]);
  });

  it('asks a server less and less often that is down, and as before when it is back', async () => {
    const down: Reply = { status: 503, body: '' };
    const { poll, clock } = await handMade({}, ...[down, down, down, down, down, PENDING, PENDING, { body: TOKENS }]);
    await poll();
    assert.deepEqual(clock.pauses, [5000, 10_000, 20_000, 40_000, 60_000, 60_000, 5000, 5000]);
  });

  it('continues when the connection fails, until the code expires', async () => {
    const { provider, start, flow, ports, clock } = await handMade({ expires_in: 60 });
    const device = await start();
    await provider.server.close();
    assert.deepEqual(await failureOf(pollDeviceFlow(device, flow, ports, NEVER), ALL_CANARIES), expired(provider));
    assert.deepEqual(clock.pauses, [5000, 10_000, 20_000, 25_000]);
  });

  const expired = ({ host }: HandMadeProvider) => ({
    failure: 'rejected',
    message: `The code was not entered at ${host} in time and has expired. Sign in again for a new code.`,
  });

  it("ends when the code expires, by the server's error or by its announced lifetime", async () => {
    const told = await handMade({}, PENDING, { status: 400, body: { error: 'expired_token' } });
    assert.deepEqual(await failureOf(told.poll(), ALL_CANARIES), expired(told.provider));
    const passed = await handMade({ expires_in: 12 }, PENDING);
    assert.deepEqual(await failureOf(passed.poll(), ALL_CANARIES), expired(passed.provider));
    assert.deepEqual(passed.clock.pauses, [5000, 5000, 2000]);
    assert.equal(passed.provider.posted.filter(({ path }) => path === '/token').length, 2);
  });

  it('ends as expired where the server no longer knows the code, shortly before the time that is known here', async () => {
    const { provider, poll } = await handMade({ expires_in: 12 }, PENDING, {
      status: 400,
      body: { error: 'invalid_grant' },
    });
    assert.deepEqual(await failureOf(poll(), ALL_CANARIES), expired(provider));
  });

  it('ends at once for every other error', async () => {
    const { provider, poll, clock } = await handMade(
      {},
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: `What is ${CANARIES.deviceCode}?` },
      },
    );
    assert.deepEqual(await failureOf(poll(), ALL_CANARIES), {
      failure: 'authorization',
      message: `${provider.host} did not accept this sign-in: What is [secret]? (invalid_grant). Sign in again.`,
    });
    assert.equal(clock.pauses.length, 1);
  });

  it('continues if the server says with 200 that it waits', async () => {
    const { poll } = await handMade({}, { body: { error: 'authorization_pending' } }, { body: TOKENS });
    assert.equal((await poll()).accessToken.reveal(), CANARIES.accessToken);
  });

  it('stops when it is cancelled, and leaves no timer', async () => {
    const { flow, ports, start } = await handMade({}, PENDING);
    const device = await start();
    const clock = new FakeClock();
    const abort = new AbortController();
    const stopped = rejectionOf(pollDeviceFlow(device, flow, { ...ports, clock }, abort.signal));
    assert.equal(clock.pending, 1);
    abort.abort();
    assert.equal(await stopped, abort.signal.reason);
    assert.equal(clock.pending, 0);
  });

  for (const [field, url, problem] of [
    ['verification_uri', 'http://login.example.com', 'it is http, not https'],
    ['verification_uri', 'javascript:alert(1)', 'it begins with javascript:, not https'],
    ['verification_uri_complete', 'https://a:b@login.example.com', 'it contains a user name or password'],
    ['verification_uri', 'https://login.example.com/\u0007', 'it contains control characters or spaces'],
  ] as const) {
    it(`refuses the ${field} ${JSON.stringify(url)}`, async () => {
      const { start } = await handMade({ [field]: url });
      assert.deepEqual(await failureOf(start(), ALL_CANARIES), {
        failure: 'protocol',
        message: `The sign-in page was not opened because its address is not safe: ${problem}. Contact your administrator.`,
      });
    });
  }

  for (const complete of ['https://evil.example.com/device?user_code=ABCD-EFGH', 'javascript:alert(1)', 'no URL']) {
    it(`opens the page that it shows, where the one with the code is ${complete}`, async () => {
      const { start } = await handMade({ verification_uri_complete: complete });
      const { verificationUri, verificationUriComplete } = await start();
      assert.deepEqual([verificationUri, verificationUriComplete], [DEVICE.verification_uri, undefined]);
    });
  }

  it('refuses a page on this machine, where the server is on another', async () => {
    const { flow, ports } = await handMade({ verification_uri: 'http://127.0.0.1:9200/x' });
    const server = { ...flow.server, host: 'login.example.com' };
    assert.deepEqual(await failureOf(startDeviceFlow({ ...flow, server }, ports, NEVER), ALL_CANARIES), {
      failure: 'protocol',
      message:
        'The sign-in page was not opened because its address is not safe: it points to this machine, but the server is on another one. Contact your administrator.',
    });
  });

  for (const code of ['1', 'ABCD EFGH', 'ä-ß', 'X'.repeat(40)]) {
    it(`takes the code ${code}`, async () => {
      assert.equal((await (await handMade({ user_code: code })).start()).userCode, code);
    });
  }

  for (const [field, value] of [
    ['user_code', undefined],
    ['user_code', ' '],
    ['user_code', 'X'.repeat(41)],
    ['user_code', 'ABCD\nEFGH'],
    ['user_code', 'ABCD\u202eEFGH'],
    ['user_code', 'ABCD\u200bEFGH'],
    ['device_code', 42],
    ['verification_uri', ''],
  ] as const) {
    it(`refuses an answer whose ${field} is ${JSON.stringify(value)}`, async () => {
      const { provider, start } = await handMade({ [field]: value });
      assert.deepEqual(await failureOf(start(), ALL_CANARIES), {
        failure: 'protocol',
        message: `The answer of ${provider.host} could not be understood: ${field} is missing or wrong. Contact its administrator.`,
      });
    });
  }

  it('is not begun at a server that does not offer it', async () => {
    const provider = await startProvider({ deviceFlow: false });
    const { start } = await flowOf(definitionOf(provider, provider.clients.public));
    const { host } = new URL(provider.issuer);
    assert.deepEqual(await failureOf(start()), {
      failure: 'configuration',
      message: `${host} does not offer device codes. Sign in with the browser, or ask its administrator to turn them on.`,
    });
  });

  it('is not begun by a client that may not', async () => {
    const provider = await startProvider();
    const client = provider.clients.service;
    const { start } = await flowOf(definitionOf(provider, client), client.secret);
    const { host } = new URL(provider.issuer);
    assert.deepEqual(await failureOf(start(), provider.secrets), {
      failure: 'rejected',
      message: `${host} returned an error: urn:ietf:params:oauth:grant-type:device_code is not allowed for this client (invalid_request). If this continues, contact the administrator of ${host}.`,
    });
  });
});
