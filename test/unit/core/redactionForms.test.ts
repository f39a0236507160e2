import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../../src/core/redaction.js';
import { Secret } from '../../../src/core/secret.js';

/** Characters of tokens (RFC 6749, appendix A), but for those that separate the fields of a cookie. */
const CHARACTERS = Array.from({ length: 0x7e - 0x20 }, (_, at) => String.fromCharCode(0x21 + at)).filter(
  (character) => !'|;,\\'.includes(character),
);

/** A secret may be a letter, and an access token of several kilobytes. */
const secrets = fc.oneof(
  fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 80 }),
  fc
    .tuple(fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 50 }), fc.nat(9000))
    .map(([part, length]) => part.repeat(Math.ceil((length + 1) / part.length)).slice(0, length + 1)),
);

const percentEncoded = (text: string) =>
  Array.from(text, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
const escaped = (text: string) =>
  Array.from(text, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

/** What a server, or what is in front of it, may have done to what it repeats. */
const encodings = fc.array(
  fc.constantFrom(encodeURIComponent, percentEncoded, escaped, inJson, (text: string) => text.toUpperCase()),
  { maxLength: 2 },
);

describe('redact, for any secret', function () {
  this.timeout(60_000);

  it('leaves no part of it, for any length and encoding', () => {
    fc.assert(
      fc.property(secrets, encodings, (secret, applied) => {
        const repeated = applied.reduce((text, encode) => encode(text), secret);
        assert.equal(redact(` ${repeated}\n${repeated} `, [new Secret(secret)]), ' [secret]\n[secret] ');
      }),
    );
  });

  it('keeps JSON what was JSON', () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.length > 4);
        const redacted = redact(JSON.stringify({ text: before + secret + after }), [new Secret(secret)]);
        assert.doesNotThrow(() => JSON.parse(redacted));
        assert.ok(!redacted.includes(inJson(secret)));
      }),
    );
  });

  it('does not change a text that does not contain it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        assert.equal(redact(text, [new Secret('a-secret-that-no-random-text-has')]), text);
      }),
    );
  });
});
