import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import { openResources } from '../longLivedSession.js';
import { Attacked } from './attacks.js';
import { connected, exchange, parsed, received } from './rawHttp.js';

/** How many connections the broker takes at a time. */
const MAX_CONNECTIONS = 256;

/** Who sends too much, too slowly, or from everywhere at once. */
describe('The broker', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();

  async function open(port: number): Promise<Socket> {
    const socket = await connected(port);
    ended(() => socket.destroy());
    return socket;
  }

  it('closes the connection of a body without an end', async () => {
    const attacked = await Attacked.start(ended);
    const socket = await open(attacked.port);
    const answer = received(socket);
    const headers = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    socket.write(attacked.request({ headers, body: '' }));
    let sent = 0;
    const chunk = `1000\r\n${' '.repeat(4096)}\r\n`;
    while (!socket.closed && sent < 1e9) {
      sent += chunk.length;
      await new Promise((resolve) => socket.write(chunk, resolve));
    }
    assert.ok(sent < 1e8, `It took ${sent} bytes`);
    // It is there, unless the hanging up was faster than the reading.
    assert.ok([0, 413].includes(parsed(await answer).status));
    await attacked.answers();
  });

  it('closes silent and slow connections, and answers others in the meantime', async () => {
    const attacked = await Attacked.start(ended);
    const slow = attacked.request({ headers: { 'content-length': '1000' } });
    const begun = ['', 'POST /', slow.slice(0, 40), slow.slice(0, slow.indexOf('\r\n\r\n')), slow.slice(0, -5), slow];
    const sockets = await Promise.all(begun.map(() => open(attacked.port)));
    const dripping = setInterval(() => sockets.slice(1).forEach((socket) => socket.write('x')), 1_000);
    ended(() => clearInterval(dripping));
    const closed = Promise.all(sockets.map(received));
    sockets.forEach((socket, at) => socket.write(begun[at] ?? ''));
    await attacked.answers();
    // An octet now and then is not enough to be waited for.
    const texts = await closed;
    assert.deepEqual(
      texts.map((text) => text.match(/HTTP\/1\.1 \d+/g)),
      begun.map(() => ['HTTP/1.1 408']),
    );
    await attacked.answers();
  });

  it('continues when a client closes the connection before the answer', async () => {
    const attacked = await Attacked.start(ended);
    const whole = attacked.request();
    const { give } = attacked.source;
    const answering = new Promise<() => void>((asked) => {
      attacked.source.give = async (integration) => {
        await new Promise<void>((resolve) => asked(resolve));
        return give(integration);
      };
    });
    const [early, late] = [await open(attacked.port), await open(attacked.port)];
    early.write(whole.slice(0, -5));
    late.write(whole);
    const answer = await answering;
    early.destroy();
    late.resetAndDestroy();
    const isTold = () => attacked.window.lines.some((line) => line.includes('a request could not be answered'));
    await until('it has seen that the first is gone', isTold);
    answer();
    attacked.source.give = give;
    await attacked.answers();
  });

  it('accepts some of a thousand connections, and answers as soon as there is room', async () => {
    const attacked = await Attacked.start(ended);
    const before = openSockets();
    const sockets = await Promise.all(Array.from({ length: 1_000 }, () => open(attacked.port)));
    const isOpen = (socket: Socket) => !socket.closed && !socket.readableEnded;
    sockets.forEach((socket) => socket.resume());
    await until('it has dropped what is too much', () => sockets.filter(isOpen).length <= MAX_CONNECTIONS);
    const kept = sockets.filter(isOpen).length;
    assert.equal(kept, MAX_CONNECTIONS);
    // Both ends of each are in this process.
    assert.ok(openSockets() - before <= 2 * MAX_CONNECTIONS, 'It holds connections that it has dropped');
    sockets.forEach((socket) => socket.destroy());
    await until('it answers', async () => (await exchange(attacked.port, attacked.request())).status === 200, 2_000);
    await until('it holds nothing', () => openSockets() <= before + 1);
  });
});

/** How many sockets this process has open. */
function openSockets(): number {
  return openResources()['TCPSocketWrap'] ?? 0;
}
