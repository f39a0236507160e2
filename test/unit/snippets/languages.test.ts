import assert from 'node:assert/strict';
import { hasLiterals, literalOf } from '../../../src/snippets/languages.js';

const LINE_SEPARATOR = '\u2028';
const RIGHT_TO_LEFT = '\u202E';
const NO_BREAK_SPACE = '\u00A0';
const ZERO_WIDTH_SPACE = '\u200B';
const FILLER = '\u3164';
const TAG = '\u{E0041}';

/** A value, and its literal in each language; `undefined` where it has none. */
const LITERALS: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
  ['', { py: '""', r: '""', js: '""', sh: "''" }],
  ['GitHub', { py: '"GitHub"', r: '"GitHub"', js: '"GitHub"', sh: "'GitHub'" }],
  [`"'\\`, { py: `"\\"'\\\\"`, r: `"\\"'\\\\"`, js: `"\\"'\\\\"`, sh: `'"'\\''\\'` }],
  ['$x`x`!%{}', { py: '"$x`x`!%{}"', r: '"$x`x`!%{}"', js: '"$x`x`!%{}"', sh: "'$x`x`!%{}'" }],
  ['né 東京 🔑', { py: '"né 東京 🔑"', r: '"né 東京 🔑"', js: '"né 東京 🔑"', sh: "'né 東京 🔑'" }],
  ['a\nb', { py: '"a\\nb"', r: '"a\\nb"', js: '"a\\nb"', sh: `"$(printf 'a\\012b')"` }],
  ['a\n', { py: '"a\\n"', r: '"a\\n"', js: '"a\\n"', sh: undefined }],
  ['\t\r', { py: '"\\t\\r"', r: '"\\t\\u{d}"', js: '"\\t\\r"', sh: `"$(printf '\\011\\015')"` }],
  ['\x1b7', { py: '"\\x1b7"', r: '"\\u{1b}7"', js: '"\\u001b7"', sh: `"$(printf '\\0337')"` }],
  [`\x7f'!%\\$`, { py: `"\\x7f'!%\\\\$"`, js: `"\\u007f'!%\\\\$"`, sh: `"$(printf '\\177\\047\\041%%\\\\$')"` }],
  ['\0', { py: '"\\x00"', r: undefined, js: '"\\u0000"', sh: undefined }],
  ['\uD83D', { py: '"\\ud83d"', r: undefined, js: '"\\ud83d"', sh: undefined }],
  [NO_BREAK_SPACE, { py: '"\\xa0"', r: '"\\u{a0}"', js: '"\\u00a0"', sh: `"$(printf '\\302\\240')"` }],
  [ZERO_WIDTH_SPACE, { py: '"\\u200b"', r: '"\\u{200b}"', js: '"\\u200b"', sh: `"$(printf '\\342\\200\\213')"` }],
  [RIGHT_TO_LEFT, { py: '"\\u202e"', r: '"\\u{202e}"', js: '"\\u202e"', sh: `"$(printf '\\342\\200\\256')"` }],
  [LINE_SEPARATOR, { py: '"\\u2028"', r: '"\\u{2028}"', js: '"\\u2028"', sh: `"$(printf '\\342\\200\\250')"` }],
  [FILLER, { py: '"\\u3164"', r: '"\\u{3164}"', js: '"\\u3164"', sh: `"$(printf '\\343\\205\\244')"` }],
  [TAG, { py: '"\\U000e0041"', r: '"\\U{e0041}"', js: '"\\udb40\\udc41"', sh: `"$(printf '\\363\\240\\201\\201')"` }],
];

describe('The literal of a value', () => {
  for (const [value, literals] of LITERALS) {
    for (const [extension, literal] of Object.entries(literals)) {
      const name = JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
      it(`${name} in .${extension} is ${literal ?? 'not possible'}`, () => {
        assert.equal(literalOf(extension, value), literal);
      });
    }
  }

  it('is the same in each dialect of a language', () => {
    for (const [first = '', ...others] of [
      ['r', 'R'],
      ['sh', 'bash', 'zsh', 'ZSH'],
      ['js', 'mjs', 'cjs', 'ts', 'mts'],
    ]) {
      for (const [value] of LITERALS) {
        assert.deepEqual(
          others.map((extension) => literalOf(extension, value)),
          others.map(() => literalOf(first, value)),
        );
      }
    }
  });

  it('is plain, or none, where literals are not known', () => {
    assert.deepEqual(
      [hasLiterals('py'), hasLiterals('PY'), hasLiterals('jl'), hasLiterals('')],
      [true, true, false, false],
    );
    assert.equal(literalOf('jl', 'https://a.example:1/b_c-d'), 'https://a.example:1/b_c-d');
    for (const value of ['', ' ', 'a b', 'a\n', '"', "'", '\\', '$a', 'é', '?', '#', '@', '%', '(', '*']) {
      assert.equal(literalOf('jl', value), undefined, JSON.stringify(value));
    }
  });
});
