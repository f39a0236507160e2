import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { isInstalled, javaScript, printToken, python, shell } from '../snippetRuns.js';
import { GUID } from './attacks.js';
import { startBroker } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

describe('A snippet in a terminal, answered by the broker,', function () {
  this.timeout(30_000);
  const ended = endedAfterEach();

  for (const runner of [...['sh', 'bash', 'zsh'].map(shell), javaScript, python]) {
    it(`gets the token by ${runner.name}`, async function () {
      // Another shell stands for one that is not installed.
      if (['bash', 'zsh'].includes(runner.command) && !(await isInstalled(runner))) this.skip();
      const source = new TokenSource();
      source.listed = [signedIn({ guid: GUID })];
      const { environment } = await startBroker(ended, [source], { secretsOf: () => source.secrets });
      const { code, output, errors } = await printToken(runner, GUID, environment);
      assert.deepEqual({ code, errors }, { code: 0, errors: '' });
      assert.equal(source.secrets.length, 1);
      assert.ok(output === source.secrets[0], `It printed another text, of ${output.length} characters`);
    });
  }
});
