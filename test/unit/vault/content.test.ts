import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Secret } from '../../../src/core/secret.js';
import type { StoredCredentials } from '../../../src/vault/storedCredentials.js';
import { ContentReader, EMPTY, entryOf, writeContent } from '../../../src/vault/content.js';
import * as zod from '../../../src/vault/zod.js';
import { json } from '../workbench/junk.js';
import { plainKeptOf, secretsOf } from './storedSecrets.js';
import { keptFrom, plain, type Plain } from '../local/plain.js';

const reader = new ContentReader(zod);

const text = fc.string({ minLength: 1, unit: 'binary' });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const registration = fc.record(
  {
    ...{ clientId: text, clientSecret: maybe(text), redirectUri: text },
    authMethod: fc.constantFrom('none', 'client_secret_basic', 'client_secret_post'),
  },
  { requiredKeys: ['clientId', 'clientSecret', 'redirectUri'] },
);
const anyKept: fc.Arbitrary<Plain<StoredCredentials>> = fc.record({
  clientSecret: maybe(text),
  registration: maybe(registration),
  grant: maybe(
    fc.record({
      accessToken: text,
      tokenType: text,
      expiresAt: maybe(fc.integer()),
      refreshToken: maybe(text),
      scope: maybe(fc.string()),
      registration: maybe(registration),
      extra: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })).map(asStored),
    }),
  ),
});

/** As JSON gives it back: without `-0`, say. `__proto__` is left out, which no server has reason to send. */
function asStored(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const stored = Object.entries(JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
  return Object.fromEntries(stored.filter(([name]) => name !== '__proto__'));
}

function entriesOf(all: Readonly<Record<string, Plain<StoredCredentials>>>): Map<string, Secret<unknown>> {
  return new Map(Object.entries(all).map(([id, kept]) => [id, entryOf(keptFrom(kept))]));
}

/** An object that is an entry, or is nearly one. */
const nearlyKept = fc
  .tuple(anyKept, fc.constantFrom('clientSecret', 'registration', 'grant'), json)
  .map(([kept, field, value]) => ({ ...kept, [field]: value }));

describe('The content of the vault', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.uuid(), anyKept), (entries) => {
        const content = reader.content(writeContent({ ...EMPTY, entries: entriesOf(entries) }));
        assert.ok(content);
        assert.deepEqual(
          Object.fromEntries([...content.entries].map(([id, value]) => [id, plain(reader.entry(value))])),
          // Without the objects that have no prototype, which fast-check makes.
          structuredClone(entries),
        );
      }),
    );
  });

  it('has only valid entries, for any JSON', () => {
    const contents = fc.oneof(
      json,
      fc.record({ entries: fc.oneof(json, fc.dictionary(fc.string(), nearlyKept)), answers: json }),
    );
    fc.assert(
      fc.property(contents, (value) => {
        const content = reader.content(textOf(value));
        for (const each of content?.entries.values() ?? []) {
          const entry = reader.entry(each);
          if (!('wrong' in entry)) assertValid(plain(entry));
        }
        for (const { state, answer, at } of content?.answers ?? []) {
          assert.deepEqual([typeof state, typeof answer.reveal(), typeof at], ['string', 'string', 'number']);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read however deep it is nested', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const grant = `{"accessToken":"x","tokenType":"x","extra":{"deep":${deep}}}`;
    const content = reader.content(`{"entries":{"a":${deep},"b":{"grant":${grant}}},"answers":${deep}}`);
    assert.deepEqual(
      [...(content?.entries.values() ?? [])].map((value) => 'wrong' in reader.entry(value)),
      [true, false],
    );
  });

  it('is undefined if it is not JSON, or has no entries', () => {
    for (const wrong of ['', '{', 'null', '[]', '1', '{}', '{"entries":null}', '{"entries":[]}', '{"entries":"x"}']) {
      assert.equal(reader.content(wrong), undefined, wrong);
    }
  });

  it('keeps what it does not know, and what it can’t read, unless it is changed', () => {
    const stored = `{"entries":{"a":{"new":[1]},"b":17,"__proto__":{"clientSecret":"x"}},"answers":[]}`;
    const content = reader.content(stored);
    assert.equal(content && writeContent(content), stored);
  });

  it('leaves out an invalid answer', () => {
    const good = { state: 'hash', answer: 'code=1', at: 1 };
    const answers = [good, { ...good, at: 'x' }, { ...good, state: '' }, null, 7];
    assert.deepEqual(plain(reader.content(JSON.stringify({ entries: {}, answers }))?.answers), [good]);
    assert.deepEqual(reader.content(JSON.stringify({ entries: {}, answers: 'none' }))?.answers, []);
  });
});

describe('An entry of the vault', () => {
  it('may be without all that is optional', () => {
    const stored: unknown = JSON.parse('{"clientSecret":"only"}');
    const none = { registration: undefined, grant: undefined };
    assert.deepEqual(plain(reader.entry(new Secret(stored))), { clientSecret: 'only', ...none });
    assert.deepEqual(reader.entry(new Secret({})), { clientSecret: undefined, ...none });
  });

  const good = plainKeptOf('alpha');
  const wrong: Readonly<Record<string, unknown>> = {
    '': 'no object',
    clientSecret: { ...good, clientSecret: 5 },
    registration: { ...good, registration: 'alpha-registered-client' },
    'registration.redirectUri': { ...good, registration: { ...good.registration, redirectUri: undefined } },
    'grant.accessToken': { ...good, grant: { ...good.grant, accessToken: '' } },
    'grant.expiresAt': { ...good, grant: { ...good.grant, expiresAt: Infinity } },
    'grant.refreshToken': { ...good, grant: { ...good.grant, refreshToken: null } },
    'grant.registration.clientId': { ...good, grant: { ...good.grant, registration: { redirectUri: 'x' } } },
    'grant.extra': { ...good, grant: { ...good.grant, extra: [] } },
  };
  for (const [field, value] of Object.entries(wrong)) {
    it(`with an invalid ${field || 'type'} is left out, and is reported without its value`, () => {
      const entry = reader.entry(new Secret(value));
      assert.deepEqual(entry, { wrong: field });
      assert.ok(!secretsOf('alpha').some((secret) => JSON.stringify(entry).includes(secret)));
    });
  }
});

/** A value as JSON. What is nested too deep for that is left to a test of its own. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    fc.pre(false);
    return '';
  }
}

function assertValid({ clientSecret, registration: registered, grant }: Plain<StoredCredentials>): void {
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  const isTextOrNone = (value: unknown) => value === undefined || isText(value);
  assert.ok(isTextOrNone(clientSecret));
  for (const each of [registered, grant?.registration]) {
    assert.ok(
      each === undefined || (isText(each.clientId) && isText(each.redirectUri) && isTextOrNone(each.clientSecret)),
    );
  }
  if (grant) {
    assert.ok(isText(grant.accessToken) && isText(grant.tokenType) && isTextOrNone(grant.refreshToken));
    assert.ok(grant.expiresAt === undefined || Number.isFinite(grant.expiresAt));
    assert.ok(grant.scope === undefined || typeof grant.scope === 'string');
    assert.equal(Object.prototype.toString.call(grant.extra), '[object Object]');
  }
}
