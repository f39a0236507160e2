import assert from 'node:assert/strict';
import { redact } from '../../../src/core/redaction.js';
import { Secret } from '../../../src/core/secret.js';

const COOKIE = new Secret(
  'alice|Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT|c2lnbmF0dXJl%2FYXR%2Bhcg; path=/; HttpOnly',
);

describe('redact', () => {
  const forms = {
    'as it was sent': 'c2lnbmF0dXJl%2FYXR%2Bhcg',
    'percent-decoded': 'c2lnbmF0dXJl/YXR+hcg',
    'percent-encoded once more': 'c2lnbmF0dXJl%252FYXR%252Bhcg',
    'with JSON’s escapes': 'c2lnbmF0dXJl\\/YXR\\u002bhcg',
    'in upper case': 'C2LNBMF0DXJL%2FYXR%2BHCG',
  };
  for (const [form, text] of Object.entries(forms)) {
    it(`finds a field ${form}`, () => {
      assert.equal(redact(`<${text}> and <${text}>`, [COOKIE]), '<[secret]> and <[secret]>');
    });
  }

  it('leaves what anybody can guess: names, dates, attributes', () => {
    const text =
      'alice, Tue, 01 Jan 2047 00:00:00 GMT, Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT; path=/; HttpOnly';
    assert.equal(redact(text, [COOKIE]), text);
  });

  it('finds a secret as a whole where it has no long field', () => {
    assert.equal(redact('It was a|b; c.', [new Secret('a|b')]), 'It was [secret]; c.');
  });

  it('replaces every secret literally, not as a pattern', () => {
    const secrets = [new Secret('.*+?^$()[]{}/\\-.*+?'), new Secret('second-of-secrets')];
    assert.equal(redact('.*+?^$()[]{}/\\-.*+? second-of-secrets other', secrets), '[secret] [secret] other');
  });

  it('finds a token of several kilobytes, and what is left of it after a cut', () => {
    const token = Array.from({ length: 1000 }, (_, at) => String(at * 7919)).join('-');
    assert.ok(token.length > 6000);
    assert.equal(redact(`<${token}>`, [new Secret(token)]), '<[secret]>');
    assert.equal(redact(`<${token.slice(0, 100)}>`, [new Secret(token)]), '<[secret]>');
  });

  it('shows nothing rather than fail', () => {
    class Unreadable extends Secret {
      override reveal(): string {
        throw new SyntaxError('the secret itself');
      }
    }
    assert.equal(redact('It was a-secret', [new Unreadable('a-secret')]), '[not shown]');
  });

  it('finds a secret whose end looks like an encoding together with what comes after it', () => {
    assert.equal(redact('{"text":"!!!%b0"}', [new Secret('!!!%b')]), '{"text":"[secret]0"}');
  });

  it('finds letters beyond ASCII that are percent-encoded, once or twice', () => {
    const secret = 'größe-straße-東京-🔑';
    for (const text of [encodeURIComponent(secret), encodeURIComponent(encodeURIComponent(secret))]) {
      assert.equal(redact(`<${text}>`, [new Secret(secret)]), '<[secret]>');
    }
  });

  it('finds a field of 16 characters, and leaves a shorter one, which may be a word', () => {
    const secret = new Secret('0123456789abcdef|0123456789abcde');
    assert.equal(redact('<0123456789abcdef> <0123456789abcde>', [secret]), '<[secret]> <0123456789abcde>');
  });

  it('finds fields that are separated by more than one character', () => {
    assert.equal(redact('<0123456789abcdef>', [new Secret('name; \t0123456789abcdef')]), '<[secret]>');
  });

  it('finds a secret at the end of a text', () => {
    assert.equal(redact('<0123456789abcdef', [new Secret('0123456789abcdef')]), '<[secret]');
  });

  it('finds secrets in another order than they are given', () => {
    const secrets = [new Secret('first-of-secrets'), new Secret('second-of-secrets')];
    assert.equal(redact('<second-of-secrets> <first-of-secrets>', secrets), '<[secret]> <[secret]>');
  });

  it('does not change a text if the secret is empty', () => {
    assert.equal(redact('text', [new Secret('')]), 'text');
  });
});
