import assert from 'node:assert/strict';
import { Argument, Command, CommanderError, Option } from 'commander';
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

describe('What commander finds wrong', () => {
  const TEXTS = {
    "missing required argument '{0}'": 'fehlt: {0}',
    "option '{0}' argument missing": 'ohne Wert: {0}',
    "option '{0}' cannot be used with option '{1}'": 'nicht zugleich: {0}, {1}',
    "unknown option '{0}'": 'keine Option: {0}',
    "unknown command '{0}'": 'kein Befehl: {0}',
    'too many arguments: {0} instead of {1}': 'zu viele: {0} statt {1}',
    "'{0}' is invalid for '{1}'. {2}": 'falsch: {0} für {1}. {2}',
  };

  beforeEach(() => useLanguage('de', TEXTS));
  afterEach(() => useLanguage('en', {}));

  for (const [code, message, expected] of [
    ['missingArgument', "missing required argument 'name'", 'fehlt: name'],
    ['optionMissingArgument', "option '--extra <path>' argument missing", 'ohne Wert: --extra <path>'],
    ['conflictingOption', "option '--a' cannot be used with option '--b'", 'nicht zugleich: --a, --b'],
    ['unknownOption', "unknown option '--it's'", "keine Option: --it's"],
    ['unknownCommand', "unknown command 'a\nb'", 'kein Befehl: a\nb'],
    ['excessArguments', 'too many arguments. Expected 1 argument but got 2.', 'zu viele: 2 statt 1'],
    ['excessArguments', "too many arguments for 'list'. Expected 0 arguments but got 12.", 'zu viele: 12 statt 0'],
    ['invalidArgument', "option '-p <port>' argument 'x' is invalid. A number.", 'falsch: x für -p <port>. A number'],
    [
      'invalidArgument',
      "command-argument value 'x' is invalid for argument 'shell'. A shell.",
      'falsch: x für shell. A shell',
    ],
    ['unknownCommand', 'this sentence is new.', 'this sentence is new'],
    ['newCode', "unknown option '--a'", "unknown option '--a'"],
  ] as const) {
    it(`is told in the language of the command, if it is known: ${message}`, () => {
      assert.equal(sentenceOfError(new CommanderError(1, `commander.${code}`, `error: ${message}`)), expected);
    });
  }
});

describe('The help on arguments and options', () => {
  it('has their possible values and defaults, where a value is given', () => {
    const help = new Command('credentials')
      .configureHelp({ ...translatedHelp(), helpWidth: 200 })
      .helpOption(false)
      .addArgument(new Argument('[shell]', 'a shell').choices(['sh', 'fish']).default('sh'))
      .addArgument(new Argument('[file]', 'a file').default('a.json', 'a new one'))
      .addArgument(new Argument('[other]', 'another'))
      .addOption(new Option('--output <format>', 'a format').choices(['text', 'json']))
      .addOption(new Option('--wait [seconds]', 'a time').default(10))
      .addOption(new Option('--quiet', 'no texts').default(false))
      .helpInformation();
    assert.deepEqual(help.trim().split('\n'), [
      'Usage: credentials [options] [shell] [file] [other]',
      '',
      'Arguments:',
      '  shell              a shell (one of: sh, fish; default: sh)',
      '  file               a file (default: a new one)',
      '  other              another',
      '',
      'Options:',
      '  --output <format>  a format (one of: text, json)',
      '  --wait [seconds]   a time (default: 10)',
      '  --quiet            no texts',
    ]);
  });

  it('has titles in the language of the command', () => {
    useLanguage('de', { 'Usage:': 'Aufruf:', 'Options:': 'Optionen:', 'Commands:': 'Befehle:', command: 'Befehl' });
    const program = new Command('credentials').configureHelp(translatedHelp());
    program.command('list').option('-x', 'x');
    const help = program.helpInformation();
    useLanguage('en', {});
    assert.match(
      help,
      /^Aufruf: credentials \[options\] \[Befehl\]\n\nOptionen:\n[^]*\n\nBefehle:\n {2}list \[options\]/,
    );
  });
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
