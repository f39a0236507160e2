import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { endedAfterEach } from '../../../ended.js';
import { until } from '../../../until.js';
import { beBusy } from '../../busyWhileConnecting.js';
import { exchange, type HeaderLines, written } from '../rawHttp.js';
import { VIEWER, ViewedApp } from './viewedApp.js';

/** What the app is told of the viewer. */
const viewerOf = ({ headersDistinct }: IncomingMessage) =>
  Object.fromEntries(Object.keys(VIEWER).map((name) => [name, headersDistinct[name]]));
const EXPECTED = Object.fromEntries(Object.entries(VIEWER).map(([name, value]) => [name, [value]]));

describe('An app that is opened as a viewer', () => {
  const ended = endedAfterEach();

  it('is opened by a link, which sets a cookie that no script and no other site gets', async () => {
    const viewed = await ViewedApp.start(ended);
    const { status, headers, body } = await viewed.enter();
    const [cookie = ''] = headers['set-cookie'] ?? [];
    assert.equal(status, 200);
    assert.match(cookie, /^available-credentials-viewer-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    assert.match(body, /<meta http-equiv="refresh" content="0;url=\.\.\/">/);
    assert.match(String(headers['content-security-policy']), /^default-src 'none'/);
    assert.equal((await viewed.call()).body, 'GET / ');
  });

  it('is reached, though this process is busy while it connects', async () => {
    const viewed = await ViewedApp.start(ended, undefined, undefined, () => {
      process.nextTick(beBusy);
      return VIEWER;
    });
    await viewed.enter();
    assert.equal((await viewed.call()).status, 200);
    const socket = viewed.socket();
    await once(socket, 'open');
    socket.terminate();
  });

  it('gets requests as they are, with the viewer’s headers and as its own host', async () => {
    const viewed = await ViewedApp.entered(ended);
    const headers = {
      origin: viewed.origin,
      cookie: `${viewed.cookie}; theme=dark`,
      'x-own': 'one',
      connection: 'x-hop',
      'x-hop': '1',
    };
    const { status, body } = await viewed.call({ method: 'POST', path: '/a%20b?c=%2F', body: 'text', headers });
    assert.deepEqual([status, body], [200, 'POST /a%20b?c=%2F text']);
    const [seen] = viewed.seen;
    assert.ok(seen, 'The app was not asked');
    assert.deepEqual(viewerOf(seen), EXPECTED);
    const { host, origin, cookie } = seen.headers;
    assert.deepEqual(
      [host, origin, cookie],
      [`127.0.0.1:${viewed.port}`, `http://127.0.0.1:${viewed.port}`, 'theme=dark'],
    );
    assert.deepEqual([seen.headers['x-own'], seen.headers['x-hop']], ['one', undefined]);
  });

  it('answers piece by piece, and leads to the proxy where it leads to itself', async () => {
    let end = (): void => undefined;
    const viewed = await ViewedApp.entered(ended, (incoming, response) => {
      if (incoming.url === '/to') {
        response.writeHead(302, { location: `http://localhost:${viewed.port}/there?x=1` }).end();
      } else {
        response.write('first ');
        end = () => response.end('second');
      }
    });
    assert.equal((await viewed.call({ path: '/to' })).headers.location, '/there?x=1');
    const answer = viewed.call({ path: '/stream' });
    await until('it has begun', () => viewed.seen.some(({ url }) => url === '/stream'));
    end();
    assert.equal((await answer).body, 'first second');
  });

  it('answers with the headers of a stream before its first piece, and without what is about its own connection', async () => {
    let end = (): void => undefined;
    const viewed = await ViewedApp.entered(ended, (_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'keep-alive': 'timeout=42' }).flushHeaders();
      end = () => response.end('data: 1');
    });
    const outgoing = request({ host: '127.0.0.1', port: viewed.proxy.port, agent: false, headers: viewed.ownHeaders });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    assert.equal(response.headers['content-type'], 'text/event-stream');
    assert.notEqual(response.headers['keep-alive'], 'timeout=42');
    end();
    assert.equal(await text(response), 'data: 1');
  });

  it('shows that an answer is not complete if it fails in the middle', async () => {
    const viewed = await ViewedApp.entered(ended, (_incoming, response) => {
      response.write('first ', () => response.destroy());
    });
    await assert.rejects(viewed.call(), /aborted/);
    assert.ok(viewed.log.lines.some((line) => line.startsWith(`info: viewer: the app at port ${viewed.port} `)));
  });

  it('is told once in the log that it does not answer, until it has answered', async () => {
    const viewed = await ViewedApp.entered(ended);
    const told = () => viewed.log.lines.filter((line) => line.startsWith('info: ') && line.includes('did not answer'));
    for (const times of [1, 2]) {
      viewed.stop();
      await viewed.call();
      await viewed.call();
      assert.equal(told().length, times);
      await viewed.run();
      assert.equal((await viewed.call()).status, 200);
    }
  });

  it('no longer has a WebSocket whose browser is gone', async () => {
    const viewed = await ViewedApp.entered(ended);
    const socket = viewed.socket();
    await once(socket, 'open');
    assert.equal(viewed.openSockets, 1);
    socket.terminate();
    await until('the app has noticed', () => viewed.openSockets === 0);
  });

  it('gets WebSockets with the viewer’s headers and the protocols that the page asks for', async () => {
    const viewed = await ViewedApp.entered(ended);
    const socket = viewed.socket({ origin: viewed.origin }, ['one', 'two']);
    await once(socket, 'open');
    assert.equal(socket.protocol, 'two');
    socket.send('hello');
    const [data] = (await once(socket, 'message')) as [Buffer];
    assert.equal(data.toString(), 'hello');
    const [seen] = viewed.seen;
    assert.ok(seen, 'The app was not asked');
    assert.deepEqual(viewerOf(seen), EXPECTED);
    assert.equal(seen.headers.origin, `http://127.0.0.1:${viewed.port}`);
    socket.close();
    await once(socket, 'close');
  });

  it('may restart: a page says so meanwhile and loads itself again, and sockets can be opened again', async () => {
    const viewed = await ViewedApp.entered(ended);
    const socket = viewed.socket();
    await once(socket, 'open');
    viewed.stop();
    await once(socket, 'close');
    const down = await viewed.call();
    assert.equal(down.status, 502);
    assert.match(down.body, /<meta http-equiv="refresh" content="2">.*The app at port \d+ does not answer/s);
    await viewed.run();
    assert.equal((await viewed.call()).status, 200);
    const again = viewed.socket();
    await once(again, 'open');
    again.terminate();
  });

  it('is found at the address that a remote window’s editor gives', async () => {
    const external = (url: string) =>
      Promise.resolve(url.replace(/^http:\/\/127\.0\.0\.1:(\d+)\//, 'https://editor.example/proxy/$1/'));
    const viewed = await ViewedApp.start(ended, undefined, external);
    const link = new URL(await viewed.proxy.link());
    assert.match(link.href, /^https:\/\/editor\.example\/proxy\/\d+\/open-as-viewer\/[\w-]{43}$/);
    const path = link.pathname.replace(/^\/proxy\/\d+/, '');
    const answer = await viewed.call({ path, headers: { host: 'editor.example' } });
    assert.match(String(answer.headers['set-cookie']), /; Path=\/proxy\/\d+\/; Secure$/);
    // And at its own address as before.
    viewed.cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    assert.equal((await viewed.call({ headers: { origin: viewed.origin } })).status, 200);
  });

  describe('refuses', () => {
    /** Checks that nothing has reached the app, and that no token is in the answer or the log. */
    const untouched = (viewed: ViewedApp, text = '') => {
      assert.equal(viewed.seen.length, 0);
      assert.ok(!`${text}${viewed.log.lines.join('\n')}`.includes('canary'));
    };

    it('a browser without the cookie, or with that of another proxy', async () => {
      const viewed = await ViewedApp.start(ended);
      const other = await ViewedApp.entered(ended);
      for (const cookie of ['', 'theme=dark', other.cookie, other.cookie.replace(/-\d+=/, `-${viewed.proxy.port}=`)]) {
        const { status, body } = await viewed.call({ headers: { cookie } });
        assert.equal(status, 403);
        untouched(viewed, body);
        assert.equal(await viewed.refusedSocket({ cookie }), 403);
      }
    });

    it('a link that was used, guessed, or is followed by anything but a navigation', async () => {
      const viewed = await ViewedApp.start(ended);
      const { pathname } = new URL(await viewed.proxy.link());
      for (const call of [
        ...[{ method: 'POST' }, { method: 'HEAD' }, { headers: { 'sec-fetch-mode': 'no-cors' } }],
        ...[{ headers: { 'sec-purpose': 'prefetch' } }, { headers: { 'sec-fetch-dest': 'image' } }],
      ]) {
        assert.equal((await viewed.call({ path: pathname, ...call })).status, 403);
      }
      assert.equal((await viewed.call({ path: `${pathname}x` })).status, 403);
      const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      assert.equal((await viewed.call({ path: pathname, headers: navigation })).status, 200);
      assert.equal((await viewed.call({ path: pathname, headers: navigation })).status, 403);
      untouched(viewed);
    });

    it('pages of other origins, other hosts, and what is not clear', async () => {
      const viewed = await ViewedApp.entered(ended);
      const { port } = viewed.proxy;
      for (const headers of [
        ...['https://evil.example', 'null', `http://localhost:${port}`, `http://127.0.0.1:${viewed.port}`].map(
          (origin) => ({ origin }),
        ),
        ...['cross-site', 'same-site'].map((site) => ({ 'sec-fetch-site': site })),
        ...['evil.example', `localhost:${port}`, `127.0.0.1:${viewed.port}`, '127.0.0.1'].map((host) => ({ host })),
      ]) {
        assert.equal((await viewed.call({ headers })).status, 403, JSON.stringify(headers));
        assert.equal(await viewed.refusedSocket(headers), 403, JSON.stringify(headers));
      }
      assert.equal((await viewed.call({ path: 'http://127.0.0.1/' })).status, 400);
      untouched(viewed);
    });

    it('headers by which a client pretends to be another viewer: the app gets only the proxy’s', async () => {
      const viewed = await ViewedApp.entered(ended);
      const forged = ['Posit-Connect-User-Session-Token', 'RSTUDIO-CONNECT-CREDENTIALS', 'shiny_server_credentials'];
      const headers = {
        ...Object.fromEntries(forged.map((name) => [name, ['eve', 'mallory']])),
        connection: 'rstudio-connect-credentials',
      };
      assert.equal((await viewed.call({ headers })).status, 200);
      const socket = viewed.socket(headers);
      await once(socket, 'open');
      socket.terminate();
      assert.equal(viewed.seen.length, 2);
      for (const seen of viewed.seen) {
        assert.deepEqual(viewerOf(seen), EXPECTED);
        assert.ok(!seen.rawHeaders.some((text) => /eve|mallory/.test(text)));
      }
    });

    it('a flood of upgrades without the cookie, and lets in who has it', async function () {
      this.timeout(60_000);
      const viewed = await ViewedApp.entered(ended);
      const statuses = new Set<number>();
      for (let round = 0; round < 10; round++) {
        const refused = Array.from({ length: 50 }, () => viewed.refusedSocket({ cookie: 'theme=dark' }));
        (await Promise.all(refused)).forEach((status) => statuses.add(status));
      }
      assert.deepEqual([...statuses], [403]);
      untouched(viewed);
      const warnings = viewed.log.lines.filter((line) => line.includes('refused'));
      assert.equal(warnings.length, 1);
      const socket = viewed.socket();
      await once(socket, 'open');
      socket.terminate();
    });

    it('bodies without the cookie, however long, without reading them, and upgrades with a body', async () => {
      const viewed = await ViewedApp.entered(ended);
      const { port } = viewed.proxy;
      const head = (line: string, headers: HeaderLines) =>
        written(`${line} HTTP/1.1`, { host: `127.0.0.1:${port}`, 'content-length': '1000000000000', ...headers }, '{');
      assert.equal((await exchange(port, head('POST /', {}))).status, 403);
      const upgrade = { cookie: viewed.cookie, connection: 'Upgrade', upgrade: 'websocket' };
      const { status, headers, body } = await exchange(port, head('GET /', upgrade));
      assert.deepEqual(
        [status, headers.get('content-type'), headers.get('content-length')],
        [400, 'text/html; charset=utf-8', String(Buffer.byteLength(body))],
      );
      untouched(viewed);
    });

    it('a WebSocket, without keeping the connection of a client that does not hang up', async () => {
      const viewed = await ViewedApp.entered(ended);
      const { port } = viewed.proxy;
      const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true }).on('error', () => undefined);
      ended(() => socket.destroy());
      socket.resume();
      const upgrade = { host: `127.0.0.1:${port}`, connection: 'Upgrade', upgrade: 'websocket' };
      socket.write(written('GET / HTTP/1.1', upgrade));
      await until('it is refused', () => socket.readableEnded);
      await until('nothing can be sent any more', () => {
        socket.write('x');
        return socket.destroyed;
      });
    });

    it('more WebSockets than there is room for, and keeps answering requests', async function () {
      this.timeout(60_000);
      const viewed = await ViewedApp.entered(ended);
      const sockets = Array.from({ length: 192 }, () => viewed.socket());
      await Promise.all(sockets.map((socket) => once(socket, 'open')));
      assert.equal(await viewed.refusedSocket(), 503);
      assert.equal((await viewed.call()).status, 200);
      sockets.forEach((socket) => socket.terminate());
      await until('there is room again', async () => {
        const socket = viewed.socket();
        const outcome = await new Promise<boolean>((resolve) => {
          socket.once('open', () => resolve(true)).once('error', () => resolve(false));
        });
        socket.terminate();
        return outcome;
      });
    });
  });
});
