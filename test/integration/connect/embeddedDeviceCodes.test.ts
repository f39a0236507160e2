import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import type { Connect, ConnectOptions } from '../../sandbox/connect/connect.js';
import { until } from '../../until.js';
import { api, call, oauthRefusal, registeredClient, text, token, type Answer } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface Flow {
  readonly connect: Connect;
  readonly answer: unknown;
  readonly poll: () => Promise<Answer>;
}

describe('The embedded Connect, with device codes,', function () {
  this.timeout(30_000);
  const { start } = connectsPerTest();

  async function begin(options: ConnectOptions = {}): Promise<Flow> {
    const connect = await start(options);
    const clientId = await registeredClient(connect);
    const { body } = await call(connect, '/oauth/v1/device_authorization', { form: { client_id: clientId } });
    const form = { grant_type: GRANT, client_id: clientId, device_code: text(body, 'device_code') };
    return { connect, answer: body, poll: () => token(connect, form) };
  }

  it('lets a client wait until a person has confirmed the code', async () => {
    const { connect, answer, poll } = await begin({ basePath: '/rsc' });
    assert.deepEqual(oauthRefusal(await poll()), [400, 'authorization_pending']);
    assert.equal(text(answer, 'verification_uri'), `${connect.url}/oauth/v1/device`);
    await signInByForms(text(answer, 'verification_uri_complete'), connect.accounts.publisher);
    const { status, body } = await poll();
    assert.equal(status, 200);
    const user = await api(connect, '/v1/user', { token: text(body, 'access_token') });
    assert.equal(text(user.body, 'username'), 'publisher');
  });

  it('takes a code that a person types', async () => {
    const { connect, answer, poll } = await begin();
    const code = text(answer, 'user_code');
    await signInByForms(text(answer, 'verification_uri'), connect.accounts.viewer, 'allow', undefined, code);
    assert.equal((await poll()).status, 200);
  });

  it('reports to the client that the user refused', async () => {
    const { connect, answer, poll } = await begin();
    const refused = signInByForms(text(answer, 'verification_uri_complete'), connect.accounts.viewer, 'refuse');
    // The page that says so has that status.
    await assert.rejects(refused, /answered 400/);
    assert.deepEqual(oauthRefusal(await poll()), [400, 'access_denied']);
  });

  it('reports to the client that the code has expired', async () => {
    const { poll } = await begin({ deviceCodeLifetime: 1000 });
    await until('the code expires', async () => oauthRefusal(await poll())[1] === 'expired_token');
  });
});
