import assert from 'node:assert/strict';
import { environmentFile } from '../../../src/broker/environmentFile.js';
import { Secret } from '../../../src/core/secret.js';

describe('the file with the environment of content', () => {
  const linesOf = (variables: Readonly<Record<string, string | Secret>>) =>
    environmentFile(variables).reveal().split('\n').slice(0, -1);

  it('has one line for each variable, quoted where readers need that', () => {
    const variables = {
      CONNECT_SERVER: 'http://127.0.0.1:4242/',
      CONNECT_API_KEY: new Secret('0123456789abcdef0123456789abcdef'),
      NO_PROXY: '*.example.com,10.0.0.0/8,127.0.0.1',
      FILE: '/tmp/a folder #1/content_session_token',
    };
    assert.deepEqual(linesOf(variables), [
      'CONNECT_SERVER=http://127.0.0.1:4242/',
      'CONNECT_API_KEY=0123456789abcdef0123456789abcdef',
      'NO_PROXY=*.example.com,10.0.0.0/8,127.0.0.1',
      "FILE='/tmp/a folder #1/content_session_token'",
    ]);
  });

  it('leaves out what its readers do not all read alike', () => {
    for (const value of ["it's", '${HOME}', 'C:\\Users\\nina', 'a\nB=c', 'a\rb', '\u0000']) {
      assert.deepEqual(linesOf({ BEFORE: '1', NAME: value, AFTER: '2' }), ['BEFORE=1', 'AFTER=2'], value);
    }
  });

  it('is a secret', () => {
    assert.equal(String(environmentFile({ NAME: new Secret('key') })), '[secret]');
  });
});
