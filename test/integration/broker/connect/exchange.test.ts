import assert from 'node:assert/strict';
import { CredentialError } from '../../../../src/core/errors.js';
import { Secret } from '../../../../src/core/secret.js';
import { endedAfterEach } from '../../../ended.js';
import { FakeSource, listed, signedIn } from '../../../unit/core/fakeSource.js';
import {
  Content,
  type ContentAnswer,
  CONTENT_SESSION,
  NIGHTLY,
  ON_CONNECT,
  SALES,
  use,
  USER_SESSION,
  usualIntegrations,
  VISITOR,
  withIdToken,
} from './contentCalls.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const AWS = 'urn:ietf:params:aws:token-type:credentials';
const API_KEY = 'urn:posit:connect:api-key';

/** Checks that an answer is an error of Connect's API: exactly these members, and no braces, which R would run. */
function refused({ status, body }: ContentAnswer, code: number, text: RegExp, expectedStatus = 400): void {
  assert.deepEqual(Object.keys(body).sort(), ['code', 'error', 'payload']);
  assert.deepEqual([status, body['code'], body['payload']], [expectedStatus, code, null]);
  assert.match(String(body['error']), text);
  assert.doesNotMatch(String(body['error']), /[{}]/);
}

describe('Content under development exchanges its session tokens', () => {
  const ended = endedAfterEach();

  it('for the viewer’s access token, and for that of a service account', async () => {
    const content = await Content.start(ended);
    const viewer = await content.asViewer({ audience: SALES });
    const { access_token: token, expires_in: lifetime, ...rest } = viewer.body;
    assert.deepEqual([viewer.status, rest], [200, { issued_token_type: ACCESS_TOKEN, token_type: 'Bearer' }]);
    assert.ok(content.source.secrets.includes(String(token)));
    assert.ok(Number.isInteger(lifetime) && Number(lifetime) > 590 && Number(lifetime) <= 600);
    const own = await content.asContent({ audience: NIGHTLY, requested_token_type: ACCESS_TOKEN });
    assert.deepEqual([own.status, own.body['access_token']], [200, content.source.secrets.at(-1)]);
  });

  it('without a lifetime if none is known, and with one below 30 s for httr2, which keeps a token for all resources', async () => {
    const content = await Content.start(ended);
    await content.window.contentUses.add(use({ guid: SALES }));
    const httr2 = { 'user-agent': 'httr2/1.1.0 r-curl/6.0.0 libcurl/8.5.0' };
    assert.equal((await content.asViewer({}, httr2)).body['expires_in'], 29);
    content.source.give = () => Promise.resolve(withIdToken('token', Date.now()));
    assert.equal('expires_in' in (await content.asViewer()).body, false);
    assert.equal((await content.asViewer({}, httr2)).body['expires_in'], 29);
  });

  it('for the ID token that came with the access token, which is renewed when it has expired', async () => {
    const content = await Content.start(ended);
    const now = Date.now();
    const issued: string[] = [];
    content.source.give = () => {
      issued.push('token');
      return Promise.resolve(withIdToken('token', issued.length === 1 ? now - 60_000 : now + 60_000));
    };
    const { status, body } = await content.asContent({ audience: SALES, requested_token_type: ID_TOKEN });
    assert.deepEqual([status, body['issued_token_type'], body['token_type']], [200, ID_TOKEN, 'Bearer']);
    assert.equal(issued.length, 2);
    assert.ok(Number(body['expires_in']) > 0 && Number(body['expires_in']) <= 60);
    content.source.give = () => Promise.resolve(withIdToken('token', now - 60_000));
    const expired = await content.asContent({ audience: SALES, requested_token_type: ID_TOKEN });
    refused(expired, 276, /^Sales API has no ID token\. Add openid/);
  });

  it('for an ID token that does not say when it expires, without a lifetime, as a viewer and as content', async () => {
    const content = await Content.start(ended);
    const requested = { audience: NIGHTLY, requested_token_type: ID_TOKEN };
    for (const idToken of ['a.bm90IEpTT04.c', 'opaque', `a.${Buffer.from('{"exp":"soon"}').toString('base64url')}.c`]) {
      content.source.give = () =>
        Promise.resolve({ ...withIdToken('token', 0), extra: new Secret({ id_token: idToken }) });
      for (const { status, body } of [await content.asViewer(requested), await content.asContent(requested)]) {
        assert.deepEqual([status, body['access_token'], 'expires_in' in body], [200, idToken, false]);
      }
    }
    for (const idToken of ['', 7]) {
      content.source.give = () =>
        Promise.resolve({ ...withIdToken('token', 0), extra: new Secret({ id_token: idToken }) });
      refused(await content.asViewer(requested), 276, /^Nightly jobs has no ID token/);
    }
  });

  it('for an access token that has expired, with the lifetime 0', async () => {
    const content = await Content.start(ended);
    content.source.give = () => Promise.resolve({ value: new Secret('token'), expiresAt: Date.now() - 60_000 });
    assert.equal((await content.asViewer({ audience: SALES })).body['expires_in'], 0);
  });

  it('for an API key of the visitor, with which the API answers as the visitor', async () => {
    const content = await Content.start(ended);
    const visitorKey = use({ guid: VISITOR, answeredBy: undefined, authType: 'Visitor API Key', template: 'connect' });
    await content.window.contentUses.add(visitorKey);
    const grace = { subject_token: content.userToken('Grace') };
    const { status, body } = await content.asViewer({ ...grace, requested_token_type: API_KEY });
    assert.deepEqual([status, body['issued_token_type'], body['token_type']], [200, API_KEY, 'Key']);
    const key = String(body['access_token']);
    assert.match(key, /^[A-Za-z0-9]{32}$/);
    const visitor = await content.call('/__api__/v1/user', {}, key);
    assert.deepEqual([visitor.body['username'], visitor.body['user_role']], ['Grace', 'viewer']);
    assert.equal((await content.call('/__api__/v1/user')).body['username'], 'Ada');
    refused(await content.asViewer({ requested_token_type: ACCESS_TOKEN }), 242, /API keys of visitors only/);
  });

  it('for API keys that differ by visitor, last an hour, and make no other key valid', async () => {
    const content = await Content.start(ended);
    await content.window.contentUses.add(
      use({ guid: VISITOR, answeredBy: undefined, authType: 'Visitor API Key', template: 'connect' }),
    );
    const users: Readonly<Record<string, unknown>>[] = [];
    for (const name of ['Grace', 'Eve']) {
      const { body } = await content.asViewer({ subject_token: content.userToken(name), requested_token_type: '' });
      assert.deepEqual([body['token_type'], body['expires_in']], ['Key', 60 * 60]);
      users.push({ key: body['access_token'], name });
    }
    const guids = new Set<unknown>();
    for (const { key, name } of users) {
      const { body } = await content.call('/__api__/v1/user', {}, String(key));
      assert.equal(body['username'], name);
      assert.match(String(body['guid']), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      guids.add(body['guid']);
    }
    assert.equal(guids.size, 2);
    for (const key of ['', 'x', content.key.toUpperCase(), `${content.key}x`, content.userToken('Grace')]) {
      assert.equal((await content.call('/__api__/v1/user', {}, key)).status, 401);
    }
  });

  it('for an ID token that is still valid, without a renewal', async () => {
    const content = await Content.start(ended);
    let times = 0;
    content.source.give = () => {
      times += 1;
      return Promise.resolve(withIdToken('token', Date.now() + 60_000));
    };
    const requested = { audience: SALES, requested_token_type: ID_TOKEN };
    assert.equal((await content.asViewer(requested)).status, 200);
    assert.equal(times, 1);
  });

  describe('choosing the integration', () => {
    it('by the audience: one that content uses, or any of this window', async () => {
      const content = await Content.start(ended);
      await content.window.contentUses.add(use({ guid: ON_CONNECT, answeredBy: SALES, name: 'On Connect' }));
      for (const audience of [ON_CONNECT, ON_CONNECT.toUpperCase(), SALES]) {
        assert.equal((await content.asViewer({ audience })).status, 200);
      }
      refused(await content.asViewer({ audience: VISITOR }), 256, /Use for Content…/);
    });

    it('says which one of a server it is about that none answers for, and the next step that there is', async () => {
      const content = await Content.start(ended);
      const { catalog } = content.window.base;
      const server = new FakeSource('connect');
      server.listed = [
        listed({ guid: VISITOR, label: 'Weather', snippets: 'content-viewer' }),
        listed({ guid: ON_CONNECT, label: 'Data lake', snippets: 'content-aws-viewer' }),
      ];
      catalog.add(server);
      await catalog.refresh(server, new AbortController().signal);
      const refusal = (audience: string) => content.asViewer({ audience });
      refused(
        await refusal(VISITOR),
        256,
        /^No integration answers for Weather here\. Choose Use for Content… on its row/,
      );
      refused(await refusal(ON_CONNECT), 256, /^Data lake can’t provide AWS credentials here\. Use a profile/);
    });

    it('by the host of the resource', async () => {
      const listed = [
        ...usualIntegrations(),
        signedIn({ guid: ON_CONNECT, label: 'Wiki', gitHosts: ['git.example.org'] }),
      ];
      const content = await Content.start(ended, listed);
      const resource = 'https://jobs.example.org';
      assert.equal((await content.asContent({ resource })).status, 200);
      assert.equal((await content.asViewer({ resource: 'https://git.example.org/' })).status, 200);
      // Two have this issuer, of which content uses one.
      refused(await content.asViewer({ resource: 'https://idp.example.org' }), 257, /: Sales API, Wiki\./);
      await content.window.contentUses.add(use({ guid: SALES }));
      await content.window.contentUses.add(use({ guid: NIGHTLY, name: 'Nightly jobs', authType: 'Service Account' }));
      assert.equal((await content.asViewer({ resource: 'https://idp.example.org' })).status, 200);
    });

    it('by the whole host with its port, and not by a text that is not a URL', async () => {
      const content = await Content.start(ended);
      for (const resource of [
        'https://jobs.example.org:8443',
        'https://jobs.example',
        'jobs.example.org',
        'https://',
      ]) {
        refused(await content.asContent({ resource }), 212, /./);
        // The scopes are what is left to choose by.
        assert.equal((await content.asContent({ resource, scope: 'jobs' })).status, 200, resource);
      }
      await content.window.contentUses.add(use({ guid: SALES }));
      assert.equal((await content.asViewer({ resource: 'https://elsewhere.example.org' })).status, 200);
    });

    it('by the scopes', async () => {
      const content = await Content.start(ended);
      assert.equal((await content.asContent({ scope: ' jobs  jobs ' })).status, 200);
      refused(await content.asContent({ scope: ' ' }), 212, /./);
      assert.equal((await content.asContent({ scope: 'jobs' })).status, 200);
      refused(await content.asContent({ scope: 'jobs more' }), 212, /./);
    });

    it('else as the only one that content uses', async () => {
      const content = await Content.start(ended);
      refused(await content.asViewer(), 212, /^No integration is used for content in this workspace\. Choose/);
      await content.window.contentUses.add(use({ guid: SALES }));
      assert.equal((await content.asViewer()).status, 200);
      // Some clients send every parameter.
      assert.equal((await content.asViewer({ audience: '', resource: '', scope: '' })).status, 200);
      await content.window.contentUses.add(use({ guid: NIGHTLY, name: 'Nightly jobs', authType: 'Service Account' }));
      refused(await content.asViewer(), 257, /^Several integrations could be meant: Sales API, Nightly jobs\./);
      await content.window.contentUses.remove(SALES.toUpperCase());
      assert.equal((await content.asContent()).status, 200);
    });
  });

  describe('or receives an error with the reason and the next step:', () => {
    it('the viewer is not signed in', async () => {
      const content = await Content.start(ended);
      const signIn = new CredentialError('authorization', 'Sign in to Sales API {first} in the view.');
      content.source.give = () => Promise.reject(signIn);
      refused(await content.asViewer({ audience: SALES }), 220, /^Sign in to Sales API \(first\) in the view\.$/);
      refused(await content.asContent({ audience: NIGHTLY }), 219, /Sign in/);
    });

    it('the token could not be renewed', async () => {
      const content = await Content.start(ended);
      content.source.give = () => Promise.reject(new CredentialError('network', 'The server can’t be reached.'));
      refused(await content.asViewer({ audience: SALES }), 219, /^The server can’t be reached\.$/);
      content.source.give = () => Promise.reject(new Error('secret detail'));
      refused(await content.asViewer({ audience: SALES }), 219, /See the log/);
    });

    it('the session token is of the other kind than the integration', async () => {
      const content = await Content.start(ended);
      refused(
        await content.asViewer({ audience: NIGHTLY }),
        252,
        /^Nightly jobs is a service account: .*content session/,
      );
      refused(await content.asContent({ audience: SALES }), 252, /^Sales API gives the viewer’s token: .*user session/);
    });

    it('the integration does not provide what is requested', async () => {
      const content = await Content.start(ended);
      const requested = (type: string) => content.asViewer({ audience: SALES, requested_token_type: type });
      refused(await requested(AWS), 242, /AWS/);
      refused(await requested(API_KEY), 242, /Connect API integration/);
      refused(await requested('urn:else'), 242, /^The requested_token_type urn:else does not exist\./);
      refused(await content.asViewer({ audience: SALES, requested_token_type: ID_TOKEN }), 276, /openid/);
    });

    it('the request is malformed', async () => {
      const content = await Content.start(ended);
      refused(await content.asViewer({ grant_type: 'authorization_code' }), 213, /grant_type must be/);
      refused(await content.asViewer({ subject_token_type: 'urn:else' }), 214, /subject_token_type must be/);
      const twice = new URLSearchParams([
        ...['one', 'two'].map((audience) => ['audience', audience] as [string, string]),
        ...[['grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'] as [string, string]],
        ...[
          ['subject_token_type', CONTENT_SESSION] as [string, string],
          ['subject_token', content.contentToken] as [string, string],
        ],
      ]);
      const path = '/__api__/v1/oauth/integrations/credentials';
      refused(await content.call(path, { method: 'POST', body: twice }), 87, /audience is there more than once/);
    });
  });

  describe('but only for tokens that this window has issued, each for its kind:', () => {
    it('others are refused', async () => {
      const content = await Content.start(ended);
      const other = await Content.start(ended);
      const [header = '', claims = '', signature = ''] = content.userToken().split('.');
      const forged = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('Ada', 'Eve')).toString(
        'base64url',
      );
      const user = { subject_token_type: USER_SESSION, audience: SALES };
      for (const subject of [
        ...['', 'user-token', 'a.b.c', 'null', other.userToken(), content.contentToken],
        ...[`${header}.${forged}.${signature}`, `${header}.${claims}.`, `${header}.${claims}.${signature}x`],
      ]) {
        refused(await content.exchange({ ...user, subject_token: subject }), 215, /not one of this editor window/);
      }
      const own = { subject_token_type: CONTENT_SESSION, audience: NIGHTLY };
      for (const subject of ['', other.contentToken, content.userToken()]) {
        refused(await content.exchange({ ...own, subject_token: subject }), 215, /not that of this editor window/);
      }
      assert.deepEqual([content.source.secrets, other.source.secrets], [[], []]);
    });

    it('also those that have expired', async () => {
      const content = await Content.start(ended);
      const token = content.userToken();
      content.clock.skip(25 * 60 * 60_000);
      refused(await content.asViewer({ audience: SALES, subject_token: token }), 215, /has expired/);
      assert.equal((await content.asViewer({ audience: SALES })).status, 200);
    });

    it('except the one that connectcreds makes up, in a process that the user has started for that', async () => {
      const content = await Content.start(ended);
      const mocking = content.variablesOf('connect-mocking');
      assert.equal(mocking['CONNECTCREDS_MOCKING'], '1');
      const form = { subject_token_type: USER_SESSION, subject_token: 'user-token', audience: SALES };
      assert.equal((await content.exchange(form, {}, mocking['CONNECT_API_KEY'])).status, 200);
      refused(await content.exchange(form), 215, /./);
      for (const subject of ['user-token2', '', 'a.b.c']) {
        const forged = { ...form, subject_token: subject };
        refused(await content.exchange(forged, {}, mocking['CONNECT_API_KEY']), 215, /./);
      }
    });
  });
});
