import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CredentialError } from '../../../src/core/errors.js';
import {
  isUnknownMethod,
  parseAnswer,
  parseIntegrations,
  parseSignedOut,
  parseSignInUrl,
} from '../../../src/workbench/protocol.js';
import { oneProvider, wireIntegration } from './wireIntegration.js';

const json = fc.jsonValue({ maxDepth: 3 });
const text = fc.oneof(fc.constantFrom('', ' ', 'x', 'unknown method'), fc.string());
const failure = fc.oneof(text, fc.record({ message: json, description: json }, { requiredKeys: [] }), json);

/** An integration whose fields are good, bad or missing, or something else altogether. */
const integration = fc.oneof(
  json,
  fc.record(
    {
      uid: fc.oneof(text, json),
      type: fc.oneof(text, json),
      name: fc.oneof(text, json),
      display_name: fc.oneof(text, json),
      client_id: fc.oneof(text, json),
      auth_url: fc.oneof(text, json),
      token_url: fc.oneof(text, json),
      issuer: fc.oneof(text, json),
      scopes: fc.oneof(fc.array(fc.oneof(text, json)), json),
      authenticated: fc.oneof(fc.boolean(), json),
      error: failure,
      config_error: failure,
      error_message: failure,
    },
    { requiredKeys: [] },
  ),
);
const provider = fc.oneof(
  json,
  fc.record({ type: fc.oneof(text, json), integrations: fc.oneof(fc.array(integration), json) }, { requiredKeys: [] }),
);

const answer = fc.oneof(
  json,
  fc.record(
    {
      error: failure,
      result: fc.oneof(fc.boolean(), json),
      detail: fc.oneof(text, json),
      oauth2_error: fc.oneof(fc.record({ error: json, error_description: json }, { requiredKeys: [] }), json),
      url: fc.oneof(text, json),
      providers: fc.oneof(fc.array(provider), json),
    },
    { requiredKeys: [] },
  ),
);

describe('Any JSON as an answer', () => {
  it('is understood, or is a CredentialError', () => {
    const status = fc.constantFrom(200, 204, 302, 400, 401, 404, 418, 429, 500, 503);
    fc.assert(
      fc.property(answer, status, (body, code) => {
        const response = { status: code, json: body };
        for (const parse of [parseIntegrations, parseSignInUrl, parseSignedOut]) {
          try {
            isUnknownMethod('oauth_sign_in', response);
            parse(parseAnswer(response));
          } catch (error) {
            assert.ok(error instanceof CredentialError, String(error));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('that holds a good integration among junk keeps it whole and in its place', () => {
    const good = wireIntegration();
    const [expected] = parseIntegrations(oneProvider(good)).integrations;
    const junk = fc.array(integration, { maxLength: 4 });
    const providers = fc.array(provider, { maxLength: 4 });
    fc.assert(
      fc.property(providers, providers, junk, junk, (before, after, above, below) => {
        const offset = parseIntegrations({ providers: before }).integrations.length;
        const own = { type: 'custom', integrations: [...above, good, ...below] };
        const { integrations } = parseIntegrations({ providers: [...before, own, ...after] });
        assert.deepEqual(integrations[offset + above.length], expected);
      }),
    );
  });

  it('loses no entry of a list of integrations, however bad', () => {
    fc.assert(
      fc.property(fc.array(integration), (entries) => {
        assert.equal(parseIntegrations(oneProvider(...entries)).integrations.length, entries.length);
      }),
    );
  });
});
