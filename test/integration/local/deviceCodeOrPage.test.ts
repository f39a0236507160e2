import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import {
  ALL_CANARIES,
  CANARIES,
  type HandMadeProvider,
  handMadeBy,
  type Reply,
  TOKENS,
} from '../oauth/scriptedProvider.js';
import { serversPerTest } from '../observedServer.js';
import { LocalUser, type Surroundings } from './localWindow.js';

const DEVICE: Reply = {
  body: {
    device_code: CANARIES.deviceCode,
    user_code: 'ABCD-EFGH',
    verification_uri: 'https://login.example.org/device',
  },
};

const error = (status: number, code: string): Reply => ({ status, body: { error: code } });

/** How servers answer that a client may not use device codes, or that there are none after all. */
const NOT_OFFERED: readonly (readonly [what: string, reply: Reply])[] = [
  ["GitHub's device_flow_disabled with 200", { body: { error: 'device_flow_disabled' } }],
  ["Google's invalid_client", error(401, 'invalid_client')],
  ['unauthorized_client', error(400, 'unauthorized_client')],
  ['unsupported_grant_type', error(400, 'unsupported_grant_type')],
  ['a code of its own', error(400, 'feature_not_enabled')],
  ['a page with 404', { status: 404, body: '<h1>Not found</h1>' }],
  ['a page with 403', { status: 403, body: '<h1>Forbidden</h1>' }],
  ['a page with 200', { body: '<h1>Welcome</h1>' }],
  ['an answer without a code', { body: { verification_uri: 'https://login.example.org/device' } }],
];

/** Failures that say nothing about device codes: the next method would meet them, too. */
const OTHER_FAILURES: readonly (readonly [what: string, reply: Reply, message: RegExp])[] = [
  ['invalid_scope', error(400, 'invalid_scope'), /does not grant the requested scopes/],
  ['503', { status: 503, body: '' }, /is busy or down/],
];

describe('LocalSource, if the server offers', () => {
  const ended = endedAfterEach();
  const startHandMade = handMadeBy(serversPerTest());

  function open({ issuer }: HandMadeProvider, surroundings: Surroundings = {}, fields: object = { client_id: 'me' }) {
    const integration = { name: 'reports', issuer, scopes: ['reports:read'], ...fields };
    const user = new LocalUser(ended, [integration], () => ALL_CANARIES);
    return user.open(surroundings).then((window) => ({ user, window }));
  }

  describe('device codes, but not to this client,', () => {
    for (const [what, reply] of NOT_OFFERED) {
      it(`lets the user paste the address after ${what}`, async () => {
        const provider = await startHandMade();
        provider.replies['/device'] = reply;
        const { window } = await open(provider, { reachesLoopback: false });
        // The user closes the box that asks for it.
        assert.match(await window.failure(window.signIn('reports')), /the address of the last page was not pasted/);
        assert.match(window.opened[0] ?? '', /\/authorize\?/);
      });
    }

    for (const [what, reply, message] of OTHER_FAILURES) {
      it(`says so after ${what}, and tries nothing else`, async () => {
        const provider = await startHandMade();
        provider.replies['/device'] = reply;
        const { window } = await open(provider, { reachesLoopback: false });
        assert.match(await window.failure(window.signIn('reports')), message);
        assert.deepEqual([window.opened, window.dialogs.asked], [[], []]);
      });
    }
  });

  describe('device codes, but registers no client for a URI of the editor,', () => {
    for (const code of ['invalid_redirect_uri', 'invalid_client_metadata']) {
      it(`signs in with a device code after ${code}`, async () => {
        const provider = await startHandMade();
        provider.replies['/register'] = [error(400, code), { status: 201, body: { client_id: 'registered' } }];
        provider.replies['/device'] = DEVICE;
        const { user, window } = await open(provider, { reachesLoopback: false }, {});
        const signIn = window.signIn('reports');
        await until('the code is shown', () => window.dialogs.told.some((text) => text.includes('ABCD-EFGH')));
        user.clock.skip(5_000);
        assert.equal(await signIn, 'signedIn');
        assert.deepEqual(window.opened, []);
      });
    }
  });

  describe('device codes, but no sign-in page', () => {
    for (const endpoint of [undefined, '', 'http://login.example.org/authorize', 42]) {
      it(`signs in with a device code where the authorization endpoint is ${JSON.stringify(endpoint)}`, async () => {
        const provider = await startHandMade();
        provider.publish({ authorization_endpoint: endpoint });
        provider.replies['/device'] = DEVICE;
        provider.replies['/token'] = { body: TOKENS };
        const { user, window } = await open(provider);
        const signIn = window.signIn('reports');
        await until('the code is shown', () => window.dialogs.told.some((text) => text.includes('ABCD-EFGH')));
        user.clock.skip(5_000);
        assert.equal(await signIn, 'signedIn');
        assert.deepEqual(window.opened, []);
      });
    }
  });

  it('only device codes, by entered endpoints, signs in with one', async () => {
    const provider = await startHandMade();
    provider.replies['/device'] = DEVICE;
    provider.replies['/token'] = { body: TOKENS };
    const endpoints = {
      token_uri: `${provider.issuer}/token`,
      device_authorization_uri: `${provider.issuer}/device`,
    };
    const { user, window } = await open(provider, {}, { client_id: 'me', issuer: undefined, ...endpoints });
    const signIn = window.signIn('reports');
    await until('the code is shown', () => window.dialogs.told.some((text) => text.includes('ABCD-EFGH')));
    user.clock.skip(5_000);
    assert.equal(await signIn, 'signedIn');
    assert.deepEqual(window.opened, []);
  });

  describe('neither, names what it needs', () => {
    for (const [endpoint, message] of [
      [undefined, / has no authorization_endpoint, which is needed for this\. /],
      ['http://login.example.org/authorize', /^The authorization_endpoint in the metadata of .* cannot be used: /],
    ] as const) {
      it(`where the authorization endpoint is ${JSON.stringify(endpoint)}`, async () => {
        const provider = await startHandMade();
        provider.publish({ authorization_endpoint: endpoint, device_authorization_endpoint: undefined });
        const { window } = await open(provider);
        assert.match(await window.failure(window.signIn('reports')), message);
      });
    }
  });
});
