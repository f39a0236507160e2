import assert from 'node:assert/strict';
import type { JsonResponse } from '../../../src/core/httpClient.js';
import { errorChain, type Failure } from '../../../src/core/errors.js';
import { isUnknownMethod, requestBody } from '../../../src/workbench/protocol.js';
import { failureOf } from './failureOf.js';
import { parseAnswer } from './parseAnswer.js';
import { ok } from './sourceHarness.js';

const refusal = (response: JsonResponse) => failureOf(() => parseAnswer(response));

/** Every form of a failure, and the reason that is told; `undefined` where the server gives none. */
const FORMS: Readonly<Record<string, readonly [json: unknown, told: string | undefined]>> = {
  'error as text': [{ error: 'Session is over' }, 'Session is over'],
  'error as an object': [{ error: { message: 'Denied', description: 'by policy' } }, 'Denied: by policy'],
  'error with a message alone': [{ error: { message: 'Denied' } }, 'Denied'],
  'error with a description alone': [{ error: { message: null, description: 'by policy' } }, 'by policy'],
  'error with a description that repeats the message': [{ error: { message: 'No', description: 'No' } }, 'No'],
  'error beside a result': [{ error: 'Denied', result: true }, 'Denied'],
  // posit-sdk-py and rstudioapi both take these for failures.
  'an empty error': [{ error: '' }, undefined],
  'an error that is an empty object': [{ error: {}, providers: [] }, undefined],
  'an error that is false': [{ error: false }, undefined],
  'an empty error with detail': [{ error: ' ', detail: 'Denied' }, 'Denied'],
  'result: false with detail': [{ result: false, detail: 'No such session' }, 'No such session'],
  'result: false with oauth2_error': [
    { result: false, oauth2_error: { error: 'invalid_grant', error_description: 'The grant was revoked' } },
    'The grant was revoked',
  ],
  'result: false with oauth2_error without description': [
    { result: false, oauth2_error: { error: 'invalid_grant' } },
    'invalid_grant',
  ],
  'oauth2_error alone': [
    { oauth2_error: { error: 'invalid_grant', error_description: 'The grant was revoked' } },
    'The grant was revoked',
  ],
  'oauth2_error as text': [{ oauth2_error: 'invalid_grant' }, 'invalid_grant'],
  'oauth2_error with a message': [{ oauth2_error: { message: 'Denied' }, access_token: null }, 'Denied'],
  'result: false alone': [{ result: false }, undefined],
  'result: false beside an error of null': [{ result: false, error: null }, undefined],
};

for (const [form, [json, told]] of Object.entries(FORMS)) {
  describe(`parseAnswer: ${form}`, () => {
    const persists = 'If the problem persists, contact your administrator.';

    it('with HTTP 200 says what the server says', () => {
      const error = refusal({ status: 200, json });
      const words =
        told === undefined ? 'Workbench refused the request and gave no reason.' : `Workbench says: ${told}.`;
      assert.deepEqual([error.failure, error.message, error.said], ['rejected', `${words} ${persists}`, told]);
    });

    for (const status of [400, 409, 422, 500]) {
      it(`with HTTP ${status} says what the server says`, () => {
        const error = refusal({ status, json });
        const words =
          told === undefined ? `Workbench answered with an error (HTTP ${status}).` : `Workbench says: ${told}.`;
        assert.deepEqual([error.failure, error.message], ['rejected', `${words} ${persists}`]);
      });
    }

    it('with HTTP 401 leaves what the server says to the log', () => {
      const error = refusal({ status: 401, json });
      assert.deepEqual([error.failure, error.message.includes('(HTTP 401)')], ['authorization', true]);
      assert.ok(told === undefined || errorChain(error).includes(`Workbench says: ${told}`));
    });

    const kinds = {
      403: told === undefined ? 'authorization' : 'rejected',
      404: 'rejected',
      429: 'network',
      502: 'network',
      503: 'network',
    } as const;
    for (const [status, failure] of Object.entries(kinds)) {
      it(`with HTTP ${status} is of the kind ${failure}, and says what the server says`, () => {
        const error = refusal({ status: Number(status), json });
        assert.equal(error.failure, failure);
        assert.ok(error.message.includes(told === undefined ? `(HTTP ${status})` : `(HTTP ${status}: ${told})`));
      });
    }
  });
}

describe('parseAnswer: a request that fails with a reason in another form', () => {
  const bodies = {
    message: { message: 'No access' },
    'message and description': { message: 'No access', description: 'No access' },
    detail: { detail: 'No access' },
    title: { type: 'about:blank', title: 'No access', status: 403 },
    error_description: { error_description: 'No access' },
    'a JSON text': 'No access',
  };
  for (const [what, json] of Object.entries(bodies)) {
    it(`(${what}) says the reason`, () => {
      for (const status of [400, 403, 404, 500, 503]) {
        assert.match(refusal({ status, json }).message, /No access/);
      }
    });
  }

  it('(plain text) says the reason', () => {
    const { message } = refusal({ status: 403, json: undefined, text: ' No access\nat all.\n' });
    assert.match(message, /^Workbench refused the request \(HTTP 403: No access at all\)\. /);
  });

  it('does not say the status twice', () => {
    for (const error of ['HTTP 403', '403 Forbidden', 'Error 403']) {
      assert.ok(
        refusal({ status: 403, json: { error } }).message.startsWith(`Workbench refused the request (${error}). `),
      );
    }
  });

  it('has a short reason for the view, which shows it until there are rows', () => {
    assert.equal(refusal({ status: 403, json: { error: 'Not for this user' } }).summary, 'Not for this user');
    assert.equal(refusal({ status: 200, json: { error: 'x'.repeat(500) } }).summary?.length, 60);
    assert.equal(refusal({ status: 503, json: undefined }).summary, 'Busy (HTTP 503)');
  });

  it('keeps the advice of a status that means a wrong address, or a version that is too old', () => {
    for (const status of [404, 405, 501]) {
      for (const json of [undefined, {}, { error: 'Not found' }]) {
        assert.match(
          refusal({ status, json }).message,
          /check RS_SERVER_ADDRESS, and whether Workbench is 2026\.01\.0 or later\.$/,
        );
      }
    }
  });
});

describe('parseAnswer: a failure status', () => {
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
    it(`${status} is ${failure}, with any body`, () => {
      for (const json of [undefined, null, {}, [], 7, { providers: [] }, { access_token: 'x' }]) {
        const error = refusal({ status: Number(status), json });
        assert.equal(error.failure, failure);
        assert.ok(error.message.includes(`HTTP ${status}`), error.message);
      }
    });
  }

  for (const status of [429, 502, 503, 504, 500]) {
    it(`${status} contains the server's Retry-After, in every form`, () => {
      for (const json of [undefined, {}, ...Object.values(FORMS).map(([form]) => form)]) {
        assert.equal(refusal({ status, json, retryAfter: 90_000 }).retryAfter, 90_000, JSON.stringify(json));
        assert.equal(refusal({ status, json }).retryAfter, undefined);
      }
    });
  }
});

describe('parseAnswer: HTTP 200 with something else than an object', () => {
  const bodies: Readonly<Record<string, readonly [JsonResponse, RegExp]>> = {
    null: [ok(null), /not a JSON object/],
    'a text': [ok('ok'), /not a JSON object/],
    'an array': [ok([{}]), /not a JSON object/],
    nothing: [{ status: 200, json: undefined, notJson: 'empty' }, /was empty/],
    'nothing, with HTTP 204': [{ status: 204, json: undefined, notJson: 'empty' }, /was empty/],
    'a part of JSON': [{ status: 200, json: undefined, notJson: 'broken' }, /incomplete or not valid JSON/],
    'a page': [{ status: 200, json: undefined, notJson: 'page' }, /sign-in page/],
  };
  for (const [name, [response, told]] of Object.entries(bodies)) {
    it(`says what it is: ${name}`, () => {
      const error = refusal(response);
      assert.equal(error.failure, 'protocol');
      assert.match(error.message, told);
    });
  }
});

describe('parseAnswer: success', () => {
  it('returns the object', () => {
    for (const json of [{}, { providers: [] }, { result: true }]) {
      assert.equal(parseAnswer({ status: 200, json }), json);
    }
  });

  it('ignores an error of null', () => {
    for (const error of [null, undefined]) {
      assert.doesNotThrow(() => parseAnswer({ status: 200, json: { error, result: true } }));
    }
  });

  it('ignores an oauth2_error beside the result, as posit-sdk-py and rstudioapi do', () => {
    for (const result of [{ access_token: 'x' }, { providers: [] }, { result: true }]) {
      const json = { ...result, oauth2_error: { error: 'invalid_grant' } };
      assert.equal(parseAnswer({ status: 200, json }), json);
    }
  });

  it('ignores an empty oauth2_error', () => {
    for (const oauth2_error of [null, '', {}, { error: null }]) {
      assert.doesNotThrow(() => parseAnswer({ status: 200, json: { oauth2_error } }));
    }
  });
});

describe("parseAnswer: the server's text", () => {
  it('is shown as one line of bounded length without tricks', () => {
    const { message } = refusal({ status: 200, json: { error: `a\nb\u202E${'x'.repeat(100_000)}` } });
    assert.match(message, /^Workbench says: a b\\u\{202e\}x+…\. If the problem persists/);
    assert.ok(message.length < 300);
  });

  it('is not empty even if an error is an object of another form', () => {
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
    it(`is true with HTTP ${status} and any body`, () => {
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
