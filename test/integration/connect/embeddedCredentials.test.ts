import assert from 'node:assert/strict';
import type { Connect } from '../../sandbox/connect/connect.js';
import { signInByForms } from '../../sandbox/person.js';
import { api, member, refusal, text, type Answer } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const USER = 'urn:posit:connect:user-session-token';
const CONTENT = 'urn:posit:connect:content-session-token';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const AWS = 'urn:ietf:params:aws:token-type:credentials';
const API_KEY = 'urn:posit:connect:api-key';

function guidOf({ integrations }: Connect, name: string): string {
  return integrations.find((each) => each.name === name)?.guid ?? '';
}

describe('The embedded Connect exchanges the tokens of its content', function () {
  this.timeout(30_000);
  const { start } = connectsPerTest();

  /** A server whose first content item uses these integrations, and how that content asks for credentials. */
  async function begin(...names: string[]) {
    const connect = await start();
    const content = connect.content[0]?.guid ?? '';
    connect.associate(
      content,
      names.map((name) => guidOf(connect, name)),
    );
    const exchange = (form: Readonly<Record<string, string>>): Promise<Answer> =>
      api(connect, '/v1/oauth/integrations/credentials', {
        key: connect.apiKeys.publisher,
        form: { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', ...form },
      });
    const viewer = { subject_token_type: USER, subject_token: connect.sessionToken(content, 'viewer') };
    const itself = { subject_token_type: CONTENT, subject_token: connect.sessionToken(content) };
    const signIn = (name: string) =>
      signInByForms(`${connect.url}/__oauth__/integrations/${guidOf(connect, name)}/login`, connect.accounts.viewer);
    return { connect, exchange, viewer, itself, signIn };
  }

  const shape = ({ status, body }: Answer) => [status, member(body, 'issued_token_type'), member(body, 'token_type')];

  it("for a viewer's access token, once the viewer is signed in", async () => {
    const { exchange, viewer, signIn } = await begin('Sales API');
    assert.deepEqual(refusal(await exchange(viewer)), [400, 220]);
    await signIn('Sales API');
    const answer = await exchange(viewer);
    assert.deepEqual(shape(answer), [200, ACCESS_TOKEN, 'Bearer']);
    assert.ok(Number.isInteger(member(answer.body, 'expires_in')));
    assert.equal(text((await exchange(viewer)).body, 'access_token'), text(answer.body, 'access_token'));
    assert.deepEqual(shape(await exchange({ ...viewer, requested_token_type: ID_TOKEN })), [200, ID_TOKEN, 'Bearer']);
  });

  it("for a service account's access token", async () => {
    const { exchange, itself } = await begin('Nightly jobs');
    assert.deepEqual(shape(await exchange(itself)), [200, ACCESS_TOKEN, 'Bearer']);
    assert.deepEqual(refusal(await exchange({ ...itself, requested_token_type: ID_TOKEN })), [400, 276]);
  });

  it("for an API key of the viewer, with the viewer's role at most", async () => {
    const { connect, exchange, viewer } = await begin('Connect API');
    const answer = await exchange(viewer);
    assert.deepEqual(shape(answer), [200, API_KEY, 'Key']);
    const key = text(answer.body, 'access_token');
    assert.equal(text((await api(connect, '/v1/user', { key })).body, 'username'), 'viewer');
    assert.deepEqual(refusal(await api(connect, '/v1/oauth/integrations', { key })), [403, 22]);
  });

  it('for temporary AWS credentials', async () => {
    const { exchange, itself } = await begin('Data lake');
    const answer = await exchange(itself);
    assert.deepEqual(shape(answer), [200, AWS, 'aws_credentials']);
    const decoded: unknown = JSON.parse(Buffer.from(text(answer.body, 'access_token'), 'base64').toString());
    assert.match(text(decoded, 'expiration'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('by the audience where several integrations are associated', async () => {
    const { connect, exchange, itself } = await begin('Nightly jobs', 'Sales API');
    assert.deepEqual(refusal(await exchange(itself)), [400, 257]);
    const audience = guidOf(connect, 'Nightly jobs');
    assert.equal((await exchange({ ...itself, audience })).status, 200);
    assert.deepEqual(refusal(await exchange({ ...itself, audience: guidOf(connect, 'Data lake') })), [400, 256]);
  });

  it('but no others', async () => {
    const { exchange, viewer, itself } = await begin('Nightly jobs');
    for (const [form, code] of [
      [{ ...itself, grant_type: 'password' }, 213],
      [{ ...itself, subject_token_type: ID_TOKEN }, 214],
      [{ ...itself, subject_token: 'another' }, 215],
      [{ ...itself, requested_token_type: AWS }, 242],
      [viewer, 252],
    ] as const) {
      assert.deepEqual(refusal(await exchange(form)), [400, code]);
    }
    const without = await begin();
    assert.deepEqual(refusal(await without.exchange(without.itself)), [400, 212]);
  });
});
