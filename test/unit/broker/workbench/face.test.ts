import assert from 'node:assert/strict';
import type { Refusal, RequestHead } from '../../../../src/broker/face.js';
import { WorkbenchFace } from '../../../../src/broker/workbench/face.js';
import { Secret } from '../../../../src/core/secret.js';
import { FakeClock } from '../../fakeClock.js';

const HOUR = 60 * 60_000;
const ADDRESS = { url: 'http://127.0.0.1:4321', folder: '/tmp/a folder' };

describe('The session RPC of a window', () => {
  function setUp(isInSession?: boolean) {
    const clock = new FakeClock();
    const answer = (method: string, parameters: object) => Promise.resolve({ method, parameters });
    const face = WorkbenchFace.factory(clock, answer, isInSession)(new Secret('canary-key'));
    const head = (path: string, verb = 'POST', cookie?: string): RequestHead => ({
      ...{ path, verb, header: (name) => (name === 'x-rs-session-server-rpc-cookie' ? cookie : undefined) },
    });
    const handler = (path: string, verb?: string) => {
      const found = face.route(head(path, verb));
      return typeof found === 'function' ? found : assert.fail(`${path}: ${found.status}`);
    };
    return { clock, face, head, handler, cookie: () => face.files()['rpc_cookie']?.reveal() };
  }

  it('is found as that of a Workbench session, and as one of this extension', () => {
    assert.deepEqual(setUp().face.variables(ADDRESS), {
      ...{ POSIT_PRODUCT: 'WORKBENCH', RS_SERVER_ADDRESS: 'http://127.0.0.1:4321' },
      ...{ PWB_SESSION_RUNTIME_DIR: '/tmp/a folder', AVAILABLE_CREDENTIALS_BROKER: '1' },
    });
  });

  it('is found beside the server of a real session, whose variables stay as they are', () => {
    assert.deepEqual(setUp(true).face.variables(ADDRESS), {
      AVAILABLE_CREDENTIALS_WINDOW: 'http://127.0.0.1:4321 /tmp/a folder',
    });
  });

  it('keeps its cookie for a day', () => {
    const { clock, cookie } = setUp();
    const first = cookie();
    clock.setBack(-23 * HOUR);
    assert.equal(cookie(), first);
    clock.setBack(-HOUR);
    assert.notEqual(cookie(), first);
  });

  it('takes a large body only for a sign-in to a server, which may bring certificates', () => {
    const { handler } = setUp();
    assert.equal(handler('/oauth_server_login').maxBodySize, 1024 * 1024);
    for (const path of ['/oauth_token', '/oauth_server_logout']) {
      assert.equal(handler(path).maxBodySize, undefined);
    }
  });

  it('says to the author of the calling code what is wrong', async () => {
    const { face, head, handler } = setUp();
    const refused = (refusal: object | undefined, status: number, text: RegExp) => {
      assert.equal((refusal as Refusal).status, status);
      const { error, ...rest } = face.errorBody(refusal as Refusal) as Readonly<Record<string, unknown>>;
      assert.match(String(error), text);
      assert.deepEqual(rest, {});
    };
    refused(face.authenticate(head('/oauth_token')), 401, /^The request does not carry the cookie .* rpc_cookie /);
    refused(face.authenticate(head('/oauth_token', 'POST', 'x')), 401, /^The request does not carry the cookie /);
    refused(face.route(head('/oauth_x')), 404, /^This method does not exist here\. Use one of oauth_integrations, /);
    refused(face.route(head('/oauth_token', 'PUT')), 405, /^Use GET or POST\.$/);
    const call = (body: string) => handler('/oauth_token', 'GET')(Buffer.from(body), () => undefined);
    for (const body of ['', 'null', '[]', '{"method": "oauth_sign_in"}']) {
      refused(await call(body), 400, /^The body must be \{"method": /);
    }
    assert.deepEqual(await call('{"method": "/oauth_token", "kwparams": {"uuid": "x"}}'), {
      status: 200,
      body: { method: 'oauth_token', parameters: { uuid: 'x' } },
    });
  });
});
