import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { Attacked, jsonOf } from './attacks.js';
import { exchange } from './rawHttp.js';

/** Bytes of a body at most. */
const MAX_BODY = 16 * 1024;

describe('The broker', () => {
  const ended = endedAfterEach();

  it('accepts a body of 16 KiB, and none that is larger, with or without Content-Length', async () => {
    const attacked = await Attacked.start(ended);
    const call = '{"method": "oauth_integrations"}';
    const target = '/oauth_integrations';
    assert.equal((await attacked.ask({ target, body: call.padEnd(MAX_BODY) })).status, 200);
    assert.equal((await attacked.ask({ target, body: call.padEnd(MAX_BODY + 1) })).status, 413);
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    const inChunks = (size: number) => chunk(call) + chunk(' '.repeat(size - call.length)) + chunk('');
    assert.equal((await attacked.ask({ target, headers: chunked, body: inChunks(MAX_BODY) })).status, 200);
    assert.equal((await attacked.ask({ target, headers: chunked, body: inChunks(MAX_BODY + 1) })).status, 413);
  });

  it('does not wait for a body that is too large, and reads none without the cookie', async () => {
    const attacked = await Attacked.start(ended);
    const huge = { headers: { 'content-length': '1000000000000' }, body: '{' };
    const refusals = [
      [413, huge.headers],
      [401, { ...huge.headers, 'x-rs-session-server-rpc-cookie': 'x' }],
    ] as const;
    for (const [status, headers] of refusals) {
      // Had it waited, the status would be 408.
      const answer = await exchange(attacked.port, attacked.request({ ...huge, headers }));
      assert.deepEqual([answer.status, typeof jsonOf(answer)['error']], [status, 'string']);
    }
  });
});
