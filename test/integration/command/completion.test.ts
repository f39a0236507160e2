import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { commandForAll, type RunOptions } from './builtCommand.js';
import { brokersPerTest, listed, SALES } from './scriptedBroker.js';

/** Names that a shell would act on or cut. */
const HOSTILE = ['$(touch harm)', 'a b', `it's`, 'x;y', '`z`'];

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

describe('credentials completion', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  const broker = () =>
    startBroker({
      oauth_integrations: [
        listed(...NAMES.map((name, at) => ({ ...SALES, uid: SALES.uid.replace(/1$/, `${at}`), name }))),
      ],
    });

  async function offered(shell: string, words: readonly string[], options?: RunOptions): Promise<string[]> {
    const [program = '', ...args] = SHELLS[shell]?.(words) ?? [];
    const { stdout, stderr } = await command().runProgram(program, args, options);
    assert.equal(stderr, '');
    return stdout.split('\n').filter((line) => line !== '');
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

  it('leaves out a name with control characters, which could not be typed', async () => {
    const { env } = await startBroker({ oauth_integrations: [listed({ ...SALES, name: 'a\nb' }, SALES)] });
    const { stdout } = await command().run(['__complete', '--current=', '--', 'sign-in'], { env });
    assert.equal(stdout, 'sales\n');
  });

  it('prints a script for PowerShell that calls the same', async () => {
    const { code, stdout } = await command().run(['completion', 'powershell']);
    assert.equal(code, 0);
    assert.match(stdout, /^Register-ArgumentCompleter -Native -CommandName credentials /);
    assert.match(stdout, /credentials __complete "--current=\$current" -- @words/);
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
