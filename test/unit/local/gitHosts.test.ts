import assert from 'node:assert/strict';
import { connectRequest, fieldsWithoutPlace } from '../../../src/local/connectJson/request.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { listedIntegration } from '../../../src/local/listing.js';

const ENTRY = { name: 'example', issuer: 'https://login.example.org', client_id: 'me' };

function definition(git_hosts?: readonly string[]) {
  const parsed = parseDefinition({ ...ENTRY, ...(git_hosts ? { git_hosts } : {}) });
  assert.ok(!isInvalid(parsed), isInvalid(parsed) ? parsed.problem : '');
  return parsed;
}

function problemOf(git_hosts: unknown): string {
  const parsed = parseDefinition({ ...ENTRY, git_hosts });
  assert.ok(isInvalid(parsed), 'nothing is wrong');
  return parsed.problem;
}

describe('git_hosts', () => {
  it('are in lower case, without the port of https, and each once', () => {
    const { gitHosts } = definition(['Git.Example.org', 'git.example.org:443', 'git.example.org:4433', 'GIT']);
    assert.deepEqual(gitHosts, ['git.example.org', 'git.example.org:4433', 'git']);
  });

  it('are none where they are missing', () => assert.deepEqual(definition().gitHosts, []));

  const longest = `${'a'.repeat(63)}.example`;
  for (const host of ['localhost', 'a', '10.0.0.1:8443', 'xn--mnchen-3ya.example', 'a:1', 'a:65535', longest]) {
    it(`may be ${host}`, () => assert.deepEqual(definition([host]).gitHosts, [host]));
  }

  for (const host of [
    ...['', ' ', ' git.example.org', 'git.example.org\n', 'git.example.org.', '.example.org', 'a..b', '-a', 'a-.b'],
    ...['*', '*.example.org', 'git.*', 'https://git.example.org', '//git.example.org', 'git.example.org/team', 'me@a'],
    ...['a:', 'a:0', 'a:01', 'a:65536', 'a:99999', 'a:b', 'a:1:2', ':443', '[::1]', 'münchen.example', 'a\u200b.b'],
    `a${longest}`,
  ]) {
    it(`are wrong with ${JSON.stringify(host)}, which is named`, () => {
      const problem = problemOf(['git.example.org', host]);
      assert.match(problem, /^git_hosts: (?!"git\.example\.org" )".*["…] is not a host name such as /);
      assert.doesNotMatch(problem, /[^\x20-\x7e\xfc…]/);
    });
  }

  for (const hosts of [null, 'git.example.org', 7, {}, [7], ['git.example.org', null]]) {
    it(`are wrong as ${JSON.stringify(hosts)}`, () => {
      assert.equal(problemOf(hosts), 'git_hosts must be a list of host names.');
    });
  }

  it('are no part of what makes an integration the one that it is', () => {
    assert.equal(definition(['git.example.org']).id, definition().id);
    const wrong = parseDefinition({ ...ENTRY, git_hosts: ['*'] });
    assert.equal(wrong.id, definition().id);
  });

  it('are in the list of integrations, if there are any', () => {
    const listed = (hosts: readonly string[]) =>
      listedIntegration(
        definition(hosts),
        { kind: 'signedOut', problem: undefined, isGrantStored: false },
        undefined,
        true,
      );
    assert.deepEqual(listed(['Git.Example.org']).gitHosts, ['git.example.org']);
    assert.ok(!('gitHosts' in listed([])));
  });

  it('are nothing to Connect', () => {
    const endpoints = { authorizationUri: 'https://login.example.org/a', tokenUri: 'https://login.example.org/t' };
    const withHosts = definition(['git.example.org']);
    assert.equal(connectRequest(withHosts, endpoints), connectRequest(definition(), endpoints));
    assert.deepEqual(fieldsWithoutPlace(withHosts), []);
  });
});
