import assert from 'node:assert/strict';
import { Command } from 'commander';
import { translatedHelp } from '../../../src/command/commanderTexts.js';
import { widthOf } from '../../../src/core/columns.js';
import { useLanguage } from '../../../src/core/language.js';

describe('The help in a language with wide characters', () => {
  const description = 'アクセストークンを標準出力に書き込みます。'.repeat(4);
  let lines: readonly string[];

  before(() => {
    useLanguage('ja', { options: 'オプション' });
    const program = new Command('credentials').configureHelp({ ...translatedHelp(), helpWidth: 80 });
    program.command('list').description(description);
    program.command('token').option('-x', 'x').description('b');
    program.command('a-command-with-a-name-that-takes-half-of-the-line').description(description);
    lines = program.helpInformation().split('\n');
  });

  after(() => useLanguage('en', {}));

  it('has aligned columns', () => {
    const columnOf = (command: string, text: string) => {
      const line = lines.find((each) => each.trimStart().startsWith(command)) ?? assert.fail(lines.join('\n'));
      return widthOf(line.slice(0, line.lastIndexOf(text)));
    };
    assert.equal(columnOf('token [オプション]', 'b'), columnOf('list', 'アクセストークンを標準出力'));
  });

  it('has no line that is too wide, and all of the text', () => {
    assert.deepEqual(
      lines.filter((line) => widthOf(line) > 80),
      [],
    );
    assert.ok(
      lines
        .map((line) => line.trim())
        .join('')
        .includes(description),
    );
  });
});
