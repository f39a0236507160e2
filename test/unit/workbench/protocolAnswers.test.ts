import assert from 'node:assert/strict';
import type { HttpResponse } from '../../../src/core/httpClient.js';
import { errorChain, type Failure } from '../../../src/core/errors.js';
import { isUnknownMethod, parseAnswer, requestBody } from '../../../src/workbench/protocol.js';
import { failureOf } from './failureOf.js';

const refusal = (response: HttpResponse) => failureOf(() => parseAnswer(response));

/** Every coat that a failure comes in, and what is told of it. */
const COATS: Readonly<Record<string, readonly [json: unknown, told: string]>> = {
  'error as text': [{ error: 'Session is over' }, 'Session is over'],
  'error as an object': [{ error: { message: 'Denied', description: 'by policy' } }, 'Denied: by policy'],
  'error with a message alone': [{ error: { message: 'Denied' } }, 'Denied'],
  'error with a description alone': [{ error: { message: null, description: 'by policy' } }, 'by policy'],
  'error with a description that repeats the message': [{ error: { message: 'No', description: 'No' } }, 'No'],
  'error beside a result': [{ error: 'Denied', result: true }, 'Denied'],
  'result: false with detail': [{ result: false, detail: 'No such session' }, 'No such session'],
  'result: false with oauth2_error': [
    { result: false, oauth2_error: { error: 'invalid_grant', error_description: 'The grant was revoked' } },
    'The grant was revoked',
  ],
  'result: false with oauth2_error without description': [
    { result: false, oauth2_error: { error: 'invalid_grant' } },
    'invalid_grant',
  ],
  'result: false alone': [{ result: false }, 'the request failed, for a reason that it does not give'],
  'result: false beside an error of null': [
    { result: false, error: null },
    'the request failed, for a reason that it does not give',
  ],
};

for (const [coat, [json, told]] of Object.entries(COATS)) {
  describe(`parseAnswer: ${coat}`, () => {
    for (const status of [200, 201, 400, 404, 409, 422, 500]) {
      it(`with HTTP ${status} says what the server says`, () => {
        const error = refusal({ status, json });
        assert.deepEqual(
          [error.failure, error.message],
          ['rejected', `Workbench says: ${told}. Tell your administrator if it goes on.`],
        );
      });
    }

    const kinds = {
      401: 'authorization',
      429: 'network',
      502: 'network',
      503: 'network',
    } as const;
    for (const [status, failure] of Object.entries(kinds)) {
      it(`with HTTP ${status} is of the kind ${failure}, and leaves what the server says to the log`, () => {
        const error = refusal({ status: Number(status), json });
        assert.equal(error.failure, failure);
        assert.ok(error.message.includes(`HTTP ${status}`));
        assert.ok(!error.message.includes(told));
        assert.ok(errorChain(error).includes(told));
      });
    }

    it('with HTTP 403 says what the server says, and what to do if the session itself is refused', () => {
      const error = refusal({ status: 403, json });
      assert.deepEqual(
        [error.failure, error.message],
        ['authorization', `Workbench says: ${told} (HTTP 403). If it refuses everything, restart the session.`],
      );
    });
  });
}

describe('parseAnswer: a status that is no success', () => {
  const kinds: Readonly<Record<number, Failure>> = {
    301: 'protocol',
    302: 'protocol',
    307: 'protocol',
    400: 'rejected',
    401: 'authorization',
    403: 'authorization',
    404: 'rejected',
    418: 'rejected',
    429: 'network',
    500: 'rejected',
    501: 'rejected',
    502: 'network',
    503: 'network',
    504: 'network',
  };
  for (const [status, failure] of Object.entries(kinds)) {
    it(`${status} is ${failure}, whatever the body`, () => {
      for (const json of [undefined, null, {}, [], 'text', 7, { providers: [] }, { access_token: 'x' }]) {
        const error = refusal({ status: Number(status), json });
        assert.equal(error.failure, failure);
        assert.ok(error.message.includes(`HTTP ${status}`), error.message);
      }
    });
  }

  for (const status of [429, 502, 503, 504, 500]) {
    it(`${status} passes on for how long the server asks to be left alone, in every coat`, () => {
      for (const json of [undefined, {}, ...Object.values(COATS).map(([coat]) => coat)]) {
        assert.equal(refusal({ status, json, retryAfter: 90_000 }).retryAfter, 90_000, JSON.stringify(json));
        assert.equal(refusal({ status, json }).retryAfter, undefined);
      }
    });
  }
});

describe('parseAnswer: HTTP 200 with something else than an object', () => {
  const bodies = {
    'HTML, or nothing': undefined,
    null: null,
    'a text': 'ok',
    'a number': 1,
    true: true,
    'an array': [{}],
  };
  for (const [name, json] of Object.entries(bodies)) {
    it(`is an answer of something in between (${name})`, () => {
      assert.equal(refusal({ status: 200, json }).failure, 'protocol');
    });
  }

  it('so is HTTP 204', () => {
    assert.equal(refusal({ status: 204, json: undefined }).failure, 'protocol');
  });
});

describe('parseAnswer: success', () => {
  it('returns the object', () => {
    for (const json of [{}, { providers: [] }, { result: true }]) {
      assert.equal(parseAnswer({ status: 200, json }), json);
    }
  });

  it('is not spoilt by an empty error', () => {
    for (const error of [null, '', '  ', undefined, {}, { message: ' ' }]) {
      assert.doesNotThrow(() => parseAnswer({ status: 200, json: { error, result: true } }));
    }
  });
});

describe("parseAnswer: the server's text", () => {
  it('is shown as one line of bounded length without tricks', () => {
    const { message } = refusal({ status: 200, json: { error: `a\nb\u202E${'x'.repeat(100_000)}` } });
    assert.match(message, /^Workbench says: a b\\u\{202e\}x+…\. Tell your administrator/);
    assert.ok(message.length < 300);
  });

  it('is something also where an error is an object of another making', () => {
    assert.match(refusal({ status: 200, json: { error: { code: 17 } } }).message, /code.*17/);
  });

  it('is bounded also where such an object is a hundred thousand levels deep', () => {
    const json: unknown = JSON.parse(`{"error":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`);
    assert.equal(refusal({ status: 200, json }).failure, 'rejected');
  });
});

describe('requestBody', () => {
  it('names the method bare, with parameters as an object', () => {
    assert.deepEqual(requestBody('oauth_integrations'), { method: 'oauth_integrations', kwparams: {} });
    assert.deepEqual(requestBody('oauth_sign_in', { uuid: 'g' }), { method: 'oauth_sign_in', kwparams: { uuid: 'g' } });
  });

  it('can ask for the page to be opened', () => {
    const { kwparams } = requestBody('oauth_sign_in', { uuid: 'g', open: true });
    assert.deepEqual(kwparams, { uuid: 'g', open: true });
  });
});

describe('isUnknownMethod', () => {
  for (const status of [404, 405, 501]) {
    it(`is true with HTTP ${status}, whatever the body`, () => {
      for (const json of [undefined, {}, { error: 'x' }, []]) {
        assert.equal(isUnknownMethod('oauth_sign_in', { status, json }), true);
      }
    });
  }

  const unknown = [
    'Unknown method',
    'unsupported method: foo',
    'Method not found',
    'No such method',
    'Invalid method',
    'oauth_sign_in: not found',
    'UNSUPPORTED: oauth_sign_in',
    { message: 'Method not found', description: 'at all' },
    { message: 'Unknown', description: 'oauth_sign_in' },
  ];
  for (const error of unknown) {
    it(`is true of the error ${JSON.stringify(error)}, with HTTP 200 and 400`, () => {
      assert.equal(isUnknownMethod('oauth_sign_in', { status: 200, json: { error } }), true);
      assert.equal(isUnknownMethod('oauth_sign_in', { status: 400, json: { error } }), true);
    });
  }

  const known = [
    { error: 'Integration not found' },
    { error: 'Unknown integration' },
    { error: 'unknown user' },
    { error: 'oauth_sign_out not found' },
    { error: 'oauth_sign_in is disabled' },
    { error: 'The method failed' },
    { error: null },
    { url: 'https://example.org/method-not-found' },
    { result: false },
    [],
    null,
  ];
  for (const json of known) {
    it(`is false of ${JSON.stringify(json)}`, () => {
      for (const status of [200, 400, 403, 500]) {
        assert.equal(isUnknownMethod('oauth_sign_in', { status, json }), false);
      }
    });
  }
});
