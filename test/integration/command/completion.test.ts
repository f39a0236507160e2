import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { commandForAll, type RunOptions } from './builtCommand.js';
import { brokersPerTest, listed, SALES } from './scriptedBroker.js';

/** Names that a shell would act on or cut. */
const HOSTILE = ['$(touch harm)', 'a b', 'b"c\\d', `it's`, 'x;y', '`z`'];

const NAMES = ['github', 'sales', ...HOSTILE];

/** Calls the function of the script as each shell does at Tab, and prints the words that it offers, one a line. */
const SHELLS: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    'bash',
    ...[
      '--norc',
      '-c',
      'source <(credentials completion bash)\nCOMP_WORDS=(credentials "$@")\nCOMP_CWORD=$#\n_credentials\nprintf "%s\\n" "${COMPREPLY[@]}"',
    ],
    ...['bash', ...words],
  ],
  // `compadd` works only in zsh's line editor, which quotes what it adds and keeps what begins with the current word.
  zsh: (words) => [
    'zsh',
    ...[
      '-f',
      '-c',
      'compdef() {}\ncompadd() { local each; for each in ${(P)2}; do [[ $each == ${words[CURRENT]}* ]] && print -r -- ${(q)each}; done }\nsource <(credentials completion zsh)\nwords=(credentials "$@")\nCURRENT=$#words\n_credentials',
    ],
    ...['zsh', ...words],
  ],
  fish: (words) => [
    'fish',
    '--no-config',
    '-c',
    `credentials completion fish | source\ncomplete -C 'credentials ${words.join(' ')}'`,
  ],
};

/** How each shell starts without a user's files, and reads the script. */
const PROMPTS: Readonly<Record<string, readonly [start: readonly string[], setUp: string]>> = {
  bash: [['bash', '--norc', '-i'], 'source <(credentials completion bash)'],
  zsh: [['zsh', '-f', '-i'], 'bindkey -e; autoload -U compinit; compinit -D; source <(credentials completion zsh)'],
  fish: [['fish', '--no-config', '-i'], 'credentials completion fish | source'],
};

const PROMPT = fileURLToPath(new URL('../../clients/prompt.py', import.meta.url));

/** Seconds that a shell may take for a line. */
const PATIENCE = 20;

const [HOME_KEY, END_KEY] = ['\x01', '\x05'];

describe('credentials completion', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  const broker = () =>
    startBroker({
      oauth_integrations: [
        listed(
          ...NAMES.map((name, at) => ({ ...SALES, uid: SALES.uid.replace(/1$/, `${at}`), name, display_name: name })),
        ),
      ],
    });

  async function offered(shell: string, words: readonly string[], options?: RunOptions): Promise<string[]> {
    const [program = '', ...args] = SHELLS[shell]?.(words) ?? [];
    const { stdout, stderr } = await command().runProgram(program, args, options);
    assert.equal(stderr, '');
    return stdout.split('\n').filter((line) => line !== '');
  }

  const atPrompt = { TERM: 'xterm', LC_ALL: 'C.UTF-8' };

  /** The words of which a command line consists, as the shell itself reads them, after Tab is pressed behind what is typed. */
  async function wordsAtPrompt(shell: string, typed: readonly string[], env: RunOptions['env']): Promise<string[][]> {
    const [start, setUp] = PROMPTS[shell] ?? assert.fail(shell);
    // The quotes tell the line that is typed from what it prints.
    const lines = typed.map((each) => [`${each}\t${HOME_KEY}printf '<%s>\\n' ${END_KEY} e''nd\r`, '<end>']);
    const input = JSON.stringify({
      shell: start,
      pieces: [[`${setUp}; echo re''ady\r`, 'ready'], ...lines],
      seconds: PATIENCE,
    });
    const { stdout } = await command().runProgram('python3', [PROMPT], { env: { ...env, ...atPrompt }, input });
    const shown = JSON.parse(stdout) as string;
    return shown
      .split('<end>')
      .slice(0, -1)
      .map((each) => [...each.matchAll(/^<(?!%s)(.*)>\r?$/gm)].map(([, word = '']) => word));
  }

  for (const shell of Object.keys(SHELLS)) {
    describe(`in ${shell}`, () => {
      before(function () {
        if (spawnSync(shell, ['-c', 'true']).status !== 0) {
          console.log(`      skipped: ${shell} is not installed`);
          this.skip();
        }
      });

      it('offers subcommands, also below others, and choices', async () => {
        assert.deepEqual(await offered(shell, ['sign']), ['sign-in', 'sign-out']);
        assert.deepEqual(await offered(shell, ['connect', 'integrations', 'cr']), ['create']);
        assert.deepEqual(await offered(shell, ['list', '--output', 'j']), ['json']);
        assert.deepEqual(await offered(shell, ['completion', 'po']), ['powershell']);
      });

      it('offers options after a hyphen', async () => {
        assert.deepEqual(await offered(shell, ['access-token', '--w']), ['--wait']);
      });

      it('offers the names of integrations, in the first argument that takes one', async () => {
        const { env } = await broker();
        assert.deepEqual(await offered(shell, ['access-token', 'sa'], { env }), ['sales']);
        assert.deepEqual(await offered(shell, ['access-token', '--wait', 'git'], { env }), ['github']);
        assert.deepEqual(await offered(shell, ['access-token', '--output', 'json', 'git'], { env }), ['github']);
        assert.deepEqual(await offered(shell, ['access-token', 'sales', 'git'], { env }), []);
      });

      it('completes names at a prompt, also behind a quote', async () => {
        const { env } = await broker();
        const typed = ['sa', 'a', 'x', '"sa', "'gi", '"a', "'x", '"it'];
        const lines = typed.map((each) => `credentials access-token ${each}`);
        const words = await wordsAtPrompt(shell, lines, env);
        const names = ['sales', 'a b', 'x;y', 'sales', 'github', 'a b', 'x;y', "it's"];
        assert.deepEqual(
          words,
          names.map((name) => ['credentials', 'access-token', name]),
        );
      });

      it('offers nothing where there is no server, and says nothing', async () => {
        assert.deepEqual(await offered(shell, ['access-token', 'sa']), []);
      });
    });
  }

  it('quotes names for bash, so that none is run', async () => {
    const { env } = await broker();
    const words = await offered('bash', ['access-token', ''], { env });
    // The shell itself reads them back.
    const { stdout } = await command().runProgram('bash', ['-c', `printf '%s\\n' ${words.join(' ')}`]);
    assert.deepEqual(stdout.trimEnd().split('\n').sort(), [...NAMES].sort());
  });

  it('escapes in bash what means something within the quotes that a word begins with', async () => {
    const { env } = await broker();
    const typed = ['"\\$', "'$", '"b', "'b", "'it"].map((each) => `credentials access-token ${each}`);
    const words = await wordsAtPrompt('bash', typed, env);
    assert.deepEqual(
      words.map((each) => each.slice(2)),
      [['$(touch harm)'], ['$(touch harm)'], ['b"c\\d'], ['b"c\\d'], ["it's"]],
    );
  });

  it('offers what the list shows, and what administrators call it', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed(SALES)] });
    const { stdout } = await command().run(['__complete', '--current=', '--', 'sign-in'], { env });
    assert.equal(stdout, 'Sales API\nsales\n');
  });

  it('leaves out a name with control characters, which could not be typed, and a name that is there already', async () => {
    const unnamed = { uid: 'B2', display_name: 'Größe' };
    const { env } = await startBroker({
      oauth_integrations: [listed({ ...SALES, name: 'a\nb' }, SALES, { ...SALES, uid: 'C3' }, unnamed)],
    });
    const { stdout } = await command().run(['__complete', '--current=', '--', 'sign-in'], { env });
    assert.equal(stdout, 'Sales API\nsales\nGröße\n');
  });

  it('offers no name where a value stands, and none behind a name', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed(SALES)] });
    for (const [words, expected] of [
      [['access-token', '--output', 'json'], 'Sales API\nsales\n'],
      [['access-token', '--wait'], 'Sales API\nsales\n'],
      [['access-token', '--extra'], ''],
      [['access-token', '--extra', 'path', 'sales'], ''],
    ] as const) {
      const { stdout } = await command().run(['__complete', '--current=', '--', ...words], { env });
      assert.equal(stdout, expected, words.join(' '));
    }
  });

  it('prints a script for PowerShell that calls the same', async () => {
    const { code, stdout } = await command().run(['completion', 'powershell']);
    assert.equal(code, 0);
    assert.match(stdout, /^Register-ArgumentCompleter -Native -CommandName credentials /);
    assert.match(stdout, /credentials __complete "--current=\$typed" -- @words/);
  });

  it('prints a script for PowerShell that leaves out the quote before the word at the cursor', async () => {
    const { stdout } = await command().run(['completion', 'powershell']);
    const [, pattern = ''] = /\$current -replace '((?:[^']|'')*)', ''/.exec(stdout) ?? [];
    const opening = new RegExp(pattern.replaceAll("''", "'"));
    for (const quote of ["'", '"', '\u2018', '\u2019', '\u201a', '\u201b', '\u201c', '\u201d', '\u201e']) {
      assert.equal(`${quote}it's`.replace(opening, ''), "it's");
    }
    assert.equal("it's".replace(opening, ''), "it's");
  });

  it('prints a script for PowerShell in which no quote of a name ends the quoted text', async () => {
    const { stdout } = await command().run(['completion', 'powershell']);
    // What .NET does with these, JavaScript does, too: $0 is its $&.
    const [, pattern = '', replacement = ''] = /\$_ -replace "(.*?)", '(.*?)'/.exec(stdout) ?? [];
    for (const quote of ["'", '\u2018', '\u2019', '\u201a', '\u201b']) {
      const name = `a${quote};calc;${quote}b`;
      assert.equal(
        name.replace(new RegExp(pattern, 'g'), replacement.replaceAll('$0', '$$&')),
        `a${quote}${quote};calc;${quote}${quote}b`,
      );
    }
  });
});
