import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import { Secret } from '../../../src/core/secret.js';

const VALUE = 'canary-5f2c';

describe('Secret', () => {
  it('gives its value to the one who asks for it by name', () => {
    assert.equal(new Secret(VALUE).reveal(), VALUE);
  });

  const secret = new Secret(VALUE);
  const waysToSee: Readonly<Record<string, string>> = {
    'as text': String(secret),
    'joined with text': ['cookie:', secret].join(' '),
    'as JSON': JSON.stringify({ secret }),
    inspected: inspect(secret),
    'inspected within something else, with all that is hidden': inspect(
      { deep: [new Map([['cookie', secret]])] },
      { showHidden: true, depth: Infinity, getters: true },
    ),
    'inspected without its own ways': inspect(secret, { customInspect: false, showHidden: true }),
    'printed with %s %o %O %j': format('%s %o %O %j', secret, secret, secret, secret),
    'as a copy of its properties': JSON.stringify([Object.assign({}, secret), Object.getOwnPropertyNames(secret)]),
    'as the cause of an error': inspect(new Error('failed', { cause: secret })),
  };
  for (const [way, seen] of Object.entries(waysToSee)) {
    it(`can't be seen ${way}`, () => {
      assert.ok(!seen.includes(VALUE), seen);
    });
  }

  it('says where it was', () => {
    assert.equal(String(secret), '[secret]');
    assert.equal(inspect({ secret }), '{ secret: [secret] }');
  });
});
