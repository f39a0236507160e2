import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { errorChain } from '../../../src/core/errors.js';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { oneLine } from '../../../src/core/text.js';
import { type IntegrationList, parseIntegrations } from '../../../src/workbench/integrationParser.js';
import { isUnknownMethod, parseSignedOut, parseSignIn, parseToken } from '../../../src/workbench/protocol.js';
import { isRecord } from '../../../src/core/record.js';
import { failureIn } from './failureOf.js';
import { parseAnswer } from './parseAnswer.js';
import { answer, failure, integration, json, provider } from './junk.js';
import { oneProvider, wireIntegration } from './wireIntegration.js';

const STATUS = fc.constantFrom(200, 204, 302, 400, 401, 403, 404, 418, 429, 500, 501, 503, 599);

/** Longest message: what a notification shows without being cut. */
const MAX_MESSAGE_LENGTH = 300;

/** Controls, direction changes, lone surrogates and line breaks, none of which may be seen. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

function assertSafe(what: string, shown: string, maxLength: number): void {
  assert.ok(!UNSAFE.test(shown), `${what} shows a control character: ${JSON.stringify(shown)}`);
  assert.ok(Array.from(shown).length <= maxLength, `${what} is ${shown.length} characters long`);
}

/** What an answer lists; nothing where nothing in it can be used, which is a failure. */
function parsedOrEmpty(answer: Readonly<Record<string, unknown>>): IntegrationList {
  let list: IntegrationList = { integrations: [], problems: [] };
  const error = failureIn(() => (list = parseIntegrations(answer)));
  assert.ok(error === undefined || error.message.startsWith('Nothing in'), error?.message);
  return list;
}

/** All texts of an integration that a row, its tooltip or its details show. */
function textsOf(integration: ListedIntegration): readonly string[] {
  const { status, actions, scopes, gitHosts, expiry, properties, signInEnded, isTokenUnknown, ...texts } = integration;
  assert.deepEqual([properties, signInEnded, isTokenUnknown], [undefined, undefined, undefined]);
  const detail = status.kind === 'configurationError' ? [status.detail] : [];
  const shown = [...Object.values(texts), ...detail, ...actions, ...[scopes, gitHosts].map((list) => list?.join(' '))];
  assert.ok(expiry === undefined || Number.isFinite(expiry.at));
  return shown.filter((text) => text !== undefined);
}

/** The paths of all values in a value of JSON, such as `['providers', 0]`. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))]
    : [path];
}

/** A copy of a value of JSON in which another stands at a path. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  const entries = Object.entries(value).map(([name, child]: [string, unknown]) => [
    name,
    name === key ? replaced(child, rest, by) : child,
  ]);
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

/** Fields that only the broker sends. */
const ADDED = { complete: true, expiry: '2026-12-31T23:59:59Z', renewable: true, git_hosts: ['git.example.org'] };

const GOOD = {
  providers: [
    {
      type: 'custom',
      integrations: [wireIntegration({ uid: 'good-1' }), wireIntegration({ uid: 'good-2', error: null, ...ADDED })],
    },
    { type: 'databricks', integrations: [wireIntegration({ uid: 'good-3', type: 'databricks', config_error: {} })] },
  ],
};

describe('Any JSON as an answer', () => {
  it('is understood, or is a CredentialError that is safe to show and to log', () => {
    fc.assert(
      fc.property(answer, STATUS, (body, status) => {
        const response = { status, json: body };
        for (const parse of [parseIntegrations, parseSignIn, parseSignedOut, parseToken]) {
          const error = failureIn(() => parse(parseAnswer(response)));
          failureIn(() => isUnknownMethod('oauth_sign_in', response));
          assertSafe('the message', error?.message ?? '', MAX_MESSAGE_LENGTH);
          assertSafe('the log', error ? errorChain(error) : '', 3_000);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('has only texts that one line shows safely, and few problems', () => {
    fc.assert(
      fc.property(fc.array(provider), (providers) => {
        const { integrations, problems } = parsedOrEmpty({ providers });
        for (const text of integrations.flatMap(textsOf)) {
          assertSafe('a row', oneLine(text), 120);
          assertSafe('a tooltip', oneLine(text, 2_000), 2_000);
        }
        assertSafe('the log', problems.join('; '), 1_000);
      }),
      { numRuns: 200 },
    );
  });

  it('has a label for each integration, and a status that says what it offers', () => {
    fc.assert(
      fc.property(fc.array(integration), (entries) => {
        for (const { label, status, actions, guid } of parsedOrEmpty(oneProvider(...entries)).integrations) {
          assert.notEqual(label.trim(), '');
          assert.equal(status.kind === 'configurationError', actions.length === 0);
          assert.ok(status.kind === 'configurationError' || guid !== undefined);
        }
      }),
    );
  });

  it('that contains a valid integration among junk keeps it unchanged and in its place', () => {
    const good = wireIntegration();
    const [expected] = parseIntegrations(oneProvider(good)).integrations;
    const junk = fc.array(integration, { maxLength: 4 });
    const providers = fc.array(provider, { maxLength: 4 });
    fc.assert(
      fc.property(providers, providers, junk, junk, (before, after, above, below) => {
        const offset = parsedOrEmpty({ providers: before }).integrations.length;
        const own = { type: 'custom', integrations: [...above, good, ...below] };
        const { integrations } = parseIntegrations({ providers: [...before, own, ...after] });
        assert.deepEqual(integrations[offset + above.filter(isRecord).length], expected);
      }),
    );
  });

  it('loses no entry of a list of integrations that is an object, however bad', () => {
    fc.assert(
      fc.property(fc.array(integration), (entries) => {
        assert.equal(parsedOrEmpty(oneProvider(...entries)).integrations.length, entries.filter(isRecord).length);
      }),
    );
  });
});

describe('Any JSON beside a token', () => {
  const TOKEN = 'canary-token';

  it('leaves it whole, or is a CredentialError that does not tell it', () => {
    fc.assert(
      fc.property(answer, (besides) => {
        const body = typeof besides === 'object' && !Array.isArray(besides) ? besides : {};
        const read = () => parseToken(parseAnswer({ status: 200, json: { ...body, access_token: TOKEN } }));
        const error = failureIn(() => assert.ok(read()?.value.reveal() === TOKEN));
        assert.ok(!(error ? errorChain(error) + inspect(error) : inspect(read())).includes(TOKEN));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('Any JSON in place of any field of a good answer', () => {
  const good = parseIntegrations(GOOD).integrations;
  /** The path of each integration in `good`. */
  const places = [
    ['providers', '0', 'integrations', '0'],
    ['providers', '0', 'integrations', '1'],
    ['providers', '1', 'integrations', '0'],
  ];

  it('loses none of the integrations beside it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(GOOD)), fc.oneof(json, failure), (path, by) => {
        const isBeside = (place: readonly string[] = []) =>
          place.some((key, level) => level < path.length && key !== path[level]);
        const beside = good.filter((_each, at) => isBeside(places[at]));
        let listed: readonly ListedIntegration[] = [];
        const error = failureIn(() => {
          listed = parseIntegrations(parseAnswer({ status: 200, json: replaced(GOOD, path, by) })).integrations;
        });
        assert.ok(error === undefined || path.length <= 1, error?.message);
        assert.deepEqual(
          listed.filter(({ guid }) => beside.some((each) => each.guid === guid)),
          beside,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes nothing but itself, if that field is one that the broker adds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(ADDED)), json, (field, by) => {
        const listed = [{ [field]: by }, {}].map((fields) => {
          const { integrations } = parseIntegrations(oneProvider(wireIntegration(fields)));
          return integrations.map((each) => ({ ...each, expiry: undefined, gitHosts: undefined }));
        });
        assert.deepEqual(listed[0], listed[1]);
      }),
    );
  });

  it('leaves the good list as it is if the field is unknown', () => {
    fc.assert(
      fc.property(fc.string(), json, (name, value) => {
        fc.pre(!['error', 'result', 'providers'].includes(name));
        const body = Object.defineProperty({ ...GOOD }, name, { value, enumerable: true });
        assert.deepEqual(parseIntegrations(parseAnswer({ status: 200, json: body })).integrations, good);
      }),
    );
  });
});
