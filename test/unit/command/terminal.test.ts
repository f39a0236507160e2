import assert from 'node:assert/strict';
import { Terminal, visibleJson } from '../../../src/command/terminal.js';

describe('Terminal', () => {
  it('writes a sentence as one line without control characters', () => {
    const said: string[] = [];
    const nowhere = { write: () => assert.fail('not asked to write') };
    new Terminal(nowhere, { write: (text) => said.push(text) }).say(`a\nb\u001b[2J${'x'.repeat(2_000)}`);
    assert.match(said.join(''), /^credentials: a b\\u\{1b\}\[2Jx{900,}…\n$/);
  });
});

describe('visibleJson', () => {
  const hostile = { 'k\u202e': 'a\u001b\u009b\u200b\u{e0041}\ud800b\n"ü社"' };

  it('is the same value', () => {
    assert.deepEqual(JSON.parse(visibleJson(hostile)), hostile);
    assert.deepEqual(JSON.parse(visibleJson(hostile, 2)), hostile);
  });

  it('escapes invisible characters, and nothing else', () => {
    assert.equal(visibleJson(hostile), '{"k\\u202e":"a\\u001b\\u009b\\u200b\\udb40\\udc41\\ud800b\\n\\"ü社\\""}');
  });
});
