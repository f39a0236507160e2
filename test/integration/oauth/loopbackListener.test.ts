import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { openLoopback } from '../../../src/oauth/loopbackListener.js';
import type { CallbackOutcome, CallbackListener } from '../../../src/oauth/callbackListener.js';
import { endedAfterEach } from '../../ended.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { until } from '../../until.js';
import { failureOf } from '../local/signingIn.js';

const ADDRESSES = { '127.0.0.1': ['127.0.0.1'], '[::1]': ['::1'], localhost: ['127.0.0.1', '::1'] };

describe('the loopback listener', () => {
  const ended = endedAfterEach();

  /** A receiver whose listener takes the answer with the state `mine`, and refuses one with an error. */
  async function open(): Promise<{ receiver: CallbackListener; url: URL; taken: string[] }> {
    const receiver = await openLoopback();
    ended(() => receiver.dispose());
    const taken: string[] = [];
    receiver.onCallback((parameters): CallbackOutcome => {
      if (parameters.get('state') !== 'mine') return 'ignored';
      taken.push(parameters.toString());
      return parameters.has('error') ? { refusal: `No: ${parameters.get('error') ?? ''}.` } : 'accepted';
    });
    return { receiver, url: new URL(receiver.redirectUri), taken };
  }

  function connectTo(url: URL): Socket {
    const socket = connect(Number(url.port), url.hostname.replace(/[[\]]/g, ''));
    socket.on('error', () => undefined);
    ended(() => socket.destroy());
    return socket;
  }

  /** What comes back for bytes, until the server hangs up. */
  async function answerTo(url: URL, request: string): Promise<string> {
    const socket = connectTo(url);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.write(request);
    await once(socket, 'close');
    return text;
  }

  it('listens at its own port of 127.0.0.1', async () => {
    const [one, other] = [await open(), await open()];
    for (const { url } of [one, other]) {
      assert.match(url.href, /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    }
    assert.notEqual(one.url.port, other.url.port);
  });

  for (const [query, status, title, isTaken] of [
    ['?state=mine&code=c%26d', 200, 'Return to your editor', true],
    ['?state=mine&error=access_denied', 200, 'You are not signed in', true],
    ['?state=other&code=c', 400, 'No sign-in is waiting for this page', false],
    ['?code=c', 400, 'No sign-in is waiting for this page', false],
    ['', 400, 'No sign-in is waiting for this page', false],
  ] as const) {
    it(`answers ${query || 'nothing'} with a page that is titled ${title}`, async () => {
      const { url, taken } = await open();
      const response = await loopbackFetch(`${url.href}${query}`);
      const text = await response.text();
      assert.deepEqual([response.status, /<title>(.*)<\/title>/.exec(text)?.[1]], [status, title]);
      assert.deepEqual(taken, isTaken ? [query.slice(1)] : []);
      const headers = ['cache-control', 'referrer-policy', 'x-content-type-options', 'connection'];
      assert.deepEqual(
        headers.map((name) => response.headers.get(name)),
        ['no-store', 'no-referrer', 'nosniff', 'close'],
      );
      assert.match(
        response.headers.get('content-security-policy') ?? '',
        /^default-src 'none'; style-src 'sha256-[^']+';/,
      );
      assert.ok(text.includes('<html lang="en">'), 'screen readers need the language');
      assert.ok(!/<script|https?:/.test(text), 'neither scripts nor anything from elsewhere');
    });
  }

  it('shows no part of a request except the reason of a refusal, escaped', async () => {
    const { url } = await open();
    const canary = 'canary<script>alert(1)</script>';
    for (const target of [`${url.href}?state=${canary}`, `${url.origin}/${canary}`]) {
      assert.ok(!(await (await loopbackFetch(encodeURI(target))).text()).includes('canary'));
    }
    const refusal = await (await loopbackFetch(encodeURI(`${url.href}?state=mine&error=${canary}`))).text();
    assert.ok(refusal.includes('<p>No: canary&#60;script&#62;alert(1)&#60;/script&#62;. You can close this tab.</p>'));
  });

  for (const [what, line, status] of [
    ['another path', 'GET /other?state=mine&code=c', 404],
    ['the path with more behind', 'GET /callback/x?state=mine&code=c', 404],
    ['a favicon', 'GET /favicon.ico', 404],
    ['POST', 'POST /callback?state=mine&code=c', 405],
    ['HEAD', 'HEAD /callback?state=mine&code=c', 405],
    ['OPTIONS', 'OPTIONS /callback?state=mine&code=c', 405],
    ['an absolute URL', 'GET http://127.0.0.1/callback?state=mine&code=c', 404],
  ] as const) {
    it(`takes no answer by ${what}`, async () => {
      const { url, taken } = await open();
      const text = await answerTo(url, `${line} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
      assert.equal(Number(text.split(' ')[1]), status);
      assert.deepEqual(taken, []);
    });
  }

  for (const host of ['evil.example.com', 'localhost:PORT', '127.0.0.1', '127.0.0.1:1', '[::1]:PORT', '']) {
    it(`takes no answer at the host ${host || 'that is empty'}`, async () => {
      const { url, taken } = await open();
      const name = host.replace('PORT', url.port);
      const text = await answerTo(url, `GET /callback?state=mine&code=c HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
      assert.equal(Number(text.split(' ')[1]), 400);
      assert.deepEqual(taken, []);
    });
  }

  it('takes no answer with huge headers, or with what is not HTTP', async () => {
    const { url, taken } = await open();
    const start = `GET /callback?state=mine&code=c HTTP/1.1\r\nHost: ${url.host}\r\n`;
    assert.match(await answerTo(url, `${start}X: ${'x'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    assert.match(
      await answerTo(url, `GET /callback?state=mine&code=${'c'.repeat(20_000)} HTTP/1.1\r\n\r\n`),
      /^HTTP\/1\.1 431 /,
    );
    assert.match(await answerTo(url, '\u0016\u0003\u0001 TLS\r\n\r\n'), /^HTTP\/1\.1 400 /);
    assert.deepEqual(taken, []);
    assert.equal((await loopbackFetch(`${url.href}?state=mine&code=c`)).status, 200);
  });

  it('takes the answer while 200 others hold connections and say nothing, or speak slowly', async () => {
    const { receiver, url, taken } = await open();
    const others = Array.from({ length: 200 }, () => connectTo(url));
    await Promise.all(others.map((socket) => once(socket, 'connect')));
    others.slice(0, 100).forEach((socket) => socket.write('GET /callback?state=mi'));
    assert.equal((await loopbackFetch(`${url.href}?state=mine&code=c`)).status, 200);
    assert.equal(taken.length, 1);
    const closed = Promise.all(others.map((socket) => once(socket, 'close')));
    receiver.dispose();
    await closed;
  });

  it('accepts at most 256 connections', async () => {
    const { url } = await open();
    const sockets = Array.from({ length: 300 }, () => connectTo(url));
    await until('it has hung up on the rest', () => sockets.filter(({ closed }) => closed).length === 300 - 256);
  });

  it('does not wait for those who speak slowly', async () => {
    const receiver = await openLoopback({ requestTimeout: 100 });
    ended(() => receiver.dispose());
    assert.match(await answerTo(new URL(receiver.redirectUri), 'GET /callback?state=mi'), /^HTTP\/1\.1 408 /);
  });

  it('is at ::1 where 127.0.0.1 cannot be listened on', async () => {
    // An unused address, for documentation (RFC 5737).
    const receiver = await openLoopback({ addresses: { ...ADDRESSES, '127.0.0.1': ['192.0.2.1'] } });
    ended(() => receiver.dispose());
    receiver.onCallback(() => 'accepted');
    const url = new URL(receiver.redirectUri);
    assert.match(url.href, /^http:\/\/\[::1\]:\d+\/callback$/);
    assert.match(await answerTo(url, `GET /callback HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`), /^HTTP\/1\.1 200 /);
  });

  it('that cannot be opened says so', async () => {
    assert.deepEqual(
      await failureOf(
        openLoopback({ addresses: { ...ADDRESSES, '127.0.0.1': ['192.0.2.1'], '[::1]': ['192.0.2.1'] } }),
      ),
      {
        failure: 'configuration',
        message:
          'VS Code cannot listen on 127.0.0.1 for the answer of your browser. Allow it to, or sign in with a device code.',
      },
    );
  });

  it('leaves nothing open when it is disposed of, and may be so twice', async () => {
    const { receiver, url, taken } = await open();
    const idle = connectTo(url);
    await once(idle, 'connect');
    await loopbackFetch(`${url.href}?state=other`);
    const closed = once(idle, 'close');
    receiver.dispose();
    receiver.dispose();
    await closed;
    await assert.rejects(loopbackFetch(`${url.href}?state=mine&code=c`), { code: 'ECONNREFUSED' });
    assert.deepEqual(taken, []);
  });

  it('sends the page also when it is disposed of by the one who takes the answer', async () => {
    const receiver = await openLoopback();
    receiver.onCallback(() => {
      queueMicrotask(() => receiver.dispose());
      return 'accepted';
    });
    assert.match(await (await loopbackFetch(`${receiver.redirectUri}?state=mine`)).text(), /Return to your editor/);
  });

  it('ignores callbacks once it has no listener any more', async () => {
    const receiver = await openLoopback();
    ended(() => receiver.dispose());
    receiver.onCallback(() => assert.fail('called after it was disposed of')).dispose();
    assert.equal((await loopbackFetch(`${receiver.redirectUri}?state=mine`)).status, 400);
  });

  describe('for a redirect URI of the user’s own', () => {
    /** A port that is free on both addresses of `localhost`. */
    async function freePort(): Promise<number> {
      const listener = await openLoopback({ redirectUri: 'http://localhost/x' });
      listener.dispose();
      return Number(new URL(listener.redirectUri).port);
    }

    for (const [host, path, addresses] of [
      ['127.0.0.1', '/callback', ['127.0.0.1']],
      ['[::1]', '/a/b', ['[::1]']],
      ['localhost', '', ['127.0.0.1', '[::1]']],
      ['localhost', '/', ['127.0.0.1', '[::1]']],
    ] as const) {
      it(`is at ${host}${path}, at exactly this URI`, async () => {
        const port = await freePort();
        const redirectUri = `http://${host}:${port}${path}`;
        const listener = await openLoopback({ redirectUri });
        ended(() => listener.dispose());
        listener.onCallback(() => 'accepted');
        assert.equal(listener.redirectUri, redirectUri);
        for (const address of addresses) {
          const request = `GET ${path || '/'}?code=c HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`;
          assert.match(await answerTo(new URL(`http://${address}:${port}`), request), /^HTTP\/1\.1 200 /);
          const other = `GET /other?code=c HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`;
          assert.match(await answerTo(new URL(`http://${address}:${port}`), other), /^HTTP\/1\.1 404 /);
        }
      });
    }

    it('without a port is at any, the preferred one if it is free', async () => {
      const preferredPort = await freePort();
      const redirectUri = 'http://localhost/callback';
      const listener = await openLoopback({ redirectUri, preferredPort });
      ended(() => listener.dispose());
      assert.equal(listener.redirectUri, `http://localhost:${preferredPort}/callback`);
      const second = await openLoopback({ redirectUri, preferredPort });
      ended(() => second.dispose());
      assert.notEqual(second.redirectUri, listener.redirectUri);
    });

    for (const address of ['127.0.0.1', '::1']) {
      it(`whose port is taken on ${address} says which`, async () => {
        const port = await freePort();
        const other = createServer().listen(port, address);
        ended(() => other.close());
        await once(other, 'listening');
        assert.deepEqual(await failureOf(openLoopback({ redirectUri: `http://localhost:${port}/` })), {
          failure: 'configuration',
          message: `Another program uses port ${port} of localhost, which redirect_uri names. Close that program (perhaps another editor that waits for a sign-in) and sign in again, or register another port and change redirect_uri with Edit Integration….`,
        });
      });
    }

    it('listens only at 127.0.0.1 on a machine without IPv6', async () => {
      const addresses = { ...ADDRESSES, localhost: ['127.0.0.1', '2001:db8::1'] };
      const listener = await openLoopback({ redirectUri: 'http://localhost/', addresses });
      ended(() => listener.dispose());
      assert.match(listener.redirectUri, /^http:\/\/localhost:\d+\/$/);
    });
  });
});
