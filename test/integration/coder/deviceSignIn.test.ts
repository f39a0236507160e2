import assert from 'node:assert/strict';
import { UserApi } from '../../../src/coder/api.js';
import { signInWithDevice } from '../../../src/coder/deviceSignIn.js';
import { Secret } from '../../../src/core/secret.js';
import type { Coder } from '../../sandbox/coder/coder.js';
import { FakeDialogs } from '../../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { holdsAny } from '../failures.js';
import { InstantClock } from '../local/instantClock.js';
import { codersPerTest } from './coderWindow.js';

/** A code that is valid for as long as a test needs, so that only the server's answers end it. */
const DEVICE = { device_code: 'canary-device', user_code: 'ABCD-EFGH', verification_uri: 'https://example.org/device' };

/** An error of the provider, as Coder passes it on; or a status without an answer. */
type Poll = 'authorization_pending' | 'slow_down' | 'expired_token' | 'access_denied' | 'invalid_grant' | 204 | 502;

describe('A sign-in to Coder with a device code', function () {
  this.timeout(60_000);
  const { start, ended } = codersPerTest();

  /**
   * Signs in at a server that answers the polls like this, the last of them for ever.
   *
   * @param url the address of the deployment, as the window knows it
   */
  async function signIn(coder: Coder, polls: readonly Poll[], device: object = {}, url = coder.url) {
    const [clock, log, dialogs] = [new InstantClock(), new RecordingLog(), new FakeDialogs()];
    const http = directClient();
    ended(() => http.dispose());
    let polled = 0;
    coder.intercept(({ method }, response, path) => {
      if (!path.endsWith('/github/device')) return false;
      if (method === 'GET') {
        response.writeHead(200).end(JSON.stringify({ ...DEVICE, expires_in: 900, interval: 5, ...device }));
        return true;
      }
      const poll = polls[Math.min(polled++, polls.length - 1)] ?? 204;
      const error = { message: 'Failed to exchange device code.', detail: poll };
      response.writeHead(typeof poll === 'number' ? poll : 400);
      response.end(typeof poll === 'number' ? undefined : JSON.stringify(error));
      return true;
    });
    const api = new UserApi({ url: coder.url, token: new Secret(coder.sessionToken) }, http);
    const browser = { open: () => assert.fail('No page is opened') };
    const ports = { api, clock, log, dialogs, browser, url: () => url, onPage: () => undefined };
    const signal = new AbortController().signal;
    const failure = await signInWithDevice({ id: 'github', label: 'GitHub' }, ports, signal).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : assert.fail('It is no error')),
    );
    const shown = [failure?.message, ...dialogs.told, ...log.lines].join('\n');
    assert.ok(!holdsAny(shown, [DEVICE.device_code, coder.sessionToken]), 'A secret was told or logged');
    return { failure, polled, pauses: clock.pauses };
  }

  for (const [title, polls, pauses] of [
    ['as often as the server says', ['authorization_pending', 'authorization_pending', 204], [5, 5, 5]],
    [
      '5 seconds less often after each slow_down, permanently',
      ['authorization_pending', 'slow_down', 'authorization_pending', 'slow_down', 'authorization_pending', 204],
      [5, 5, 10, 10, 15, 15],
    ],
    [
      'less and less often while the server is down, and as before when it is back',
      [502, 502, 502, 502, 502, 'authorization_pending', 204],
      [5, 10, 20, 40, 60, 60, 5],
    ],
    ['not faster than slow_down has asked for, after a failure', ['slow_down', 502, 'slow_down', 204], [5, 10, 20, 15]],
  ] as const) {
    it(`polls ${title}`, async () => {
      const found = await signIn(await start(), polls);
      assert.equal(found.failure, undefined);
      assert.deepEqual(
        found.pauses.map((pause) => pause / 1000),
        pauses,
      );
    });
  }

  for (const [poll, message] of [
    ['expired_token', 'The code for GitHub has expired. Sign in again for another one.'],
    ['access_denied', 'Access to GitHub was not allowed. Sign in again to allow it.'],
    ['invalid_grant', /rejected the request: Failed to exchange device code\. invalid_grant$/],
  ] as const) {
    it(`ends with ${poll}`, async () => {
      const { failure, polled } = await signIn(await start(), ['authorization_pending', poll]);
      assert.equal(polled, 2);
      assert.match(failure?.message ?? '', typeof message === 'string' ? new RegExp(`^${message}$`) : message);
    });
  }

  it('ends with its lifetime, whatever the server says', async () => {
    for (const poll of ['authorization_pending', 502] as const) {
      const { failure, pauses } = await signIn(await start(), [poll], { expires_in: 12 });
      assert.equal(failure?.message, 'The code for GitHub has expired. Sign in again for another one.');
      assert.equal(
        pauses.reduce((sum, each) => sum + each, 0),
        12_000,
      );
    }
  });

  it('is not polled without a pause if the server names a time that no timer can wait for', async () => {
    const { failure, pauses } = await signIn(await start(), ['authorization_pending', 204], {
      ...{ expires_in: 9e12, interval: 9e9 },
    });
    assert.equal(failure, undefined);
    const longest = Math.max(...pauses);
    assert.ok(longest > 60_000 && longest < 2 ** 31, `${longest}`);
  });

  it('has a page on this machine only if the deployment is there, too', async () => {
    const coder = await start();
    for (const page of ['http://127.0.0.1:8888/', 'http://localhost/x', 'https://[::1]/']) {
      const device = { verification_uri: page };
      const { failure, polled } = await signIn(coder, [204], device, 'https://coder.example.org');
      assert.match(failure?.message ?? '', /not opened because its address is not safe: it points to this machine/);
      assert.equal(polled, 0);
      assert.equal((await signIn(coder, [204], device)).failure, undefined);
    }
  });

  it('has a code that can be seen', async () => {
    for (const code of [' ', '\t', '\u00a0']) {
      const { failure, polled } = await signIn(await start(), [204], { user_code: code });
      assert.match(failure?.message ?? '', /a device code that cannot be shown/);
      assert.equal(polled, 0);
    }
  });

  it('polls every second at the most', async () => {
    const { failure, pauses } = await signIn(await start(), ['authorization_pending', 204], { interval: 0 });
    assert.deepEqual([failure, pauses], [undefined, [1000, 1000]]);
  });
});
