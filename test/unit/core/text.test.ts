import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asClause, firstSentence, MAX_SHOWN_LENGTH, oneLine } from '../../../src/core/text.js';

describe('oneLine', () => {
  it('leaves ordinary text of any language as it is', () => {
    for (const text of ['GitHub (read only)', 'Schlüssel für Zürich', '数据库', 'مفتاح', '🔑', '❤️']) {
      assert.equal(oneLine(text), text);
    }
  });

  it('leaves emoji whole that are joined of several', () => {
    for (const text of ['👩‍💻 Team', '👨‍👩‍👧‍👦', '🏳️‍🌈', '👩🏽‍🚀', '❤️‍🔥', '🧑🏿‍🤝‍🧑🏻']) {
      assert.equal(oneLine(text), text);
    }
  });

  it('shows a joiner that joins no emoji as an escape', () => {
    assert.equal(oneLine('pay\u200Dpal'), 'pay\\u{200d}pal');
    assert.equal(oneLine('\u200D👩'), '\\u{200d}👩');
    assert.equal(oneLine('👩\u200D'), '👩\\u{200d}');
    assert.equal(oneLine('👩\u200D\u200D💻'), '👩\\u{200d}\\u{200d}💻');
    assert.equal(oneLine('1\u200D2'), '1\\u{200d}2');
    assert.equal(oneLine('👩\u200Da'), '👩\\u{200d}a');
  });

  it('folds white space of every kind into single spaces, none at the ends', () => {
    assert.equal(oneLine('  a \t\r\n b\u00a0\u2028\u2029c\n'), 'a b c');
  });

  it('shows what is invisible or changes the direction as an escape', () => {
    assert.equal(oneLine('a\u0000b\u001bc\u007fd'), 'a\\u{0}b\\u{1b}c\\u{7f}d');
    assert.equal(oneLine('user\u202Egnp.exe'), 'user\\u{202e}gnp.exe');
    assert.equal(oneLine('pay\u200Bpal\u2066\u{E0041}'), 'pay\\u{200b}pal\\u{2066}\\u{e0041}');
    assert.equal(oneLine('\u3164name'), '\\u{3164}name');
    assert.equal(oneLine('\uFEFFpay\uFEFFpal\uFEFF'), '\\u{feff}pay\\u{feff}pal\\u{feff}');
    assert.equal(oneLine('pay\u034Fpal\uFE00'), 'pay\\u{34f}pal\\u{fe00}');
    assert.equal(oneLine('half \uD83D a pair'), 'half \\u{d83d} a pair');
  });

  it('leaves text of the longest length whole, and cuts longer text to it with an ellipsis', () => {
    const longest = 'x'.repeat(MAX_SHOWN_LENGTH);
    assert.equal(oneLine(longest), longest);
    assert.equal(oneLine(`${longest}x`), `${longest.slice(1)}…`);
    assert.equal(oneLine('abcdef', 4), 'abc…');
  });

  it('says by an ellipsis that something was cut, also behind a long stretch of white space', () => {
    assert.equal(oneLine(`a${' '.repeat(1000)}b`, 10), 'a…');
  });

  it('never cuts a character in two', () => {
    assert.equal(oneLine('🔑🔑🔑🔑🔑', 3), '🔑🔑…');
  });

  it('leaves no joiner at the cut', () => {
    assert.equal(oneLine('🔑👩‍💻👩‍💻', 4), '🔑👩…');
    assert.equal(oneLine('👩‍💻🔑👩‍💻👩‍💻', 6), '👩‍💻🔑👩…');
  });

  it('is quick with a text of megabytes', () => {
    assert.equal(oneLine('x'.repeat(8_000_000)).length, MAX_SHOWN_LENGTH);
  });

  it('makes one visible line of at most the given length of any text', () => {
    // Code units, so that there are lone surrogates among them.
    const anyText = fc.uint16Array({ maxLength: 60 }).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, length) => {
        const line = oneLine(text, length);
        assert.ok(Array.from(line).length <= length);
        assert.doesNotMatch(line, /(?!\u200D)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        assert.equal(oneLine(line, length), line);
      }),
    );
  });
});

describe('asClause', () => {
  for (const [text, clause] of [
    ['The scope is wrong.', 'The scope is wrong'],
    ['スコープが正しくありません。', 'スコープが正しくありません'],
    ['Is it?', 'Is it?'],
    ['Set app.name', 'Set app.name'],
  ] as const) {
    it(`makes ${JSON.stringify(clause)} of ${JSON.stringify(text)}`, () => {
      assert.equal(asClause(text), clause);
    });
  }

  it('is one line of a limited length', () => {
    assert.equal(asClause('a\nb.'), 'a b');
    assert.equal(asClause('abcdef.', 4), 'abc…');
  });
});

describe('The first sentence of a message', () => {
  for (const [message, first, rest] of [
    ['127.0.0.2:9 cannot be reached. Try again. Or not.', '127.0.0.2:9 cannot be reached.', 'Try again. Or not.'],
    [
      '127.0.0.2:9 に接続できません。もう一度試してください。',
      '127.0.0.2:9 に接続できません。',
      'もう一度試してください。',
    ],
    ['Use e.g. login.example.org.', 'Use e.g. login.example.org.', undefined],
    ['接続できません。', '接続できません。', undefined],
  ] as const) {
    it(`is told from the rest: ${message}`, () => assert.deepEqual(firstSentence(message), [first, rest]));
  }
});
