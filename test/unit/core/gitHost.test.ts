import assert from 'node:assert/strict';
import { normalHost } from '../../../src/core/gitHost.js';

describe('normalHost', () => {
  for (const [host, normal] of [
    ['Git.Example.com', 'git.example.com'],
    ['git.example.com:443', 'git.example.com'],
    ['git.example.com:8443', 'git.example.com:8443'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['[::1]:8443', '[::1]:8443'],
    ['', undefined],
    ['a/b', undefined],
    ['user@host', undefined],
    ['host?x', undefined],
    ['host\\x', undefined],
    ['a b', undefined],
    ['host:99999', undefined],
  ] as const) {
    it(`takes ${JSON.stringify(host)} for ${normal}`, () => {
      assert.equal(normalHost(host), normal);
    });
  }
});
