import assert from 'node:assert/strict';
import { Command, CommanderError } from 'commander';
import { sentenceOfError, translatedHelp } from '../../../src/command/commanderTexts.js';
import { widthOf } from '../../../src/core/columns.js';
import { useLanguage } from '../../../src/core/language.js';

describe('What is wrong with the arguments', () => {
  afterEach(() => useLanguage('en', {}));

  const UNKNOWN = new CommanderError(
    1,
    'commander.unknownCommand',
    "error: unknown command 'sign'\n(Did you mean one of sign-in, sign-out, list?)",
  );
  const INVALID = new CommanderError(
    1,
    'commander.invalidArgument',
    "error: option '--output <format>' argument 'xml' is invalid. Allowed choices are text, json, url.",
  );

  for (const [code, texts, expected] of [
    [
      'en',
      {},
      [
        "unknown command 'sign' (Did you mean sign-in, sign-out, or list?)",
        "'xml' is invalid for '--output <format>'. It must be one of: text, json, url",
      ],
    ],
    [
      'de',
      { '{0} (Did you mean {1}?)': '{0} (Meinten Sie {1}?)', 'It must be one of: {0}': 'Möglich sind: {0}' },
      [
        "unknown command 'sign' (Meinten Sie sign-in, sign-out oder list?)",
        "'xml' is invalid for '--output <format>'. Möglich sind: text, json und url",
      ],
    ],
  ] as const) {
    it(`is told with lists in the language of the command: ${code}`, () => {
      useLanguage(code, texts);
      assert.deepEqual([UNKNOWN, INVALID].map(sentenceOfError), expected);
    });
  }
});

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
