import assert from 'node:assert/strict';
import type { Template } from '../../../src/connect/api/templates.js';
import { prefilled, problemOf, type Values, visibleInputs } from '../../../src/connect/templates/inputs.js';
import { Secret } from '../../../src/core/secret.js';
import { embeddedTemplate, templateOf } from './templateBench.js';

const namesOf = (template: Template, values: Values) => visibleInputs(template, values).map(({ name }) => name);

/** A template with a field `x` that is visible on a condition. */
const conditional = (visibility_expression: unknown) =>
  templateOf({ id: 'a', fields: [{ name: 'x', visibility_expression }, { name: 'y' }] });

describe("A template's inputs", () => {
  it('are visible in their order, as the defaults demand', () => {
    assert.deepEqual(namesOf(embeddedTemplate('custom'), {}), [
      ...['auth_type', 'auth_mode', 'client_id', 'client_secret', 'authorization_uri', 'token_uri'],
      ...['token_endpoint_auth_method', 'scopes', 'use_pkce'],
    ]);
  });

  it('are visible as the values demand', () => {
    const custom = embeddedTemplate('custom');
    assert.ok(!namesOf(custom, { auth_mode: 'Public' }).includes('client_secret'));
    assert.deepEqual(namesOf(custom, { auth_type: 'Service Account' }), [
      ...['auth_type', 'client_id', 'client_secret', 'token_uri', 'token_endpoint_auth_method', 'scopes'],
    ]);
  });

  for (const [what, expression, values, isVisible] of [
    ['an empty expression', {}, {}, true],
    ['null', null, {}, true],
    ['and without operands', { operator: 'and', operands: [] }, {}, true],
    ['or without operands', { operator: 'or', operands: [] }, {}, false],
    ['not', { operator: 'not', operands: [{ name: 'y', value: 'a' }] }, { y: 'a' }, false],
    ['an operator in capitals', { operator: 'OR', operands: [{ name: 'y', value: 'a' }] }, { y: 'a' }, true],
    ['an operator that is not known', { operator: 'xor', operands: [{ name: 'y', value: 'a' }] }, {}, true],
    ['a value of another type', { name: 'y', value: true }, { y: 'true' }, false],
    ['a default', { name: 'y', value: '' }, {}, true],
    ['an inherited member', { name: 'constructor', value: 'x' }, {}, false],
    ['a secret', { name: 'y', value: 'a' }, { y: new Secret('a') }, true],
  ] as const) {
    it(`are ${isVisible ? 'visible' : 'hidden'} by ${what}`, () => {
      assert.equal(namesOf(conditional(expression), values).includes('x'), isVisible);
    });
  }

  it('are in the order that the server gives; those with the same one stay as they are, options first', () => {
    const options = [{ name: 'a', type: 'bool', order: 1 }];
    const fields = [{ name: 'b' }, { name: 'c', order: -1 }, { name: 'd', order: 1 }];
    assert.deepEqual(namesOf(templateOf({ id: 'a', options, fields }), {}), ['c', 'b', 'a', 'd']);
  });

  const problem = (input: object, value: string | boolean) => {
    const [only] = templateOf({ id: 'a', ...input }).inputs;
    assert.ok(only);
    return problemOf(only, value)?.kind;
  };
  const pattern = (validation: string, value: string) => problem({ fields: [{ name: 'x', validation }] }, value);

  it('are checked by the pattern', () => {
    assert.equal(pattern('^https?://', 'ftp://x'), 'pattern');
    assert.equal(pattern('^https?://', 'https://x'), undefined);
    assert.equal(pattern('(?i)^ABC$', 'abc'), undefined);
    assert.equal(pattern(String.raw`^\S.*$`, '{\n"type": "service_account"\n}'), undefined);
    assert.equal(pattern('', ''), undefined);
  });

  it('are left to the server where the pattern is not one of JavaScript, or too long', () => {
    for (const validation of ['(', String.raw`\Ax\z`, '^[[:alpha:]]+$', `^${'a'.repeat(3_000)}$`]) {
      assert.equal(pattern(validation, 'something else'), undefined, validation.slice(0, 20));
    }
  });

  it('are left to the server where the pattern takes too long', () => {
    assert.equal(pattern('^(a+)+$', `${'a'.repeat(60)}!`), undefined);
  });

  it('are checked by the choices', () => {
    const select = { options: [{ name: 'x', type: 'select', values: ['a', 'b'] }] };
    assert.deepEqual([problem(select, 'a'), problem(select, 'c')], [undefined, 'choice']);
    assert.equal(problem({ options: [{ name: 'x', type: 'bool' }] }, 'true'), 'choice');
  });

  it('take what they know from other values', () => {
    const taken = prefilled(embeddedTemplate('custom'), {
      ...{ auth_type: 'Viewer', auth_mode: 'Nonsense', client_secret: 'canary', use_pkce: false, unknown: 'x' },
    });
    assert.deepEqual(Object.keys(taken).sort(), ['auth_type', 'client_secret', 'use_pkce']);
    assert.ok(taken['client_secret'] instanceof Secret);
  });
});
