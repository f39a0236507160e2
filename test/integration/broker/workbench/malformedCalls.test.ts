import assert from 'node:assert/strict';
import { endedAfterEach } from '../../../ended.js';
import { Attacked, GUID, jsonOf, type Request } from '../attacks.js';
import { exchange, written } from '../rawHttp.js';

const call = (method: unknown, kwparams: unknown) => JSON.stringify({ method, kwparams });

/** What is no call, from a client that has the cookie. */
describe('The broker answers a caller with its cookie', () => {
  const ended = endedAfterEach();

  it('only at a path that is exactly a method', async () => {
    const attacked = await Attacked.start(ended);
    const targets = [
      ...['/', '//', '/oauth_token/', '/oauth_token?uuid=x', '/oauth_token#x', '/oauth_token%00', '/oauth_toke%6e'],
      ...[
        '/x/../oauth_token',
        '/../oauth_token',
        '/./oauth_token',
        '/%2e%2e/oauth_token',
        '/%2foauth_token',
        '/oauth_token%2f',
      ],
      ...[
        '/\\oauth_token',
        '/OAUTH_TOKEN',
        '/oauth_token;x',
        '/oauth_frobnicate',
        '/__proto__',
        '/constructor',
        '/toString',
      ],
      ...['oauth_token', '*', `http://127.0.0.1:${attacked.port}/oauth_token`, 'http://example.org/oauth_token'],
      ...['//example.org/oauth_token', '/workbench/oauth_token', `/${'oauth_token'.repeat(500)}`],
    ];
    for (const target of targets) {
      const { status, body } = await attacked.ask({ target });
      // Node itself refuses what is no target of HTTP.
      assert.ok(status === 404 || (status === 400 && body === ''), `${target}: ${status}`);
    }
    assert.deepEqual(attacked.source.secrets, []);
  });

  it('only to GET and POST', async () => {
    const attacked = await Attacked.start(ended);
    for (const verb of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
      const answer = await attacked.ask({ verb });
      assert.ok([400, 405].includes(answer.status), `${verb}: ${answer.status}`);
    }
    const head = await attacked.ask({ verb: 'HEAD' });
    assert.deepEqual([head.status, head.body], [405, '']);
    // A tunnel: there is no answer at all.
    assert.equal(
      (await exchange(attacked.port, attacked.request({ verb: 'CONNECT', target: 'example.org:443' }))).text,
      '',
    );
    assert.deepEqual(attacked.source.secrets, []);
  });

  it('to an upgrade as to any request', async () => {
    const attacked = await Attacked.start(ended);
    const headers = {
      connection: 'Upgrade, close',
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    assert.equal((await attacked.ask({ headers })).status, 200);
    assert.equal(
      (await attacked.ask({ headers: { connection: 'Upgrade, HTTP2-Settings, close', upgrade: 'h2c' } })).status,
      200,
    );
  });

  it('over HTTP/1.0, and to each of several requests that arrive at once', async () => {
    const attacked = await Attacked.start(ended);
    assert.equal((await attacked.ask({ version: '1.0' })).status, 200);
    const keep = { connection: 'keep-alive' };
    const stranger = { 'x-rs-session-server-rpc-cookie': 'x' };
    const { text } = await exchange(
      attacked.port,
      attacked.request({ headers: keep }) +
        attacked.request({ headers: { ...keep, ...stranger } }) +
        attacked.request(),
    );
    // With a refusal the connection ends, whatever comes after it.
    assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 401']);
    const smuggled = attacked.request({ headers: { 'transfer-encoding': 'chunked' }, body: '0\r\n\r\n' });
    assert.equal((await exchange(attacked.port, smuggled)).status, 400);
  });

  it('only if the body is a call of the path’s method', async () => {
    const attacked = await Attacked.start(ended);
    const bodies = [
      ...[
        '',
        '{',
        'null',
        '[]',
        '"oauth_token"',
        '1',
        `[${call('oauth_token', {})}]`,
        `${call('oauth_token', {})}x`,
        '\0',
      ],
      ...[
        call('oauth_integrations', { uuid: GUID }),
        call('oauth_tokens', {}),
        call('/x/oauth_token', {}),
        call('', {}),
      ],
      ...[call(null, {}), call(undefined, {}), call({}, {}), call(1, {}), call(['oauth_token'], {})],
      ...['[{"method":'.repeat(1_000), '{"__proto__": {"method": "oauth_token"}}', `method=oauth_token&uuid=${GUID}`],
    ];
    for (const body of bodies) {
      const { status } = await attacked.ask({ body });
      assert.equal(status, 400, body.slice(0, 60));
    }
    assert.deepEqual(attacked.source.secrets, []);
  });

  it('with a sentence unless the parameters hold an existing Integration ID', async () => {
    const attacked = await Attacked.start(ended);
    const wrong: unknown[] = [
      ...[undefined, null, 1, 'x', [], [GUID], {}, { uuid: null }, { uuid: '' }, { uuid: 1 }, { uuid: [GUID] }],
      ...[
        { uuid: { toString: GUID } },
        { UUID: GUID },
        { uuid: `${GUID} ` },
        { uuid: 'constructor' },
        { uuid: '__proto__' },
      ],
      ...[{ uuid: 'x'.repeat(10_000) }, { uuid: '\u001b[31m\nerror: forged' }],
    ];
    for (const method of ['oauth_token', 'oauth_sign_in', 'oauth_sign_out']) {
      for (const kwparams of [...wrong, JSON.parse(`{"__proto__": {"uuid": "${GUID}"}}`)]) {
        const answer = await attacked.ask({ target: `/${method}`, body: call(method, kwparams) });
        const { error, ...rest } = jsonOf(answer);
        assert.deepEqual([answer.status, typeof error, rest], [200, 'string', {}]);
        assert.match(
          String(error),
          /^(?:The parameter uuid is missing|This editor window has no integration)\P{Cc}{1,200}$/u,
        );
      }
    }
    assert.deepEqual(attacked.source.secrets, []);
    assert.ok(attacked.window.lines.every((line) => line.length < 400 && !/\p{Cc}/u.test(line)));
  });

  it('with a sentence unless a port is one, and a set of variables exists', async () => {
    const attacked = await Attacked.start(ended);
    const answerTo = async (method: string, kwparams: object) => {
      const answer = await attacked.ask({ target: `/${method}`, body: call(method, kwparams) });
      assert.equal(answer.status, 200);
      return jsonOf(answer);
    };
    for (const port of [undefined, null, '4321', 0, -1, 65_536, 80.5, [4321]]) {
      const { error, ...rest } = await answerTo('oauth_view_app', { port });
      assert.match(String(error), /^The parameter port must be the number of a port/, String(port));
      assert.deepEqual(rest, {});
    }
    assert.deepEqual(attacked.window.viewed, []);
    assert.deepEqual(await answerTo('oauth_view_app', { port: 65_535 }), { result: true });
    assert.deepEqual(attacked.window.viewed, [65_535]);
    for (const name of [undefined, '', ['connect'], 'unknown', '__proto__', 'constructor']) {
      const { error, ...rest } = await answerTo('oauth_environment', { name });
      assert.match(String(error), /^The editor has no variables /, String(name));
      assert.deepEqual(rest, {});
    }
    const { variables } = await answerTo('oauth_environment', { name: 'connect' });
    assert.equal((variables as Readonly<Record<string, string>>)['POSIT_PRODUCT'], 'CONNECT');
  });

  it('never if the head of the request is malformed', async () => {
    const attacked = await Attacked.start(ended);
    const long = { headers: { x: 'x'.repeat(20_000) } };
    const requests: readonly (string | Request)[] = [
      ...['\0\0\0\0', 'hello\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'GET / HTTP/9.9\r\n\r\n', long],
      { headers: { 'content-length': ['1', '2'] } },
      { headers: { 'content-length': '-1' } },
      written('POST /oauth_token HTTP/1.1', { host: `127.0.0.1:${attacked.port}`, 'bad header': 'x' }),
    ];
    for (const request of requests) {
      const answer = await exchange(attacked.port, typeof request === 'string' ? request : attacked.request(request));
      assert.ok([400, 431].includes(answer.status), answer.text);
      assert.equal(answer.body, '');
    }
    await attacked.answers();
  });
});
