import assert from 'node:assert/strict';
import { isForGitHost, normalHost } from '../../../src/core/gitHost.js';
import { signedIn } from './fakeSource.js';

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

describe('isForGitHost', () => {
  const GIT = signedIn({ issuer: 'https://git.example.com:8443/oauth', gitHosts: ['Code.Example.com'] });

  it('is true of the host of the issuer, with its port, and of the hosts that are configured', () => {
    assert.ok(isForGitHost(GIT, 'git.example.com:8443'));
    assert.ok(isForGitHost(GIT, 'code.example.com'));
  });

  it('is false of any other host', () => {
    for (const host of ['git.example.com', 'example.com', 'x.code.example.com', '']) {
      assert.equal(isForGitHost(GIT, host), false, host);
    }
  });

  it('is false where nothing names a host', () => {
    for (const issuer of [undefined, 'not a URL']) {
      assert.equal(isForGitHost(signedIn({ issuer }), 'git.example.com'), false);
    }
  });

  it('is false of an integration with a configuration error', () => {
    const broken = { ...GIT, status: { kind: 'configurationError', detail: 'The scope is missing.' } } as const;
    assert.equal(isForGitHost(broken, 'code.example.com'), false);
  });
});
