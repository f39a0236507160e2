import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { endedAfterEach } from '../../../ended.js';
import { until } from '../../../until.js';
import { connected, exchange, type HeaderLines, written } from '../rawHttp.js';
import { ViewedApp } from './viewedApp.js';

describe('The proxy before an app that is opened as a viewer', () => {
  const ended = endedAfterEach();

  /** Asks with the cookie of the browser, as no browser does. */
  const answerTo = (viewed: ViewedApp, line: string, headers: HeaderLines) => {
    const usual = { ...viewed.ownHeaders, connection: 'close' };
    return exchange(viewed.proxy.port, written(line, { ...usual, ...headers }));
  };
  const ask = async (viewed: ViewedApp, line: string, headers: HeaderLines = {}) =>
    (await answerTo(viewed, line, headers)).status;

  it('refuses a request of which it is not clear to whom it is, or from which page', async () => {
    const viewed = await ViewedApp.entered(ended);
    const { origin } = viewed;
    const { host } = new URL(origin);
    assert.equal(await ask(viewed, 'GET / HTTP/1.1', { host: [host, host] }), 403);
    assert.equal(await ask(viewed, 'GET / HTTP/1.0', { host: undefined }), 403);
    assert.equal(await ask(viewed, 'GET / HTTP/1.1', { origin: [origin, origin] }), 403);
    assert.equal(await ask(viewed, 'GET / HTTP/1.1', { 'sec-fetch-site': ['same-origin', 'cross-site'] }), 403);
    assert.equal(await ask(viewed, 'OPTIONS * HTTP/1.1'), 400);
    assert.equal(viewed.seen.length, 0);
    const reasons = [
      '403: This is not the address ',
      '403: Another web page ',
      '400: The request is not one of a browser',
    ];
    assert.equal(viewed.log.lines.length, reasons.length);
    for (const [index, reason] of reasons.entries()) {
      assert.ok(viewed.log.lines[index]?.startsWith(`warn: viewer: refused, HTTP ${reason}`), reason);
    }
  });

  it('passes on what the app’s own pages and the user ask for', async () => {
    const viewed = await ViewedApp.entered(ended);
    for (const site of ['same-origin', 'none']) {
      assert.equal((await viewed.call({ headers: { 'sec-fetch-site': site, origin: viewed.origin } })).status, 200);
    }
  });

  it('refuses an upgrade that is no handshake of a WebSocket, and says so in the log once', async () => {
    const viewed = await ViewedApp.entered(ended);
    const handshake = { connection: 'Upgrade', upgrade: 'websocket' };
    for (const [verb, headers] of [
      ['POST', {}],
      ['GET', { upgrade: 'h2c' }],
      ['GET', { 'content-length': '1' }],
      ['GET', { 'transfer-encoding': 'chunked' }],
    ] as const) {
      const { status, body } = await answerTo(viewed, `${verb} / HTTP/1.1`, { ...handshake, ...headers });
      assert.equal(status, 400);
      // The app, too, refuses what has no key.
      assert.match(body, /The request is not one of a browser\./);
    }
    assert.equal(viewed.seen.length, 0);
    const [refusal = '', ...others] = viewed.log.lines;
    assert.match(
      refusal,
      /^warn: viewer: refused, HTTP 400: The request is not one of a browser\. .*\(Logged only once\.\)$/,
    );
    assert.deepEqual(others, []);
  });

  it('passes on a handshake that names the protocol in other letters, and says that it has no body', async () => {
    const viewed = await ViewedApp.entered(ended);
    const socket = await connected(viewed.proxy.port);
    ended(() => socket.destroy());
    const handshake = { connection: 'upgrade', upgrade: 'WebSocket', 'content-length': '0' };
    const key = { 'sec-websocket-version': '13', 'sec-websocket-key': Buffer.alloc(16).toString('base64') };
    socket.write(written('GET / HTTP/1.1', { ...viewed.ownHeaders, ...handshake, ...key }));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 101 /);
  });

  it('lets the browser use a connection again, and opens another one to the app each time', async () => {
    const viewed = await ViewedApp.entered(ended);
    const agent = new Agent({ keepAlive: true });
    ended(() => agent.destroy());
    for (const isAgain of [false, true]) {
      const outgoing = request({ host: '127.0.0.1', port: viewed.proxy.port, agent, headers: viewed.ownHeaders });
      outgoing.end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      assert.equal(await text(response), 'GET / ');
      assert.equal(outgoing.reusedSocket, isAgain);
    }
    assert.equal(new Set(viewed.seen.map(({ socket }) => socket)).size, 2);
  });

  it('asks the app no longer for what the browser does not wait for, and says so in the log', async () => {
    let isOver = false;
    const viewed = await ViewedApp.entered(ended, (_incoming, response) => response.on('close', () => (isOver = true)));
    const outgoing = request({ host: '127.0.0.1', port: viewed.proxy.port, agent: false, headers: viewed.ownHeaders });
    outgoing.on('error', () => undefined).end();
    await until('the app is asked', () => viewed.seen.length === 1);
    outgoing.destroy();
    await until('the app has noticed', () => isOver);
    assert.match(viewed.log.lines.join('\n'), /^info: viewer: the app at port \d+ did not answer: .*ECONNRESET/);
  });

  it('closes a WebSocket whose app breaks off, without a page in it', async () => {
    const viewed = await ViewedApp.entered(ended);
    const socket = viewed.socket();
    const errors: Error[] = [];
    socket.on('error', (error) => errors.push(error));
    await once(socket, 'open');
    viewed.seen[0]?.socket.resetAndDestroy();
    const [code] = (await once(socket, 'close')) as [number];
    // Of a connection that ends without the handshake for that (RFC 6455, section 7.1.5).
    assert.deepEqual([code, errors], [1006, []]);
  });

  it('closes the app’s WebSocket if the browser breaks off, and says why in the details of the log', async () => {
    const viewed = await ViewedApp.entered(ended);
    const socket = viewed.socket();
    socket.on('error', () => undefined);
    const [response] = (await once(socket, 'upgrade')) as [IncomingMessage];
    await until('the app has it', () => viewed.openSockets === 1);
    response.socket.resetAndDestroy();
    await until('the app has noticed', () => viewed.openSockets === 0);
    assert.match(viewed.log.lines.join('\n'), /^debug: viewer: a connection failed: .*ECONNRESET/m);
  });

  it('says in the log again that the app does not answer if only a WebSocket has reached it since', async () => {
    const viewed = await ViewedApp.entered(ended);
    const levels = () =>
      viewed.log.lines.filter((line) => line.includes('did not answer')).map((line) => line.split(':')[0]);
    viewed.stop();
    assert.deepEqual([await viewed.refusedSocket(), await viewed.refusedSocket()], [502, 502]);
    assert.deepEqual(levels(), ['info', 'debug']);
    await viewed.run();
    const socket = viewed.socket();
    await once(socket, 'open');
    socket.close();
    await once(socket, 'close');
    viewed.stop();
    await viewed.call();
    assert.deepEqual(levels(), ['info', 'debug', 'info']);
  });

  it('ends what is open when the window is closed, and does not take that for a failure of the app', async () => {
    let pending = 0;
    const viewed = await ViewedApp.entered(ended, (incoming, response) => {
      pending += 1;
      response.on('close', () => (pending -= 1));
      if (incoming.url === '/begun') {
        response.write('first ');
      }
    });
    const socket = viewed.socket();
    await once(socket, 'open');
    const answers = [viewed.call(), viewed.call({ path: '/begun' })].map((answer) => assert.rejects(answer));
    await until('the app is asked', () => pending === 2);
    viewed.proxy.dispose();
    await once(socket, 'close');
    await Promise.all(answers);
    await until('the app has noticed', () => pending + viewed.openSockets === 0);
    await assert.rejects(viewed.call(), /ECONNREFUSED/);
    assert.deepEqual(viewed.log.lines, []);
  });
});
