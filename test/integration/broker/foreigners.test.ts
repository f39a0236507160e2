import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { Attacked, GUID, jsonOf, type Request } from './attacks.js';
import type { HeaderLines } from './rawHttp.js';

/** Callers that the broker refuses: web pages, and programs without the cookie of its window. */
describe('The broker refuses', () => {
  const ended = endedAfterEach();

  it('no correct request', async () => {
    const attacked = await Attacked.start(ended);
    const answer = await attacked.ask();
    assert.equal(answer.status, 200);
    assert.deepEqual(
      ['content-type', 'cache-control', 'x-content-type-options'].map((name) => answer.headers.get(name)),
      ['application/json; charset=utf-8', 'no-store', 'nosniff'],
    );
    assert.deepEqual(Object.keys(jsonOf(answer)), ['access_token', 'expiry']);
  });

  it('a Host that is not exactly its address', async () => {
    const attacked = await Attacked.start(ended);
    const own = `127.0.0.1:${attacked.port}`;
    const foreign = [
      ...[
        'example.org',
        `example.org:${attacked.port}`,
        '127.0.0.1',
        `localhost:${attacked.port}`,
        `[::1]:${attacked.port}`,
      ],
      ...[`127.1:${attacked.port}`, `2130706433:${attacked.port}`, `127.0.0.1.:${attacked.port}`, `${own}.example.org`],
      ...[`user@${own}`, `127.0.0.1:0${attacked.port}`, `127.0.0.1:${attacked.port + 1}`, '', 'null', `${own}, ${own}`],
    ];
    for (const host of foreign) {
      await attacked.refuses(403, { headers: { host } });
    }
    for (const hosts of [
      [own, own],
      [own, 'example.org'],
      ['example.org', own],
    ]) {
      await attacked.refuses(403, { headers: { host: hosts } });
    }
    await attacked.refuses(403, { version: '1.0', headers: { host: undefined } });
    // Without one, HTTP/1.1 itself forbids it (RFC 9112, section 3.2).
    const { status } = await attacked.ask({ headers: { host: undefined } });
    assert.equal(status, 400);
    assert.deepEqual(attacked.source.secrets, []);
  });

  it('requests from a web page, even with the cookie, and sends no header that lets a page read the answer', async () => {
    const attacked = await Attacked.start(ended);
    const own = `http://127.0.0.1:${attacked.port}`;
    const marks: readonly HeaderLines[] = [
      ...['null', '', 'https://example.org', own, 'vscode-webview://x'].map((origin) => ({ origin })),
      ...['cross-site', 'same-site', 'same-origin', 'none', ''].map((site) => ({ 'Sec-Fetch-Site': site })),
      ...['image', 'empty', 'document', ''].map((destination) => ({ 'SEC-FETCH-DEST': destination })),
      { ORIGIN: own },
    ];
    for (const headers of marks) {
      for (const verb of ['GET', 'POST', 'OPTIONS']) {
        await attacked.refuses(403, { verb, headers });
      }
    }
    const preflight = {
      ...{ origin: 'https://example.org', 'access-control-request-method': 'POST' },
      ...{
        'access-control-request-headers': 'x-rs-session-server-rpc-cookie',
        'access-control-request-private-network': 'true',
      },
    };
    const cookie = { 'x-rs-session-server-rpc-cookie': undefined };
    await attacked.refuses(403, { verb: 'OPTIONS', body: '', headers: { ...preflight, ...cookie } });
    // By itself, Node keeps no more than 2,000 headers.
    const last = { x: Array.from({ length: 3_000 }, () => 'x'), origin: 'https://example.org' };
    await attacked.refuses(403, { headers: last });
  });

  it('no program whose HTTP client sends Sec-Fetch-Mode, as the fetch of Node does', async () => {
    const attacked = await Attacked.start(ended);
    const { RS_SERVER_ADDRESS: address } = attacked.window.environment;
    const response = await fetch(`${address}/oauth_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rs-session-server-rpc-cookie': attacked.window.cookie },
      body: JSON.stringify({ method: 'oauth_token', kwparams: { uuid: GUID } }),
    });
    const token = ((await response.json()) as { readonly access_token?: string }).access_token;
    assert.deepEqual([response.status, attacked.source.secrets.includes(token ?? '')], [200, true]);
    for (const mode of ['cors', 'no-cors', 'same-origin', 'navigate']) {
      const { status } = await attacked.ask({ headers: { 'sec-fetch-mode': mode } });
      assert.equal(status, 200, mode);
    }
  });

  it('callers without the cookie of its window', async () => {
    const attacked = await Attacked.start(ended);
    const other = await Attacked.start(ended);
    const { cookie } = attacked.window;
    const [name = '', expiry = '', secret = ''] = cookie.split('|');
    const wrong = [
      ...[
        undefined,
        '',
        'x',
        other.window.cookie,
        cookie.slice(0, -1),
        `${cookie}x`,
        cookie.slice(0, 60),
        `${cookie}, ${cookie}`,
      ],
      ...[
        secret,
        `${name}|${expiry}|`,
        `${name}||${secret}`,
        cookie.toUpperCase(),
        [cookie, cookie],
        [cookie, 'x'],
        ['x', cookie],
      ],
    ];
    for (const presented of wrong) {
      const told = await attacked.refuses(401, { headers: { 'x-rs-session-server-rpc-cookie': presented } });
      assert.match(told, /\brpc_cookie\b.*\bPWB_SESSION_RUNTIME_DIR\b/);
    }
    const elsewhere: readonly Request[] = [
      { headers: { 'x-rs-session-server-rpc-cookie': undefined, cookie } },
      { headers: { 'x-rs-session-server-rpc-cookie': undefined, authorization: `Bearer ${cookie}` } },
      {
        target: `/oauth_token?cookie=${encodeURIComponent(cookie)}`,
        headers: { 'x-rs-session-server-rpc-cookie': undefined },
      },
    ];
    for (const request of elsewhere) {
      await attacked.refuses(401, request);
    }
  });

  it('to reveal, without the cookie, which methods exist', async () => {
    const attacked = await Attacked.start(ended);
    const headers = { 'x-rs-session-server-rpc-cookie': undefined };
    const told = new Set<string>();
    for (const request of [
      {},
      { target: '/unknown' },
      { verb: 'DELETE' },
      { body: 'x'.repeat(20_000) },
      { body: '{' },
    ]) {
      told.add(await attacked.refuses(401, { ...request, headers }));
    }
    assert.equal(told.size, 1);
  });

  it('all this without filling the log', async () => {
    const attacked = await Attacked.start(ended);
    const before = attacked.window.lines.length;
    for (let time = 0; time < 20; time += 1) {
      await attacked.refuses(401, { headers: { 'x-rs-session-server-rpc-cookie': `wrong-${time}` } });
      await attacked.refuses(403, { headers: { host: `${time}.example.org` } });
      await attacked.refuses(403, { headers: { origin: `https://${time}.example.org` } });
      await attacked.refuses(404, { target: `/method_${'x'.repeat(time)}` });
    }
    const lines = attacked.window.lines.slice(before);
    assert.deepEqual(
      lines.map((line) => /^warn: broker: refused, HTTP (\d+): .* \(Logged only once\.\)$/.exec(line)?.[1]),
      ['401', '403', '403', '404'],
    );
  });
});
