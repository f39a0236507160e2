import assert from 'node:assert/strict';
import { parseAssociations, parseFoundContent } from '../../../src/connect/api/content.js';
import { WrongField } from '../../../src/connect/api/fields.js';
import { parseIntegrations } from '../../../src/connect/api/integrations.js';
import { parseServerSettings, parseUser } from '../../../src/connect/api/server.js';
import { parseSessions } from '../../../src/connect/api/sessions.js';
import { parseTemplates } from '../../../src/connect/api/templates.js';

const guid = '3f1d5c1e-5f0b-4f39-9a54-0d6a2b7c9e01';
const nested = (depth: number): object =>
  depth === 0 ? { name: 'x', value: 1 } : { operator: 'and', operands: [nested(depth - 1)] };

describe('An answer of Posit Connect', () => {
  for (const [parse, json, field] of [
    [parseUser, [], 'the answer'],
    [parseUser, { guid, username: '' }, 'username'],
    [parseUser, { guid: '../../v1/users', username: 'a' }, 'guid'],
    [parseServerSettings, { license: 'none' }, 'license'],
    [parseServerSettings, { license: { 'oauth-integrations': 'yes' } }, 'license.oauth-integrations'],
    [parseIntegrations, {}, 'the answer'],
    [parseIntegrations, [null], '[0]'],
    [parseIntegrations, [{ guid }, {}], '[1].guid'],
    [parseIntegrations, [{ guid, name: 5 }], '[0].name'],
    [parseIntegrations, [{ guid, config: [] }], '[0].config'],
    [parseIntegrations, [{ guid, content_count: -1 }], '[0].content_count'],
    [parseIntegrations, [{ guid, created_time: 'yesterday' }], '[0].created_time'],
    [parseIntegrations, [{ guid, permissions: [{ user_guid: 'x' }] }], '[0].permissions[0].user_guid'],
    [parseSessions, [{ guid }], '[0].oauth_integration_guid'],
    [parseFoundContent, {}, 'results'],
    [parseFoundContent, { results: [{ guid, owner: 'me' }] }, 'results[0].owner'],
    [parseAssociations, [{ oauth_integration_guid: 1 }], '[0].oauth_integration_guid'],
    [parseTemplates, [{ id: '' }], '[0].id'],
    [parseTemplates, [{ id: 'a', options: [{ name: 'x', type: 'date' }] }], '[0].options[0].type'],
    [parseTemplates, [{ id: 'a', options: [{ name: 'x', type: 'select' }] }], '[0].options[0].values'],
    [parseTemplates, [{ id: 'a', fields: [{ name: 'x' }, { name: 'x' }] }], '[0].fields[1].name'],
    [parseTemplates, [{ id: 'a', fields: [{ name: 'x', secret: 'yes' }] }], '[0].fields[0].secret'],
  ] as const) {
    it(`names ${field} where that is wrong (${parse.name})`, () => {
      assert.throws(
        () => parse(json),
        (error) => error instanceof WrongField && error.field === field,
      );
    });
  }

  it('may not nest conditions without end', () => {
    const template = (depth: number) => [{ id: 'a', fields: [{ name: 'x', visibility_expression: nested(depth) }] }];
    assert.equal(parseTemplates(template(10)).length, 1);
    assert.throws(() => parseTemplates(template(5_000)), WrongField);
  });

  it('may have fields that are not known, and null for those that are absent', () => {
    const [only] = parseIntegrations([
      { guid, name: null, auth_type: null, config: null, permissions: null, new: [1] },
    ]);
    assert.deepEqual([only?.name, only?.config, only?.permissions, only?.authType], [undefined, {}, [], undefined]);
  });

  for (const [where, members, expected] of [
    ['as a member', { auth_type: 'Service Account', config: { auth_type: 'Viewer' } }, 'Service Account'],
    ['in the configuration', { config: { auth_type: 'Viewer' } }, 'Viewer'],
    ['nowhere', { template: 'github' }, undefined],
    ['nowhere, but has the template connect', { template: 'connect' }, 'Visitor API Key'],
    ['in a way that is not known', { auth_type: 'Something new' }, undefined],
  ] as const) {
    it(`has the authentication type ${where}`, () => {
      const [only] = parseIntegrations([{ guid, ...members }]);
      assert.equal(only?.authType, expected);
      assert.equal(only?.authTypeText === 'Something new', where === 'in a way that is not known');
    });
  }

  it('has any values in a configuration', () => {
    const json = JSON.parse(
      `[{"guid":"${guid}","config":{"__proto__":"a","n":1,"b":true,"z":null,"l":["x"]}}]`,
    ) as unknown;
    const [only] = parseIntegrations(json);
    assert.deepEqual(Object.entries(only?.config ?? {}), [
      ['__proto__', 'a'],
      ['n', 1],
      ['b', true],
      ['l', '["x"]'],
    ]);
  });
});
