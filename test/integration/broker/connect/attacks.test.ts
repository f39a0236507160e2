import assert from 'node:assert/strict';
import { endedAfterEach } from '../../../ended.js';
import { exchange, type HeaderLines, type RawAnswer, written } from '../rawHttp.js';
import { Content, EXCHANGE, GRANT, SALES, USER_SESSION } from './contentCalls.js';

/** Requests for a token with everything that is needed, but for what an attack changes. */
describe('The API of Posit Connect refuses', () => {
  const ended = endedAfterEach();

  async function attack() {
    const content = await Content.start(ended);
    const form = { grant_type: GRANT, subject_token_type: USER_SESSION, audience: SALES };
    const body = new URLSearchParams({ ...form, subject_token: content.userToken() }).toString();
    const usual: HeaderLines = {
      ...{ host: `127.0.0.1:${content.window.port}`, authorization: `Key ${content.key}` },
      ...{ 'content-type': 'application/x-www-form-urlencoded', connection: 'close' },
      'content-length': String(body.length),
    };
    const send = (headers: HeaderLines, target = EXCHANGE): Promise<RawAnswer> =>
      exchange(content.window.port, written(`POST ${target} HTTP/1.1`, { ...usual, ...headers }, body));
    /** Checks that a request is refused in Connect's format, that no token was created, and that nothing secret is told. */
    const refuses = async (status: number, headers: HeaderLines, target?: string) => {
      const answer = await send(headers, target);
      assert.equal(answer.status, status, JSON.stringify(Object.keys(headers)));
      assert.deepEqual(Object.keys(JSON.parse(answer.body) as object), ['code', 'error', 'payload']);
      assert.deepEqual(content.source.secrets, []);
      assert.ok(!content.window.tellsSecret(answer.text), 'The refusal contains a secret');
    };
    return { content, send, refuses };
  }

  it('no request that is right', async () => {
    const { content, send } = await attack();
    const { status, body } = await send({});
    assert.deepEqual([status, content.source.secrets.length], [200, 1]);
    assert.ok(content.window.tellsSecret(body), 'The check of secrets does not know the token');
    assert.ok(content.secrets.every((secret) => content.window.tellsSecret(`x ${secret} x`)));
    assert.ok(content.secrets.length >= 4);
  });

  it('another Host, and pages of any origin', async () => {
    const { content, refuses } = await attack();
    const { port } = content.window;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
    ]) {
      await refuses(403, { host });
    }
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${port}`]) {
      await refuses(403, { origin });
    }
    for (const site of ['cross-site', 'same-site', 'same-origin', 'none']) {
      await refuses(403, { 'sec-fetch-site': site });
    }
  });

  it('no key, a wrong one, two, that of another window, and the cookie of this one', async () => {
    const { content, refuses } = await attack();
    const other = await Content.start(ended);
    const key = (value: string) => `Key ${value}`;
    for (const authorization of [
      ...[undefined, '', 'Key', content.key, `Bearer ${content.key}`, key(other.key), key(`${content.key}0`)],
      ...[key(content.contentToken), key(content.userToken()), key(content.window.cookie)],
      ...[[key(content.key), key(content.key)], `${key(content.key)}, ${key(content.key)}`],
    ]) {
      await refuses(401, { authorization });
    }
    await refuses(401, { authorization: undefined, 'x-rs-session-server-rpc-cookie': content.window.cookie });
  });

  it('its own key at the other protocol, whose cookie it is not', async () => {
    const { content, send } = await attack();
    for (const headers of [{}, { 'x-rs-session-server-rpc-cookie': content.key }]) {
      const { status, text } = await send(headers, '/oauth_token');
      assert.equal(status, 401);
      assert.ok(!content.window.tellsSecret(text));
    }
  });

  it('a body that is huge, without reading it', async () => {
    const { refuses } = await attack();
    // Had it waited for the body, the status would be 408.
    await refuses(413, { 'content-length': '1000000000000' });
    await refuses(401, { 'content-length': '1000000000000', authorization: undefined });
  });

  it('to become another protocol', async () => {
    const { content, send, refuses } = await attack();
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    await refuses(401, { ...upgrade, authorization: undefined });
    const { status } = await send({ ...upgrade, connection: 'Upgrade, close' });
    assert.deepEqual([status, content.source.secrets.length], [200, 1]);
  });
});
