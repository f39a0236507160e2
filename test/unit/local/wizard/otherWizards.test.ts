import assert from 'node:assert/strict';
import { BACK } from '../../../../src/core/dialogs.js';
import { connectRequest } from '../../../../src/local/connectJson/request.js';
import { isInvalid } from '../../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../../src/local/definition/parser.js';
import { addIntegrationFromJson } from '../../../../src/local/connectJson/addFromJson.js';
import { copyConnectRequest } from '../../../../src/local/connectJson/copyRequest.js';
import { removeIntegration } from '../../../../src/local/wizard/removeIntegration.js';
import { without } from '../entries.js';
import { FakeDialogs, KEEP, LEAVE } from './fakeDialogs.js';
import { DISCOVERY, entriesOf, idOf, ISSUER, surroundings } from './harness.js';

const ENTRY = { name: 'example', issuer: ISSUER, client_id: 'me' };
const SETTING = [7, ENTRY, { name: 'wrong', issuer: ISSUER, x: 1 }];

function entryAt(setting: readonly unknown[], at: number) {
  const entry = entriesOf(setting)[at];
  assert.ok(entry);
  return entry;
}

describe('Removing an integration', () => {
  it('asks once, deletes the stored credentials, and removes its entry', async () => {
    const ports = surroundings(new FakeDialogs('Remove'), SETTING);
    assert.equal(await removeIntegration(ports, entryAt(SETTING, 1)), true);
    assert.deepEqual(ports.dialogs.asked, [
      'Remove example? [You are signed out, and its tokens and client secret are deleted.]',
    ]);
    assert.deepEqual(ports.keeping.calls, [{ forgotten: idOf(ENTRY) }]);
    assert.deepEqual(ports.settings.written, [JSON.stringify([SETTING[0], SETTING[2]])]);
  });

  it('does nothing when the user does not agree', async () => {
    const ports = surroundings(new FakeDialogs(LEAVE), SETTING);
    assert.equal(await removeIntegration(ports, entryAt(SETTING, 1)), false);
    assert.deepEqual([ports.settings.written, ports.keeping.calls], [[], []]);
  });

  it('that is wrong is possible too', async () => {
    const ports = surroundings(new FakeDialogs('Remove', 'Remove'), SETTING);
    await removeIntegration(ports, entryAt(SETTING, 0));
    await removeIntegration(ports, entryAt(SETTING, 2));
    assert.deepEqual(ports.settings.written.at(-1), JSON.stringify([ENTRY]));
    assert.deepEqual(ports.keeping.calls, [{ forgotten: undefined }, { forgotten: idOf(SETTING[2]) }]);
  });

  it('reports what could not be revoked', async () => {
    const ports = surroundings(new FakeDialogs('Remove'), SETTING);
    ports.keeping.problem = 'The tokens could not be revoked.';
    await removeIntegration(ports, entryAt(SETTING, 1));
    assert.deepEqual(ports.dialogs.told, ['The tokens could not be revoked.']);
    assert.equal(ports.settings.written.length, 1);
  });

  it('leaves its entry where its secrets cannot be deleted', async () => {
    const ports = surroundings(new FakeDialogs('Remove'), SETTING);
    ports.keeping.failure = new Error('EACCES');
    await assert.rejects(removeIntegration(ports, entryAt(SETTING, 1)), /EACCES/);
    assert.deepEqual(ports.settings.written, []);
  });

  it('leaves the stored credentials to an entry with the same ID', async () => {
    const twins = [ENTRY, { ...ENTRY, display_name: 'Twin' }];
    const ports = surroundings(new FakeDialogs('Remove'), twins);
    await removeIntegration(ports, entryAt(twins, 1));
    assert.deepEqual([ports.settings.written, ports.keeping.calls], [[JSON.stringify([ENTRY])], []]);
    assert.match(ports.dialogs.asked[0] ?? '', /the tokens and the client secret of both are kept/);
  });

  it('of an administrator says that the list is copied, and by policy is not possible', async () => {
    const ports = surroundings(new FakeDialogs('Remove'), SETTING);
    ports.settings.by = 'default';
    await removeIntegration(ports, entryAt(SETTING, 1));
    assert.match(ports.dialogs.asked[0] ?? '', /Your administrator has preset the list\. This copies it/);
    const fixed = surroundings(new FakeDialogs(), SETTING);
    fixed.settings.by = 'policy';
    assert.equal(await removeIntegration(fixed, entryAt(SETTING, 1)), false);
    assert.equal(fixed.dialogs.told.length, 1);
  });
});

const BODY = {
  template: 'custom',
  name: 'example',
  config: {
    ...{ auth_mode: 'Confidential', auth_type: 'Viewer', client_id: 'me', client_secret: 'hunter2', scopes: 'a b' },
    ...{ authorization_uri: 'https://a.example/a', token_uri: 'https://a.example/t' },
  },
};
const FROM_BODY = {
  ...{ name: 'example', authorization_uri: 'https://a.example/a', token_uri: 'https://a.example/t', client_id: 'me' },
  ...{ scopes: ['a', 'b'], auth_mode: 'Confidential' },
};

describe('Adding an integration from JSON', () => {
  it('asks for nothing that is in it', async () => {
    const ports = surroundings(new FakeDialogs('{}', JSON.stringify(BODY), 'Save'), SETTING);
    await addIntegrationFromJson(ports);
    assert.deepEqual(ports.dialogs.problems, [
      'The server is missing: enter issuer, or authorization_uri and token_uri.',
    ]);
    assert.deepEqual(ports.settings.written, [JSON.stringify([...SETTING, FROM_BODY])]);
    assert.deepEqual(ports.keeping.calls, [{ saved: idOf(FROM_BODY), clientSecret: 'hunter2', before: undefined }]);
  });

  it('asks for a name and a secret that are not in it, and can be gone back', async () => {
    const body = without({ ...BODY, config: { ...BODY.config, client_secret: '<client secret>' } }, 'name');
    const answers = [KEEP, '', 'new', BACK, KEEP, 'example', BACK, BACK, BACK, KEEP, KEEP, KEEP, 'Save'] as const;
    const ports = surroundings(new FakeDialogs(...answers));
    await addIntegrationFromJson(ports, JSON.stringify(body));
    assert.deepEqual(ports.dialogs.problems, ['The client secret must not be empty.']);
    assert.deepEqual(ports.settings.written, [JSON.stringify([FROM_BODY])]);
    assert.deepEqual(ports.keeping.calls, [{ saved: idOf(FROM_BODY), clientSecret: 'new', before: undefined }]);
  });

  it('asks for another name where there is such an integration already', async () => {
    const ports = surroundings(new FakeDialogs(KEEP, KEEP, 'second', 'Save'), [FROM_BODY]);
    await addIntegrationFromJson(ports, JSON.stringify(BODY));
    assert.deepEqual(ports.dialogs.problems, ['Another integration of the same server and client has this name.']);
    assert.deepEqual(ports.settings.written, [JSON.stringify([FROM_BODY, { ...FROM_BODY, name: 'second' }])]);
  });

  for (const [at, answers] of ([[LEAVE], [KEEP, LEAVE]] as const).entries()) {
    it(`writes nothing when the user leaves step ${at + 1}`, async () => {
      const ports = surroundings(new FakeDialogs(...answers));
      assert.equal(await addIntegrationFromJson(ports, JSON.stringify(BODY)), undefined);
      assert.deepEqual([ports.settings.written, ports.keeping.calls], [[], []]);
    });
  }
});

describe('Copying the request to Connect', () => {
  function definitionOf(entry: unknown) {
    const definition = parseDefinition(entry);
    assert.ok(!isInvalid(definition));
    return definition;
  }

  it("uses the endpoints in the issuer's metadata", async () => {
    const ports = surroundings(new FakeDialogs());
    const definition = definitionOf({ ...ENTRY, audience: 'x' });
    await copyConnectRequest(ports, definition);
    const { authorization_endpoint: authorizationUri, token_endpoint: tokenUri } = DISCOVERY.endpoints;
    assert.deepEqual(ports.dialogs.copied, [connectRequest(definition, { authorizationUri, tokenUri })]);
    assert.match(ports.dialogs.told[0] ?? '', /^Copied without audience\./);
  });

  it('asks no server if the endpoints are known', async () => {
    const ports = surroundings(new FakeDialogs(), [], () => Promise.reject(new Error('asked')));
    await copyConnectRequest(ports, definitionOf(FROM_BODY));
    assert.equal(ports.dialogs.copied.length, 1);
  });

  it('copies nothing if the user does not wait, or the issuer has no metadata', async () => {
    const ports = surroundings(new FakeDialogs(), [], () => Promise.reject(new Error('x')));
    await assert.rejects(copyConnectRequest(ports, definitionOf(ENTRY)), /The endpoints of .* could not be read/);
    ports.dialogs.cancels = true;
    await copyConnectRequest(ports, definitionOf(ENTRY));
    assert.deepEqual(ports.dialogs.copied, []);
  });
});
