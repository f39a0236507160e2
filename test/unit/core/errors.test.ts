import assert from 'node:assert/strict';
import { asCredentialError, CredentialError, errorChain } from '../../../src/core/errors.js';

describe('CredentialError', () => {
  it('is final where asking again cannot help', () => {
    const final = (['unavailable', 'unsupported'] as const).map((failure) => new CredentialError(failure, 'x').final);
    const notFinal = (['configuration', 'authorization', 'network', 'protocol', 'rejected'] as const).map(
      (failure) => new CredentialError(failure, 'x').final,
    );
    assert.deepEqual(
      [final, notFinal],
      [
        [true, true],
        [false, false, false, false, false],
      ],
    );
  });
});

describe('errorChain', () => {
  it('contains an error and its causes, each with name, code and message', () => {
    const root = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = new CredentialError('network', 'It cannot be reached.', {
      cause: new TypeError('fetch failed', { cause: root }),
    });
    assert.equal(
      errorChain(error),
      'network: It cannot be reached. <- TypeError: fetch failed <- Error ECONNREFUSED: connect ECONNREFUSED',
    );
  });

  it('contains no other property of an error, and no stack', () => {
    const cause = Object.assign(new Error('refused'), {
      headers: { authorization: 'canary' },
      body: 'canary',
      config: { cookie: 'canary' },
      stack: 'canary',
      code: { canary: 'canary' },
    });
    const chain = errorChain(new CredentialError('network', 'It failed.', { cause }));
    assert.equal(chain, 'network: It failed. <- Error: refused');
  });

  it('contains a thrown text, and only the type of any other value', () => {
    assert.equal(errorChain('just text'), 'just text');
    assert.equal(errorChain({ token: 'canary' }), '(object)');
    assert.equal(errorChain(null), '(object)');
    assert.equal(errorChain(new Error('x', { cause: ['canary'] })), 'Error: x <- (object)');
  });

  it('is one line, whatever the messages contain', () => {
    const chain = errorChain(new Error('a\nb\u001b[31m', { cause: 'c\r\nd' }));
    assert.equal(chain, 'Error: a b\\u{1b}[31m <- c d');
  });

  it('cuts long messages', () => {
    assert.ok(errorChain(new Error('x'.repeat(100_000))).length <= 500);
  });

  it('ends where causes go round in a circle', () => {
    const one = new Error('one');
    const other = new Error('other', { cause: one });
    one.cause = other;
    assert.match(errorChain(one), /^Error: one <- Error: other <- Error: one/);
  });

  it('contains at most five causes', () => {
    const deep = Array.from({ length: 100 }).reduce<Error>(
      (cause, _, depth) => new Error(`${depth}`, { cause }),
      new Error('root'),
    );
    assert.equal(errorChain(deep).split(' <- ').length, 6);
  });
});

describe('asCredentialError', () => {
  it('leaves an error that a person can read as it is', () => {
    const error = new CredentialError('rejected', 'No.');
    assert.equal(asCredentialError(error, 'Something else.'), error);
  });

  it('puts a sentence before any other, which becomes the cause', () => {
    const cause = new RangeError('out of range');
    const error = asCredentialError(cause, 'It could not be read.');
    assert.deepEqual([error.failure, error.message, error.cause], ['protocol', 'It could not be read.', cause]);
  });
});
