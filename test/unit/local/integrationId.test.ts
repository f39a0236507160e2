import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ServerLocation } from '../../../src/oauth/authorizationServer.js';
import { integrationId } from '../../../src/local/definition/integrationId.js';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  // What separates parts in one way of writing them or another.
  fc.string({ unit: fc.constantFrom('a', '"', ',', '[', ']', '\\', '\0', '\n', ':', '/', '\ud800') }),
);
const server: fc.Arbitrary<ServerLocation> = fc.oneof(
  fc.record({ issuer: text }),
  fc.record({ authorizationUri: fc.option(text, { nil: undefined }), tokenUri: text }),
);
const identity = fc.record({ server, clientId: fc.option(text, { nil: undefined }), name: text });

const EXAMPLE = { server: { issuer: 'https://login.example.org' }, clientId: 'me', name: 'example' };

describe('The Integration ID', () => {
  it('is what it has always been', () => {
    // By another library: Python's uuid.uuid5.
    assert.equal(integrationId(EXAMPLE), '9b1ee52b-9c1c-5c81-919d-8e18ec89eee8');
    const server = { authorizationUri: 'https://login.example.org/a', tokenUri: 'https://login.example.org/t' };
    assert.equal(integrationId({ ...EXAMPLE, server }), '90502e0a-e98c-519b-b6c5-20ad53adf91d');
  });

  it('is the same for the same, and a UUID of version 5', () => {
    fc.assert(
      fc.property(identity, (each) => {
        const id = integrationId(each);
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.equal(integrationId(structuredClone(each)), id);
      }),
    );
  });

  it('is another one for another server, client or name, however they are cut', () => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        assert.equal(integrationId(one) === integrationId(other), isSame(one, other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes with each of its parts', () => {
    fc.assert(
      fc.property(identity, text, (each, other) => {
        const changed = [
          { ...each, name: other },
          { ...each, clientId: other },
          { ...each, server: { issuer: other } },
          { ...each, server: { authorizationUri: other, tokenUri: 'https://a.example' } },
          { ...each, server: { authorizationUri: 'https://a.example', tokenUri: other } },
          { ...each, clientId: undefined },
        ];
        for (const another of changed) {
          assert.equal(integrationId(another) === integrationId(each), isSame(another, each));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  const spellings: readonly (readonly [string, Parameters<typeof integrationId>[0]])[] = [
    ['the case of a host', { ...EXAMPLE, server: { issuer: 'HTTPS://LOGIN.example.org' } }],
    ['a slash after the host', { ...EXAMPLE, server: { issuer: 'https://login.example.org/' } }],
    ['the usual port', { ...EXAMPLE, server: { issuer: 'https://login.example.org:443' } }],
    ['spaces around the name', { ...EXAMPLE, name: ' example ' }],
  ];
  for (const [what, identical] of spellings) {
    it(`does not change with ${what}`, () => assert.equal(integrationId(identical), integrationId(EXAMPLE)));
  }

  it('does not change with how a letter is put together', () => {
    assert.equal(
      integrationId({ ...EXAMPLE, name: 'Zu\u0308rich' }),
      integrationId({ ...EXAMPLE, name: 'Z\u00fcrich' }),
    );
  });

  it('distinguishes paths: two issuers can differ in a slash', () => {
    const at = (issuer: string) => integrationId({ ...EXAMPLE, server: { issuer } });
    assert.notEqual(at('https://a.example/x'), at('https://a.example/x/'));
    assert.notEqual(at('https://a.example/x'), at('https://a.example/X'));
  });
});

type Identity = Parameters<typeof integrationId>[0];

/** Compared part by part, where the ID compares one text. */
function isSame(one: Identity, other: Identity): boolean {
  const url = (text: string | undefined) => (text !== undefined && URL.canParse(text) ? new URL(text).href : text);
  const isSameServer =
    one.server.issuer === undefined || other.server.issuer === undefined
      ? one.server.issuer === undefined &&
        other.server.issuer === undefined &&
        url(one.server.authorizationUri) === url(other.server.authorizationUri) &&
        url(one.server.tokenUri) === url(other.server.tokenUri)
      : url(one.server.issuer) === url(other.server.issuer);
  return (
    isSameServer && one.clientId === other.clientId && one.name.trim().normalize() === other.name.trim().normalize()
  );
}
