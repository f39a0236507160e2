import assert from 'node:assert/strict';
import { decodeBody } from '../../../src/http/decodeBody.js';
import { standardCode } from '../../../src/oauth/errorCodes.js';

/** What every object inherits. */
const INHERITED = ['constructor', '__proto__'];

describe('The standard code of an error', () => {
  for (const code of INHERITED) {
    it(`is none for ${code}`, () => assert.equal(standardCode('refresh', code), undefined));
  }
});

describe('The content encoding of a body', () => {
  for (const name of INHERITED) {
    it(`is ignored if it is ${name}`, async () => {
      const body = Buffer.from('body');
      assert.equal(await decodeBody(body, name), body);
    });
  }
});
