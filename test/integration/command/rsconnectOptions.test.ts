import assert from 'node:assert/strict';
import { INSTALLATION_TIME, pythonOrSkip } from '../../clients/pythonClients.js';
import { Rsconnect } from '../../clients/rsconnect.js';
import { endedAfterEach } from '../../ended.js';
import { commandForAll } from './builtCommand.js';

/** What is not offered: a sign-in with a device code in two steps, for agents. */
const NOT_OFFERED: readonly string[] = ['--no-wait', '--finish', '--timeout'];

/** The options in a help text, each with its short form. */
function optionsIn(help: string): readonly string[] {
  return [...help.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)]
    .map(([, short, long = '']) => (short === undefined ? long : `${short}, ${long}`))
    .filter((option) => !option.endsWith('--help') && !NOT_OFFERED.includes(option))
    .sort();
}

describe('The options of the unmodified rsconnect', function () {
  this.timeout(INSTALLATION_TIME);
  const command = commandForAll();
  const ended = endedAfterEach();

  for (const name of ['login', 'logout']) {
    it(`${name} are those of credentials ${name}`, async function () {
      const rsconnect = await Rsconnect.create(await pythonOrSkip(this), ended);
      const theirs = optionsIn((await rsconnect.run([name, '--help'])).output);
      assert.ok(theirs.includes('-s, --server'));
      const ours = await command().run([name, '--help']);
      assert.deepEqual(optionsIn(ours.stdout), theirs);
    });
  }
});
