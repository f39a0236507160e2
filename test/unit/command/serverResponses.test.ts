import assert from 'node:assert/strict';
import {
  parseCreated,
  parseEnvironment,
  parseServerIntegrations,
  parseServers,
  parseServerToken,
} from '../../../src/command/serverResponses.js';

const EXPIRY = '2026-01-01T00:00:00Z';
const AT = Date.parse(EXPIRY);

describe('What the command reads of the answers of an editor window', () => {
  it('are servers, without those that can’t be read', () => {
    const main = { name: 'main', url: 'https://a.example.com' };
    const signedIn = { ...main, default: true, signed_in: true, user: 'ada', role: 'publisher', expiry: EXPIRY };
    const servers = [
      { ...signedIn, renewable: true },
      { ...signedIn, renewable: false },
      { ...main, default: 'yes', signed_in: 1, user: 7, role: '', expiry: 'soon' },
      ...[{ name: 'no URL' }, { url: 'https://no.name.example.com' }, { ...main, name: '' }, 7, null],
    ];
    const facts = { ...main, isDefault: true, isSignedIn: true, username: 'ada', role: 'publisher' };
    assert.deepEqual(parseServers({ servers }), [
      { ...facts, expiry: { at: AT, isRenewable: true } },
      { ...facts, expiry: { at: AT, isRenewable: false } },
      { ...main, isDefault: false, isSignedIn: false, username: undefined, role: undefined, expiry: undefined },
    ]);
    assert.deepEqual(parseServers({ servers: 'none' }), []);
  });

  it('are the texts among variables, or that there are none', () => {
    assert.deepEqual(parseEnvironment({ variables: { A: 'a', B: 7, C: '' } }), { A: 'a', C: '' });
    for (const answer of [{}, { variables: 'A=a' }, [], undefined]) {
      assert.throws(() => parseEnvironment(answer), { failure: 'protocol', message: /returned no variables/ });
    }
  });

  it('is a token only together with its scheme', () => {
    const complete = { scheme: 'Key', token: 'abc', expiry: EXPIRY };
    const read = parseServerToken(complete) ?? assert.fail('There is no token');
    assert.deepEqual([read.scheme, read.value.reveal(), read.expiresAt], ['Key', 'abc', AT]);
    assert.equal(parseServerToken({ ...complete, expiry: undefined })?.expiresAt, undefined);
    for (const wrong of [{ token: '' }, { token: 7 }, { scheme: '' }, { scheme: undefined }]) {
      assert.equal(parseServerToken({ ...complete, ...wrong }), undefined);
    }
  });

  const full = {
    ...{ id: 'A1', display_name: 'Sales API', name: 'sales', description: 'Figures' },
    ...{ template: 'custom', auth_type: 'Viewer', signed_in: false },
  };
  const read = {
    ...{ guid: 'A1', label: 'Sales API', name: 'sales', description: 'Figures' },
    ...{ template: 'custom', authType: 'Viewer', isSignedIn: false },
  };
  const unknown = { name: undefined, description: undefined, template: undefined, authType: undefined };

  it('are the integrations of a server, without those that can’t be read, or that the user has to sign in', () => {
    const integrations = [full, { id: 'B2', signed_in: 'no' }, { ...full, id: undefined }, 7];
    assert.deepEqual(parseServerIntegrations({ integrations }), {
      integrations: [read, { guid: 'B2', label: 'B2', ...unknown, isSignedIn: undefined }],
    });
    assert.deepEqual(parseServerIntegrations({ integrations: 7 }), { integrations: [] });
    assert.deepEqual(parseServerIntegrations({ integrations, sign_in_needed: 'Sign in.' }), {
      signInNeeded: 'Sign in.',
    });
  });

  it('is a new integration, that the user has to sign in, or that there is none', () => {
    const answer = { server: 'main', integration: full, redirect_uri: 'https://a.example.com/callback' };
    assert.deepEqual(parseCreated(answer), {
      server: 'main',
      created: { ...read, redirectUri: 'https://a.example.com/callback' },
    });
    assert.deepEqual(parseCreated({ integration: full }), { server: '', created: { ...read, redirectUri: undefined } });
    assert.deepEqual(parseCreated({ ...answer, sign_in_needed: 'Sign in.' }), { signInNeeded: 'Sign in.' });
    assert.throws(() => parseCreated({ ...answer, integration: { name: 'no ID' } }), { name: 'CredentialError' });
  });
});
