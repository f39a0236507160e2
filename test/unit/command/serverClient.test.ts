import assert from 'node:assert/strict';
import { serverClient } from '../../../src/command/serverClient.js';
import { LoopbackHttpClient } from '../../../src/http/loopbackHttpClient.js';

describe('The client that loads faster, without TLS and proxies,', () => {
  for (const [what, serverAddress, isBroker, expected] of [
    ['an editor window on this machine', 'http://127.0.0.1:8787', true, true],
    ['a Workbench on this machine, which may redirect', 'http://127.0.0.1:8787', false, false],
    ['an editor window that is reached otherwise', 'https://127.0.0.1:8787', true, false],
    ['an address that is not known', undefined, true, false],
  ] as const) {
    it(`is ${expected ? '' : 'not '}used for ${what}`, async () => {
      const nothing = { serverUrl: undefined, version: undefined, runtimeFolder: undefined, caBundle: undefined };
      const client = await serverClient({ ...nothing, serverAddress }, {}, isBroker, 60);
      assert.equal(client instanceof LoopbackHttpClient, expected);
      client.dispose?.();
    });
  }
});
