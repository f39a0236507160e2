import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { play } from './play.js';
import { stagesPerTest } from './stages.js';

/** Milliseconds for a whole answer: enough for a good one also on a machine that is busy. */
const ANSWER_TIMEOUT = 1_500;

const brokeOff = (cause: string) => ({
  failure: 'network',
  message: 'SERVER cannot be reached: the connection was lost. If the problem persists, contact your administrator.',
  cause,
});
/** undici tells no more of a reset than of an end. */
const CUT_SHORT =
  'ResponseContentLengthMismatchError UND_ERR_RES_CONTENT_LENGTH_MISMATCH: Response body length does not match content-length header';
const within = (seconds: number) => ({
  failure: 'network',
  message: `SERVER cannot be reached: it did not answer within ${seconds} s. If the problem persists, contact your administrator.`,
  cause: 'TimeoutError: The operation timed out',
});

/** Begins a body, and calls back once that has been sent. */
function beginBody(response: ServerResponse, headers: OutgoingHttpHeaders, then: () => void): void {
  response.writeHead(200, headers);
  response.write('{"providers":', then);
}

/** Writes a text again and again until the client has gone. @param pause milliseconds between two */
function writeOn(response: ServerResponse, text: string, pause: number): void {
  const timer = setInterval(() => response.socket?.write(text), pause);
  response.once('close', () => clearInterval(timer));
}

describe('A server that', () => {
  const stage = stagesPerTest();

  it('resets the connection before an answer', async () => {
    const reset: RequestListener = (_request, response) => response.socket?.resetAndDestroy();
    await play(await stage(reset), brokeOff('Error ECONNRESET: read ECONNRESET'));
  });

  it('resets the connection in mid-body, of a known length', async () => {
    const reset: RequestListener = (_request, response) =>
      beginBody(response, { 'content-length': '1000' }, () => response.socket?.resetAndDestroy());
    await play(await stage(reset), brokeOff(CUT_SHORT));
  });

  it('resets the connection in mid-body, in chunks', async () => {
    const reset: RequestListener = (_request, response) =>
      beginBody(response, {}, () => response.socket?.resetAndDestroy());
    await play(
      await stage(reset),
      brokeOff('HTTPParserError: Response does not match the HTTP/1.1 protocol (Invalid EOF state)'),
    );
  });

  it('ends the connection in mid-body', async () => {
    const end: RequestListener = (_request, response) =>
      beginBody(response, { 'content-length': '1000' }, () => response.socket?.end());
    await play(await stage(end), brokeOff(CUT_SHORT));
  });

  it('drips a body, one byte a second, is left after 10 seconds', async () => {
    const drip: RequestListener = (_request, response) =>
      beginBody(response, { 'content-length': '1000000' }, () => writeOn(response, ' ', 1_000));
    const { fail, ...rest } = await stage(drip);
    let failedAt = NaN;
    await play({ ...rest, fail: () => (fail(), (failedAt = performance.now())) }, within(10));
    const seconds = (performance.now() - failedAt) / 1000;
    assert.ok(seconds > 9.9, `${seconds} s`);
  });

  it('sends headers without end', async () => {
    const flood: RequestListener = (_request, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      writeOn(response, 'x-more: and more\r\n'.repeat(100), 5);
    };
    await play(await stage(flood), {
      failure: 'protocol',
      message: 'SERVER sent headers that are larger than the limit of 16 KiB. Contact your administrator.',
      cause: 'HeadersOverflowError UND_ERR_HEADERS_OVERFLOW: Headers Overflow Error',
    });
  });

  it('drips headers without end', async () => {
    const drip: RequestListener = (_request, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\nx-more: ');
      writeOn(response, 'x', 50);
    };
    await play(await stage(drip, { answerTimeout: ANSWER_TIMEOUT }), within(ANSWER_TIMEOUT / 1_000));
  });

  it('accepts and never answers', async () => {
    await play(await stage(() => undefined, { answerTimeout: ANSWER_TIMEOUT }), within(ANSWER_TIMEOUT / 1_000));
  });

  it('does not speak HTTP', async () => {
    const speak: RequestListener = (_request, response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n');
    await play(await stage(speak), {
      failure: 'network',
      message:
        'SERVER cannot be reached: the server at this address does not use HTTP. Ask your administrator to check its address.',
      cause: 'HTTPParserError: Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)',
    });
  });
});
