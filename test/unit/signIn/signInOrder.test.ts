import assert from 'node:assert/strict';
import type { CallbackRelay } from '../../../src/core/callbackUris.js';
import type { Definition } from '../../../src/local/definition/definition.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { methodsFor } from '../../../src/signIn/methods/order.js';
import type { MethodPorts } from '../../../src/signIn/methods/method.js';
import { fromMetadata } from '../../../src/oauth/authorizationServer.js';

const ISSUER = 'https://login.example.org';
const RELAY_URI = 'https://workbench.example.org/oauth_redirect_callback';

const relay: CallbackRelay = {
  redirectUri: RELAY_URI,
  assertReachable: () => assert.fail('it is not asked'),
  code: () => assert.fail('it is not asked'),
};

function definition(fields: object): Definition {
  const parsed = parseDefinition({ name: 'reports', issuer: ISSUER, ...fields });
  assert.ok(!isInvalid(parsed));
  return parsed;
}

/** The methods that are possible in a window, in their order. */
function possible(
  windowKind: 'localDesktop' | 'remoteDesktop' | 'browser',
  fields: object,
  endpoints: object = {},
  withRelay = false,
): readonly string[] {
  const server = fromMetadata({
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    ...endpoints,
  });
  // What is possible depends on nothing else.
  const ports = { relay: withRelay ? relay : undefined } as MethodPorts;
  const request = { target: definition(fields), server };
  return methodsFor(windowKind, ports)
    .filter((method) => method.isPossible(request))
    .map(({ name }) => name);
}

const REGISTRATION = { registration_endpoint: `${ISSUER}/register` };
const DEVICE = { device_authorization_endpoint: `${ISSUER}/device` };
const ALL = { ...REGISTRATION, ...DEVICE };

const LOOPBACK = 'loopback';
const WORKBENCH = 'the relay of Posit Workbench';
const EDITOR = 'a URI of the editor';
const CODE = 'a device code';
const PASTE = 'a pasted address';

describe('The methods of signing in', () => {
  const mine = { client_id: 'me' };

  it('begin on a local desktop with the listener', () => {
    assert.deepEqual(possible('localDesktop', {}, ALL, true), [LOOPBACK, CODE, PASTE]);
    assert.deepEqual(possible('localDesktop', mine), [LOOPBACK, PASTE]);
  });

  it('are all there on a desktop that is connected to another machine', () => {
    assert.deepEqual(possible('remoteDesktop', {}, ALL, true), [LOOPBACK, WORKBENCH, EDITOR, CODE, PASTE]);
    assert.deepEqual(possible('remoteDesktop', mine, ALL, true), [LOOPBACK, CODE, PASTE]);
  });

  it('begin in a browser with what leads back to it', () => {
    assert.deepEqual(possible('browser', {}, ALL, true), [WORKBENCH, EDITOR, CODE, PASTE]);
    assert.deepEqual(possible('browser', {}, ALL), [EDITOR, CODE, PASTE]);
    assert.deepEqual(possible('browser', {}, REGISTRATION), [EDITOR, PASTE]);
    assert.deepEqual(possible('browser', mine, DEVICE), [CODE, PASTE]);
    assert.deepEqual(possible('browser', mine), [PASTE]);
  });

  it('are only device codes if the server has no sign-in page', () => {
    const withoutPage = { ...ALL, authorization_endpoint: undefined };
    for (const windowKind of ['localDesktop', 'remoteDesktop', 'browser'] as const) {
      assert.deepEqual(possible(windowKind, {}, withoutPage, true), [CODE]);
    }
    assert.deepEqual(possible('localDesktop', mine, { authorization_endpoint: undefined }), []);
  });

  it('are those that the redirect URI leads to', () => {
    const ofRelay = { ...mine, redirect_uri: RELAY_URI };
    assert.deepEqual(possible('browser', ofRelay, DEVICE, true), [WORKBENCH, CODE]);
    assert.deepEqual(possible('browser', ofRelay, DEVICE), [CODE]);
    assert.deepEqual(possible('localDesktop', ofRelay), []);
    const ofLoopback = { ...mine, redirect_uri: 'http://localhost:8020/' };
    assert.deepEqual(possible('browser', ofLoopback, {}, true), [PASTE]);
    assert.deepEqual(possible('localDesktop', ofLoopback), [LOOPBACK, PASTE]);
  });
});
