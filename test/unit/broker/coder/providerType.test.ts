import assert from 'node:assert/strict';
import { coderType } from '../../../../src/broker/coder/providerType.js';

describe('The type of an integration for programs written for Coder, on which the user name for Git depends,', () => {
  it('is that of its Git host, also of a server of the user’s organization', () => {
    for (const [host, type] of [
      ['github.com', 'github'],
      ['GitHub.example.org', 'github'],
      ['gitlab.com', 'gitlab'],
      ['gitlab.example.org:8443', 'gitlab'],
      ['bitbucket.org', 'bitbucket-cloud'],
      ['bitbucket.example.org', 'bitbucket-server'],
      ['dev.azure.com', 'azure-devops'],
    ] as const) {
      assert.equal(coderType({ type: 'custom', issuer: undefined, gitHosts: [host] }), type, host);
    }
  });

  it('is that of its issuer if it has no Git host that is known', () => {
    assert.equal(coderType({ type: 'custom', issuer: 'https://gitlab.example.org/oauth', gitHosts: [] }), 'gitlab');
    const gitHosts = ['git.example.org', '??'];
    assert.equal(coderType({ type: undefined, issuer: 'https://github.example.org', gitHosts }), 'github');
  });

  it('else is what its source says, and custom if it says nothing', () => {
    for (const host of ['mygithub.com', 'git.github.com', 'githubs.example.org', 'dev.azure.com.example.org']) {
      assert.equal(coderType({ type: 'azure', issuer: undefined, gitHosts: [host] }), 'azure', host);
    }
    assert.equal(coderType({ type: undefined, issuer: 'no URL' }), 'custom');
    assert.equal(coderType({ type: undefined, issuer: undefined }), 'custom');
  });
});
