import assert from 'node:assert/strict';
import { isInWorkspace } from '../../../src/coder/workspaceVariables.js';
import { isInCoderWorkspace } from '../../../src/core/coderVariables.js';

describe('A Coder workspace', () => {
  const url = { CODER_AGENT_URL: 'https://coder.example.org/' };
  const mark = { AVAILABLE_CREDENTIALS_CODER: '1' };

  for (const [environment, isWorkspace, hasToken] of [
    [{}, false, false],
    [{ ...url, CODER_AGENT_TOKEN: 'x' }, true, true],
    [{ ...url, CODER_AGENT_TOKEN_FILE: '/token' }, true, true],
    // The agent may authenticate without a token.
    [url, true, false],
    // An editor window answers in the place of Coder.
    [{ ...url, CODER_AGENT_TOKEN_FILE: '/token', ...mark }, false, false],
    [{ CODER_AGENT_URL: '', CODER_AGENT_TOKEN_FILE: '' }, false, false],
  ] as const) {
    it(`${isWorkspace ? 'is' : 'is not'} where there is ${JSON.stringify(environment)}`, () => {
      assert.deepEqual([isInCoderWorkspace(environment), isInWorkspace(environment)], [isWorkspace, hasToken]);
    });
  }
});
