import assert from 'node:assert/strict';
import { headersForApp, redirectedTo, upgradeHeadersForApp } from '../../../../src/broker/viewer/passedHeaders.js';

const APP = new URL('http://127.0.0.1:8000');

describe('The proxy before an app', () => {
  it('keeps the headers for itself that are about its own connection, and those that the client names so', () => {
    const passed = headersForApp(
      {
        ...{ host: '127.0.0.1:4321', accept: 'text/html', te: 'trailers', trailer: 'x', expect: '100-continue' },
        ...{ connection: 'Keep-Alive, X-Hop ,x-other', 'keep-alive': 'timeout=5', 'proxy-connection': 'keep-alive' },
        ...{ 'x-hop': '1', 'x-other': '2', upgrade: 'h2c' },
      },
      APP,
    );
    assert.deepEqual(passed, { host: '127.0.0.1:8000', accept: 'text/html' });
  });

  it('passes on where a body ends, although the client says that this is about the connection', () => {
    const length = headersForApp({ connection: 'content-length', 'content-length': '5' }, APP);
    assert.equal(length['content-length'], '5');
    const chunks = headersForApp({ connection: 'Transfer-Encoding', 'transfer-encoding': 'chunked' }, APP);
    assert.equal(chunks['transfer-encoding'], 'chunked');
  });

  it('closes the connection if the browser wants that', () => {
    assert.equal(headersForApp({ connection: 'Close' }, APP).connection, 'close');
    assert.equal(headersForApp({ connection: 'x-close' }, APP).connection, undefined);
  });

  it('says to the app that the page is its own, but only for a page that says where it is from', () => {
    assert.equal(headersForApp({ origin: 'http://127.0.0.1:4321' }, APP).origin, 'http://127.0.0.1:8000');
    assert.ok(!('origin' in headersForApp({}, APP)));
  });

  it('passes on no header for cookies if the only one is that of the proxy', () => {
    const own = 'available-credentials-viewer-4321=x';
    assert.ok(!('cookie' in headersForApp({ cookie: own }, APP)));
    assert.equal(headersForApp({ cookie: `${own}; theme=dark` }, APP).cookie, 'theme=dark');
  });

  it('asks the app for a WebSocket and for nothing else, in the protocols of the page', () => {
    const headers = { connection: 'keep-alive, Upgrade', upgrade: 'h2c', 'sec-websocket-protocol': 'one' };
    assert.deepEqual(upgradeHeadersForApp(headers, APP), {
      ...{ host: '127.0.0.1:8000', connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'one' },
    });
  });

  it('leads the browser to itself where the app leads to itself', () => {
    for (const [location, expected] of [
      ['http://127.0.0.1:8000/a?b=c#d', '/a?b=c#d'],
      ['HTTP://LOCALHOST:8000', '/'],
      ['http://[::1]:8000/a', '/a'],
      ['http://0.0.0.0:8000/a', '/a'],
      ['//127.0.0.1:8000/a', '/a'],
      ['\\\\127.0.0.1:8000/a', '/a'],
    ] as const) {
      assert.equal(redirectedTo(location, APP), expected, location);
    }
  });

  it('leads the browser to no other host by a path that begins with several slashes', () => {
    for (const slashes of ['//', '///', '/\\']) {
      assert.equal(redirectedTo(`http://localhost:8000${slashes}example.org/a`, APP), '/example.org/a', slashes);
    }
  });

  it('leaves every other address as it is', () => {
    for (const location of [
      ...[
        '/a',
        'a/../b?c',
        '?a',
        '',
        'http://localhost:8001/a',
        'https://localhost:8000/a',
        'http://example.org:8000/a',
      ],
      ...['http://localhost.example.org:8000/a', 'mailto:ada@example.org', 'http://[', 'a?to=http://localhost:8000/a'],
    ]) {
      assert.equal(redirectedTo(location, APP), location);
    }
  });
});
