import assert from 'node:assert/strict';
import { withoutSecrets } from '../../../src/core/redaction.js';
import { Secret } from '../../../src/core/secret.js';

const COOKIE = new Secret(
  'alice|Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT|c2lnbmF0dXJl%2FYXR%2Bhcg; path=/; HttpOnly',
);

describe('withoutSecrets', () => {
  const forms = {
    'as it was sent': 'c2lnbmF0dXJl%2FYXR%2Bhcg',
    'percent-decoded': 'c2lnbmF0dXJl/YXR+hcg',
    'percent-encoded once more': 'c2lnbmF0dXJl%252FYXR%252Bhcg',
    'with JSON’s escapes': 'c2lnbmF0dXJl\\/YXR\\u002bhcg',
    'in upper case': 'C2LNBMF0DXJL%2FYXR%2BHCG',
  };
  for (const [form, text] of Object.entries(forms)) {
    it(`finds a field ${form}`, () => {
      assert.equal(withoutSecrets(`<${text}> and <${text}>`, [COOKIE]), '<[secret]> and <[secret]>');
    });
  }

  it('leaves what anybody can guess: names, dates, attributes', () => {
    const text =
      'alice, Tue, 01 Jan 2047 00:00:00 GMT, Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT; path=/; HttpOnly';
    assert.equal(withoutSecrets(text, [COOKIE]), text);
  });

  it('finds a secret as a whole where it has no long field', () => {
    assert.equal(withoutSecrets('It was a|b; c.', [new Secret('a|b')]), 'It was [secret]; c.');
  });

  it('finds every secret, and is no pattern to what they hold', () => {
    const secrets = [new Secret('.*+?^$()[]{}/\\-.*+?'), new Secret('second-of-secrets')];
    assert.equal(withoutSecrets('.*+?^$()[]{}/\\-.*+? second-of-secrets other', secrets), '[secret] [secret] other');
  });
});
