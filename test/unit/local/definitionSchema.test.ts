import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { FIELDS } from '../../../src/local/definition/fields.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { RESERVED_PARAMETERS } from '../../../src/oauth/authorizationRequest.js';
import { changedEntry, rightEntry } from './entries.js';

interface Property {
  readonly type: string;
  readonly scope: string;
  readonly default: unknown;
  readonly items: {
    readonly properties: Readonly<Record<string, object>>;
    readonly defaultSnippets: readonly { readonly body: Readonly<Record<string, unknown>> }[];
  };
}

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
const { contributes } = read('package.json') as {
  contributes: { configuration: { properties: Readonly<Record<string, Property>> } };
};
const texts = read('package.nls.json') as Readonly<Record<string, string>>;

describe('The JSON schema of availableCredentials.integrations', () => {
  const property = contributes.configuration.properties['availableCredentials.integrations'];
  assert.ok(property);
  // VS Code has keywords of its own, and so have the conditions for fields that are described elsewhere.
  const accepts = new Ajv({ strict: false }).compile(property.items);

  it('is of a list that no workspace can set', () => {
    assert.deepEqual([property.type, property.default, property.scope], ['array', [], 'machine']);
  });

  it('has every field, and none for a secret', () => {
    assert.deepEqual(Object.keys(property.items.properties), FIELDS);
  });

  it('has a text for each that it shows', () => {
    const keys = JSON.stringify(property).matchAll(/%([^%"]+)%/g);
    assert.deepEqual(
      Array.from(keys, ([, key]) => key ?? '').filter((key) => !texts[key]),
      [],
    );
  });

  it('offers entries with which nothing is wrong, once they are filled in', () => {
    for (const { body } of property.items.defaultSnippets) {
      const entry: unknown = JSON.parse(JSON.stringify(body).replace(/\$\{\d:([^}]+)\}/g, '$1'));
      assert.ok(accepts(entry), JSON.stringify(accepts.errors));
      assert.ok(!isInvalid(parseDefinition(entry)));
    }
  });

  it('names the parameters that an entry must not set', () => {
    for (const name of RESERVED_PARAMETERS) {
      const entry = { name: 'x', issuer: 'https://a.example', authorization_parameters: { [name]: 'x' } };
      assert.equal(accepts(entry), false, name);
    }
  });

  it('accepts whatever the parser accepts', () => {
    fc.assert(
      fc.property(fc.oneof(rightEntry, changedEntry), (entry) => isInvalid(parseDefinition(entry)) || accepts(entry)),
      { numRuns: 5_000 },
    );
  });

  it('accepts nothing else, but for addresses, of which a pattern can tell only the outline', () => {
    fc.assert(
      fc.property(changedEntry, (entry) => {
        const parsed = parseDefinition(entry);
        return !isInvalid(parsed) || / cannot be used: /.test(parsed.problem) || !accepts(entry);
      }),
      { numRuns: 5_000 },
    );
  });
});
