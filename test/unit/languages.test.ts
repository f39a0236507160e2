import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { widthOf } from '../../src/core/columns.js';
import { problemsOf } from '../languages/checks.js';
import { textsIn, textsOf, untranslatedIn } from '../languages/sourceTexts.js';
import { english, translations } from '../languages/translations.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const source = english(ROOT);

describe('The texts of the sources', () => {
  const texts = textsIn(ROOT, 'src');

  it('are found, so that something is checked', () => {
    assert.ok(texts.length > 1_000);
    assert.ok(texts.some(({ key }) => key === 'Not signed in'));
  });

  it('are literals: no file of translations has a text that is computed', () => {
    assert.deepEqual(
      texts.filter(({ key }) => key === undefined),
      [],
    );
  });

  it('are requested in functions: modules are loaded before VS Code’s language is known', () => {
    assert.deepEqual(
      texts.filter(({ isAtLoad }) => isAtLoad),
      [],
    );
  });

  it('number their placeholders from 0', () => {
    const wrong = Object.keys(source.bundle).filter((text) => {
      const numbers = [...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number));
      return [...new Set(numbers)].sort((one, other) => one - other).some((number, at) => number !== at);
    });
    assert.deepEqual(wrong, []);
  });
});

/** Sentences of Coder's command and of Posit Connect, which programs may compare. */
const OF_OTHERS = ['src/command/coder/messages.ts', 'src/mock/connect/messages.ts'];

describe('The files of messages', () => {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /essages\.ts$/.test(file))
    .map((file) => path.posix.join('src', file.split(path.sep).join('/')))
    .filter((file) => !OF_OTHERS.includes(file));

  it('contain no sentence that is not translated', () => {
    assert.ok(files.length > 40);
    assert.deepEqual(
      files.flatMap((file) => untranslatedIn(file, readFileSync(path.join(ROOT, file), 'utf8'))),
      [],
    );
  });

  it('contain no list with the commas or the "or" of one language', () => {
    assert.deepEqual(
      files.filter((file) =>
        /\.join\(['"`][^'"`]*(?:, | or | and )['"`]\)/.test(readFileSync(path.join(ROOT, file), 'utf8')),
      ),
      [],
    );
  });

  it('would be found to contain such a sentence', () => {
    const text = `import { t } from '@vscode/l10n';\nexport const a = () => 'Sign in again.';\nexport const b = () => t('Sign out.');`;
    assert.deepEqual(untranslatedIn('x.ts', text), ['x.ts:2: Sign in again.']);
    assert.equal(untranslatedIn('x.ts', 'const a = (name: string) => `Sign in to ${name}`;').length, 1);
  });
});

describe('Each language', () => {
  for (const [code, translation] of translations(ROOT)) {
    it(`is complete, with the same placeholders and names of commands: ${code}`, () => {
      assert.deepEqual(problemsOf(source, translation), []);
    });
  }
});

describe('Rows', () => {
  /** Pixels of a column of text, in a label and beside it. */
  const COLUMN = { label: 6.5, beside: 6 };
  /** Texts with the label that they are beside. Values are not among them, since they may be cut off. */
  const SOURCES = [
    ...['No server address', 'Wrong server address', 'Busy (HTTP {0})'].map((text) => ['Posit Workbench', text]),
    ...['Sign-ins were lost', 'Update needed', 'Reload the window'].map((text) => ['Local Integrations', text]),
  ] as const;
  const DETAILS = [
    ...['Integration ID', 'Issuer', 'Client ID', 'Scopes', 'Auth URL', 'Token URL', 'Template', 'Provider ID'].map(
      (label) => [label, 'Not provided'],
    ),
    ...[
      ['For Content', 'By its own ID'],
      ['For Content', 'Answered by {0}'],
      ['For Content', 'as {0} ({1})'],
    ],
    ...[
      ['Content items that use it', '1000'],
      ['Renewed automatically', 'Yes'],
      ['Default server', 'yes'],
    ],
    ['Authentication type', 'Service Account'],
  ] as const;
  const VALUES = ['Posit Workbench', '1000', 'Service Account'];
  /** Pixels that VS Code's side bar has for them at its default width. */
  const ROOMS = [
    [SOURCES, 240],
    [DETAILS, 225],
  ] as const;

  for (const [code, { bundle }] of new Map([['en', source], ...translations(ROOT)])) {
    it(`have room for their texts: ${code}`, () => {
      const shown = (text: string) =>
        VALUES.includes(text) ? text : (bundle[text] ?? assert.fail(`there is no text ${text}`));
      const cutOff = ROOMS.flatMap(([pairs, room]) =>
        pairs
          .map(([label, text]) => [shown(label), shown(text)] as const)
          .filter(([label, text]) => widthOf(label) * COLUMN.label + widthOf(text) * COLUMN.beside > room),
      );
      assert.deepEqual(cutOff, []);
    });

    it(`begin with our own words, since a name may be long: ${code}`, () => {
      const texts = ['Answered by {0}', 'as {0} ({1})'].map((text) => bundle[text] ?? '');
      assert.deepEqual(
        texts.filter((text) => !/^[^{]+\{0\}(?: \(\{1\}\))?$/.test(text)),
        [],
      );
    });
  }
});

describe('The search for texts', () => {
  const IMPORT = `import { t } from '@vscode/l10n';\n`;

  it('finds what is a literal, and what is computed', () => {
    const found = textsOf(
      'x.ts',
      `${IMPORT}const f = () => [t('One {0}', 1), t(\`Two\`), t(name), t(isNew ? 'A' : 'B')];`,
    );
    assert.deepEqual(
      found.map(({ key }) => key),
      ['One {0}', 'Two', undefined, undefined],
    );
    assert.equal(found[0]?.place, 'x.ts:2');
  });

  it('knows the function by another name, and no other function of that name', () => {
    assert.equal(textsOf('x.ts', `import { t as text } from '@vscode/l10n';\ntext('One'); t('Two');`).length, 1);
    assert.deepEqual(textsOf('x.ts', `import { t } from './t.js';\nt('One');`), []);
  });

  for (const [text, isAtLoad] of [
    [`const TITLE = t('One');`, true],
    [`const TITLES = { one: t('One') };`, true],
    [`class A { static readonly title = t('One'); }`, true],
    [`class A { static { use(t('One')); } }`, true],
    [`class A { readonly title = t('One'); }`, false],
    [`class A { get title() { return t('One'); } }`, false],
    [`const title = () => t('One');`, false],
    [`function title() { return t('One'); }`, false],
  ] as const) {
    it(`says that ${text} is called ${isAtLoad ? 'at load' : 'later'}`, () => {
      assert.deepEqual(
        textsOf('x.ts', IMPORT + text).map((each) => each.isAtLoad),
        [isAtLoad],
      );
    });
  }
});

describe('The check of a language', () => {
  const manifest = { category: 'Posit', 'command.edit': 'Edit It…', 'command.log': 'Show Log' };
  const german = { category: 'Posit', 'command.edit': 'Bearbeiten…', 'command.log': 'Protokoll' };
  const check = (text: string, translation: string) =>
    problemsOf({ bundle: { [text]: text }, manifest }, { bundle: { [text]: translation }, manifest: german });

  for (const [text, translation] of [
    ['{0} of {1}', '{1}: {0}'],
    ['Change it with Edit It….', 'Mit Bearbeiten… ändern.'],
    ['Run Posit: Show Log.', '„Posit: Protokoll“ ausführen.'],
    ['Run "Show Log".', '„Protokoll“ ausführen.'],
    ['Set HTTP_PROXY, or give --wait', '--wait oder HTTP_PROXY angeben'],
  ] as const) {
    it(`accepts ${JSON.stringify(translation)}`, () => {
      assert.deepEqual(check(text, translation), []);
    });
  }

  for (const [text, translation, problem] of [
    ['One', ' ', 'it is empty'],
    ['{0} of {1}', '{0} von {2}', 'another placeholder'],
    ['{0} of {1}', '{0} von {1', 'another brace'],
    ['Run `npm`', 'npm ausführen', 'another code'],
    ['[Log](command:log)', '[Log](command:Log)', 'another link'],
    ['Set HTTP_PROXY', 'HTTP-PROXY setzen', 'another variable'],
    ['Give --wait', 'Mit --warten', 'another option'],
    ['See http.proxy', 'Siehe http.Proxy', 'another setting'],
    ['One\n\nTwo', 'Eins, zwei', 'another line break'],
    ['Change it with Edit It….', 'Mit Ändern… ändern.', 'the command "Edit It…" is called "Bearbeiten…"'],
    ['Run Posit: Show Log.', '„Protokoll“ ausführen.', 'is called "Posit: Protokoll"'],
    ['Run "Show Log".', '„Log“ ausführen.', 'is called "Protokoll"'],
  ] as const) {
    it(`finds what is wrong in ${JSON.stringify(translation)}`, () => {
      const problems = check(text, translation);
      assert.ok(problems.length > 0 && problems.some((each) => each.includes(problem)), problems.join('\n'));
    });
  }

  it('finds what is missing, and what is no longer needed', () => {
    assert.deepEqual(problemsOf({ bundle: { One: 'One' }, manifest: {} }, { bundle: { Two: 'Zwei' }, manifest: {} }), [
      'bundle: no translation of "One"',
      'bundle: no longer needed: "Two"',
    ]);
  });
});
