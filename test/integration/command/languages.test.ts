import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PSEUDO, pseudoLanguage, pseudoText, untranslated } from '../../languages/pseudo.js';
import { english } from '../../languages/translations.js';
import { commandForAll } from './builtCommand.js';

const ROOT = path.join(import.meta.dirname, '../../..');
const LANGUAGE = 'AVAILABLE_CREDENTIALS_LANGUAGE';
const OPTIONS = 'Options:';

describe('the language of the command', () => {
  const command = commandForAll({ isOwn: true });

  before('translations are beside the command', async () => {
    const folder = path.join(command().bin, '../l10n');
    await mkdir(folder, { recursive: true });
    const write = (code: string, text: string) => writeFile(path.join(folder, `bundle.l10n.${code}.json`), text);
    await write(PSEUDO, JSON.stringify(pseudoLanguage(english(ROOT)).bundle));
    for (const code of ['en', 'xx', 'xx-yy']) {
      await write(code, JSON.stringify({ [OPTIONS]: code }));
    }
    await write('zz', '{ "Options:"');
  });

  for (const [env, title] of [
    [{}, OPTIONS],
    [{ [LANGUAGE]: 'xx' }, 'xx'],
    [{ [LANGUAGE]: 'xx', LC_ALL: 'xx_YY.UTF-8', LANG: 'xx_YY' }, 'xx'],
    [{ [LANGUAGE]: 'en', LC_ALL: 'xx_YY.UTF-8' }, OPTIONS],
    [{ LC_ALL: 'xx_YY.UTF-8', LC_MESSAGES: 'xx', LANG: 'xx' }, 'xx-yy'],
    [{ LC_ALL: '', LC_MESSAGES: 'xx_YY', LANG: 'xx' }, 'xx-yy'],
    [{ LANG: 'xx_AT@euro' }, 'xx'],
    [{ LC_ALL: 'C', LANG: 'xx' }, OPTIONS],
    [{ LC_ALL: 'POSIX', LANG: 'xx' }, OPTIONS],
    [{ LC_ALL: 'C.UTF-8' }, OPTIONS],
    [{ LANG: 'en_US.UTF-8' }, OPTIONS],
    [{ LANG: 'yy_YY.UTF-8' }, OPTIONS],
    [{ LANG: '../xx' }, OPTIONS],
    // Its file is not JSON.
    [{ LANG: 'zz' }, OPTIONS],
  ] as const) {
    it(`is ${title === OPTIONS ? 'English' : title} with ${JSON.stringify(env)}`, async () => {
      const { code, stdout, stderr } = await command().run(['list', '--help'], { env });
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.ok(stdout.includes(`\n${title}\n`), stdout);
    });
  }
});

describe('the texts of the command', () => {
  const command = commandForAll({ isOwn: true });
  const env = { [LANGUAGE]: PSEUDO };

  before('are in a pseudo-language', async () => {
    const folder = path.join(command().bin, '../l10n');
    await mkdir(folder, { recursive: true });
    const { bundle } = pseudoLanguage(english(ROOT));
    await writeFile(path.join(folder, `bundle.l10n.${PSEUDO}.json`), JSON.stringify(bundle));
  });

  it('fit into lines, also if they have wide characters and no spaces', async () => {
    const text = 'サインインの状態を表示します。'.repeat(10);
    const folder = path.join(command().bin, '../l10n');
    await writeFile(path.join(folder, 'bundle.l10n.yy.json'), JSON.stringify({ 'show this help': text }));
    const { stdout } = await command().run(['list', '--help'], { env: { [LANGUAGE]: 'yy' } });
    assert.ok(stdout.replace(/\n +/g, '').includes(text), stdout);
    const lines = stdout.split('\n').filter((line) => /[^\x20-\x7e]/.test(line));
    assert.ok(lines.length > 3 && lines.every((line) => line.length <= 50), stdout);
  });

  it('are all translated in its help, commander’s too', async () => {
    const calls: string[][] = [[]];
    for (const call of calls) {
      const { code, stdout } = await command().run([...call, '--help'], { env });
      assert.equal(code, 0);
      const [usage = '', ...lines] = untranslated(stdout).split('\n');
      assert.deepEqual(lines.filter(isMissed), [], stdout);
      assert.equal(usage.replace(/<[\w.-]+>|\[[\w.-]*\]/g, '').trim(), ['credentials', ...call].join(' '));
      calls.push(...subcommandsIn(stdout).map((name) => [...call, name]));
    }
    assert.ok(calls.length > 20, calls.join('\n'));
  });

  for (const args of [
    [],
    ['lst'],
    ['list', '--output'],
    ['list', '--outptu', 'json'],
    ['list', '--output', 'xml'],
    ['list', '--vers'],
    ['access-token'],
    ['access-token', 'a', 'b'],
    ['access-token', '--wait', '2', 'a'],
    ['access-token', 'a', '--wait=soon'],
    ['access-token', 'a', '--extra', 'x', '--output', 'json'],
    ['completion', 'tcsh'],
    ['login', '--timeout', '0'],
    ['login', 'https://one.example.com', '--server', 'https://two.example.com'],
    ['connect'],
    ['connect', 'rnu'],
    ['connect', 'mock', '--error', 'x', 'true'],
    ['coder', 'mock', '--status', '1', 'true'],
    ['external-auth', 'access-token', '--agent'],
    ['list'],
    ['sign-in', 'a'],
    ['connect', 'token'],
    ['env'],
  ]) {
    it(`are all translated in the error of ${JSON.stringify(args)}`, async () => {
      const { stdout, stderr } = await command().run(args, { env });
      assert.equal(stdout, '');
      assert.notEqual(stderr, untranslated(stderr));
      assert.match(untranslated(stderr), /^credentials: \n$/, stderr);
    });
  }
});

/** Whether a line of help has a text that is not translated: not indented, after a term, or below one. Examples are indented. */
function isMissed(line: string): boolean {
  return /^\S|^ {2}\S.*? {2,}\S|^ {3,}\S/.test(line);
}

/** The subcommands that a help lists. */
function subcommandsIn(text: string): readonly string[] {
  const [, list = ''] = text.split(pseudoText('Commands:'));
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)(?: [[<].*)? {2,}/gm)].map(([, name = '']) => name);
}
