import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What cmd.exe runs by itself. For any other name it looks in the current folder first, which may be anybody's. */
const BUILT_IN = ['@echo', 'echo', 'exit', 'goto', 'if', 'rem', 'set', 'setlocal'];

const NODE = '"%AVAILABLE_CREDENTIALS_NODE%"';

describe('credentials.cmd', () => {
  let lines: readonly string[];

  before(async () => {
    const script = await readFile(fileURLToPath(new URL('../../../bin/credentials.cmd', import.meta.url)), 'utf8');
    assert.doesNotMatch(script, /[^\r]\n/, 'cmd.exe needs CRLF to find labels');
    lines = script.trimEnd().split('\r\n');
  });

  it('runs only Node, by its path: a repository could contain a program of the same name', () => {
    const commands = lines
      .filter((line) => !line.startsWith(':'))
      .flatMap((line) => line.replace(/^if (?:not )?(?:defined|exist) \S+ /, '').split(/\|\||&&|[|&](?!\d)/))
      .map((command) => command.trim().split(' ')[0]?.toLowerCase() ?? '');
    const programs = commands.filter((command) => !BUILT_IN.includes(command));
    assert.deepEqual(programs, [NODE.toLowerCase()]);
  });

  it('does not search the current folder', () => {
    const isSet = lines.indexOf('set "NoDefaultCurrentDirectoryInExePath=1"');
    const runs = lines.findIndex((line) => line.startsWith(NODE));
    assert.ok(isSet !== -1 && isSet < runs);
  });
});
