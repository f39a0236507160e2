import assert from 'node:assert/strict';
import type { ConnectApi } from '../../../src/connect/api/connectApi.js';
import { CredentialError } from '../../../src/core/errors.js';
import { Secret } from '../../../src/core/secret.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { apiKey, apiOf, failureOf, NEVER } from './apiBench.js';
import { connectsPerTest } from './connectsPerTest.js';

const SECRET = 'canary-of-a-new-client-secret';

type Attempt = (api: ConnectApi) => Promise<unknown>;

const list: Attempt = (api) => api.integrations(NEVER);
const create: Attempt = (api) =>
  api.createIntegration({ template: 'custom', name: 'New', config: { client_secret: new Secret(SECRET) } }, NEVER);

describe("A failed call of Posit Connect's API", function () {
  this.timeout(30_000);
  const connects = connectsPerTest();

  for (const [what, options, role, attempt, problem, message] of [
    [
      'a server without a license',
      { licensed: false },
      'publisher',
      list,
      'notLicensed',
      /license .* does not include OAuth integrations/,
    ],
    ['a server that has them turned off', { integrationsEnabled: false }, 'publisher', list, 'turnedOff', /turned off/],
    ['a viewer', {}, 'viewer', list, 'permission', /requires the role publisher or administrator/],
    ['a publisher', {}, 'publisher', create, 'permission', /requires the role administrator/],
  ] as const) {
    it(`of ${what} has its own message`, async () => {
      const { connect, as } = await apiOf(connects, options);
      const error = await failureOf(attempt(as(role)), connect);
      assert.equal(error.problem, problem);
      assert.match(error.message, message);
    });
  }

  it('that changes the integrations of content of others says who may', async () => {
    const { connect, as } = await apiOf(connects);
    const guid = connect.addContent({ name: 'x', title: 'X', owner: 'administrator', collaborators: ['publisher'] });
    const error = await failureOf(as('publisher').associate(guid, [], NEVER), connect);
    assert.match(error.message, /only the owner of the content/);
  });

  it('of a service principal says that it has no user', async () => {
    const { connect, as } = await apiOf(connects);
    connect.intercept((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 22, error: 'No permission', payload: null }));
      return true;
    });
    assert.equal((await failureOf(as('viewer').user(NEVER), connect)).problem, 'noUser');
    assert.equal((await failureOf(as('viewer').sessions(NEVER), connect)).problem, 'permission');
  });

  it('of a server that is too old names its version', async () => {
    const { connect, as } = await apiOf(connects, { version: '2023.12.0' });
    connect.intercept((_request, response, path) => {
      if (path === '/__api__/server_settings') return false;
      response.writeHead(404, { 'content-type': 'text/html' }).end('<p>Not found</p>');
      return true;
    });
    const error = await failureOf(as('viewer').integrations(NEVER), connect);
    assert.equal(error.problem, 'tooOld');
    assert.match(error.message, /runs Posit Connect 2023\.12\.0, which is too old/);
  });

  it('of a busy server can be repeated when it says', async () => {
    const { connect, as } = await apiOf(connects);
    connect.busy = true;
    const error = await failureOf(list(as('publisher')), connect);
    assert.deepEqual([error.problem, error.failure, error.retryAfter], ['busy', 'network', 1000]);
    connect.busy = false;
    assert.equal((await as('publisher').integrations(NEVER)).length, 7);
  });

  for (const [what, status, headers, body, problem, message] of [
    [
      'a page',
      200,
      { 'content-type': 'text/html' },
      '<h1>Sign in</h1>',
      'notConnect',
      /did not come from Posit Connect/,
    ],
    ['nothing', 200, {}, '', 'notConnect', /did not come from Posit Connect/],
    ['a redirect', 302, { location: 'https://evil.example/' }, '', 'notConnect', /redirects are not followed/],
    ['a page that is not found', 404, {}, '<h1>404</h1>', 'notConnect', /did not come from Posit Connect/],
    ['another type', 200, {}, '[]', 'malformed', /the answer is not an object/],
    ['a wrong field', 200, {}, '{"guid":"x","username":"a"}', 'malformed', /guid is not a GUID/],
    ['429', 429, { 'retry-after': '7' }, '', 'busy', /Try again in 7 s/],
    ['500', 500, {}, '', 'rejected', /failed to answer \(HTTP 500\)/],
    [
      'a refusal',
      400,
      {},
      '{"code":2,"error":"Bad\\u202e\\nrequest"}',
      'rejected',
      /rejected the request: Bad\\u\{202e\} request$/,
    ],
    ['a refusal of another form', 400, {}, '{"error":{"a":1}}', 'rejected', /gave no reason/],
  ] as const) {
    it(`that is answered with ${what} has its own message`, async () => {
      const { connect, as } = await apiOf(connects);
      connect.intercept((_request, response) => {
        response.writeHead(status, headers).end(body);
        return true;
      });
      const error = await failureOf(as('viewer').user(NEVER), connect);
      assert.equal(error.problem, problem);
      assert.match(error.message, message);
      assert.ok(!error.message.includes('\n'));
    });
  }

  it('repeats no secret that the server repeats', async () => {
    const { connect, as } = await apiOf(connects);
    const key = connect.apiKeys.administrator;
    for (const error of [`wrong: ${SECRET} ${key}`, `${'x'.repeat(1_990)}${SECRET}`, encodeURIComponent(SECRET)]) {
      connect.intercept((request, response) => {
        const authorization = String(request.headers.authorization);
        response.writeHead(400, { 'content-type': `application/json; ${SECRET}`, 'x-correlation-id': key });
        response.end(JSON.stringify({ code: 2, error: `${error} ${authorization}` }));
        return true;
      });
      const failed = await rejectionOf(create(as('administrator')));
      assertReadable(failed, [...connect.secrets, SECRET]);
    }
  });

  it('has no answer where the server is down', async () => {
    const { connect, as } = await apiOf(connects);
    await connect.suspend();
    const api = as(apiKey('x'.repeat(32)));
    const error = await rejectionOf(api.user(NEVER));
    assert.ok(error instanceof CredentialError);
    assert.equal(error.failure, 'network');
    assert.equal(api.lastFailure?.status, undefined);
    assert.equal(api.lastFailure?.path, '/v1/user');
  });
});
