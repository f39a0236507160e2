import assert from 'node:assert/strict';
import { withoutProxyForLoopback } from '../../../src/core/withoutProxy.js';

describe('The exceptions from a proxy', () => {
  for (const [environment, expected] of [
    [{}, { NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' }],
    [
      { NO_PROXY: '', no_proxy: '' },
      { NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' },
    ],
    // Programs read one of the two names and ignore the other: a second variable would hide the user's exceptions.
    [{ NO_PROXY: 'intranet' }, { NO_PROXY: 'intranet,127.0.0.1,localhost' }],
    [{ no_proxy: 'intranet', NO_PROXY: '' }, { no_proxy: 'intranet,127.0.0.1,localhost' }],
    [
      { NO_PROXY: 'a', no_proxy: 'b' },
      { NO_PROXY: 'a,127.0.0.1,localhost', no_proxy: 'b,127.0.0.1,localhost' },
    ],
    // It excepts all hosts, but only if it is the whole value.
    [{ NO_PROXY: ' * ' }, {}],
    [{ NO_PROXY: '*', no_proxy: 'b' }, { no_proxy: 'b,127.0.0.1,localhost' }],
  ] as const) {
    it(`become ${JSON.stringify(expected)} where there is ${JSON.stringify(environment)}`, () => {
      assert.deepEqual(withoutProxyForLoopback(environment), expected);
    });
  }
});
