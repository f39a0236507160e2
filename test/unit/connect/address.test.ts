import assert from 'node:assert/strict';
import { candidatesOf, nicknameFor, problemOfAddress } from '../../../src/connect/address.js';

describe('The typed address of a Posit Connect server', () => {
  for (const [typed, first] of [
    ['connect.example.com', 'https://connect.example.com'],
    [' https://connect.example.com/ ', 'https://connect.example.com'],
    ['https://connect.example.com:3939/', 'https://connect.example.com:3939'],
    ['https://example.com/rsc/connect/#/apps/1/access', 'https://example.com/rsc'],
    ['https://connect.example.com/connect/#/content/listing', 'https://connect.example.com'],
    ['https://example.com/rsc/__api__/v1/user', 'https://example.com/rsc'],
    ['example.com/rsc/content/7f3b/', 'https://example.com/rsc'],
    ['http://127.0.0.1:3939/rsc', 'http://127.0.0.1:3939/rsc'],
  ] as const) {
    it(`${typed} leads to ${first}`, () => {
      assert.equal(problemOfAddress(typed), undefined);
      assert.equal(candidatesOf(typed)[0], first);
    });
  }

  it('may mean a server at a path that is usually below one', () => {
    assert.deepEqual(candidatesOf('https://example.com/connect'), [
      'https://example.com',
      'https://example.com/connect',
    ]);
  });

  it('is tried with longer paths first, and not with endless ones', () => {
    assert.deepEqual(candidatesOf('https://example.com/a/b').slice(0, 3), [
      'https://example.com/a/b',
      'https://example.com/a',
      'https://example.com',
    ]);
    const ofDeep = candidatesOf(`https://example.com/${'a/'.repeat(1_000)}`);
    assert.ok(ofDeep.length <= 6);
    // Content can have any path.
    assert.equal(ofDeep.at(-1), 'https://example.com');
  });

  for (const [typed, problem] of [
    ['', /^Enter the address/],
    ['http://connect.example.com', /everyone on the network could read your tokens/],
    ['https://me:secret@connect.example.com', /user name or password/],
    ['ftp://connect.example.com', /begins with ftp:, not https/],
    ['connect example com', /control characters or spaces/],
    ['https://', /is not a URL/],
  ] as const) {
    it(`${JSON.stringify(typed)} is refused with the reason`, () => {
      assert.match(problemOfAddress(typed) ?? '', problem);
    });
  }
});

describe('The nickname of a server', () => {
  it('is its host, with what distinguishes it from the others', () => {
    assert.equal(nicknameFor('https://example.com:3939/rsc', []), 'example.com');
    const others = [{ name: 'example.com' }];
    assert.equal(nicknameFor('https://example.com:3939/rsc', others), 'example.com:3939');
    assert.equal(nicknameFor('https://example.com/rsc', others), 'example.com/rsc');
    const all = ['example.com', 'example.com/rsc', 'example.com/rsc 2'].map((name) => ({ name }));
    assert.equal(nicknameFor('https://example.com/rsc', all), 'example.com/rsc 3');
  });
});
