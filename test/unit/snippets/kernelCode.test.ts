import assert from 'node:assert/strict';
import { kernelCode } from '../../../src/snippets/kernelCode.js';

describe('The code for a kernel', () => {
  it('is there for Python and R, in any case', () => {
    for (const language of ['python', 'Python', 'R']) {
      assert.match(kernelCode(language, { ONE: '1' }) ?? '', /"?ONE"?/);
    }
  });

  for (const language of ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty', '']) {
    it(`is not there for a notebook that calls its language ${JSON.stringify(language)}`, () => {
      assert.equal(kernelCode(language, { ONE: '1' }), undefined);
    });
  }
});
