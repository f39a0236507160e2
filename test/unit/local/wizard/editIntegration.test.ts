import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BACK } from '../../../../src/core/dialogs.js';
import { FIELDS } from '../../../../src/local/definition/fields.js';
import { isInvalid } from '../../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../../src/local/definition/parser.js';
import { draftOf, fieldsOf } from '../../../../src/local/wizard/draft.js';
import { editIntegration } from '../../../../src/local/wizard/editIntegration.js';
import { changedEntry, rightEntry, without } from '../entries.js';
import { type Answer, FakeDialogs, LEAVE } from './fakeDialogs.js';
import { entriesOf, idOf, ISSUER, type Surroundings, surroundings } from './harness.js';

const CONFIDENTIAL = {
  ...{ name: 'example', display_name: 'Example', description: 'For examples', issuer: ISSUER, client_id: 'me' },
  ...{ scopes: ['openid', 'api'], auth_mode: 'Confidential', token_endpoint_auth_method: 'client_secret_post' },
  ...{ use_pkce: false, audience: 'x', resource: 'urn:x', authorization_parameters: { prompt: 'consent' } },
  git_hosts: ['git.example.org'],
};
const SETTING: readonly unknown[] = [
  3,
  { name: 'first', issuer: ISSUER },
  CONFIDENTIAL,
  { name: 'last', issuer: ISSUER, x: 1 },
];

/** Each field that the summary shows, by its label; an answer that changes it; and the fields that it changes. */
const CHANGES: readonly (readonly [label: string, answers: readonly Answer[], changes: Record<string, unknown>])[] = [
  ['Name', ['renamed'], { name: 'renamed' }],
  ['Display name', ['Another'], { display_name: 'Another' }],
  ['Issuer', ['https://other.example', 'new'], { issuer: 'https://other.example' }],
  ['Client ID', ['you', 'new'], { client_id: 'you' }],
  ['Client type', ['No Client Secret'], { auth_mode: undefined, token_endpoint_auth_method: undefined }],
  ['Redirect URI', ['http://localhost:8765/'], { redirect_uri: 'http://localhost:8765/' }],
  ['Client secret', ['new'], {}],
  ['Client authentication', ['As the Server Says'], { token_endpoint_auth_method: undefined }],
  ['Scope separator', ['Commas'], { scope_separator: ',' }],
  ['Scopes', [['profile', 'Other Scopes'], 'api other'], { scopes: ['profile', 'api', 'other'] }],
  ['PKCE', ['On'], { use_pkce: undefined }],
  ['Description', ['New'], { description: 'New' }],
  ['Audience', ['y'], { audience: 'y' }],
  ['Resource', [''], { resource: undefined }],
  [
    'Authorization parameters',
    ['access_type=offline&login_hint=a+b'],
    { authorization_parameters: { access_type: 'offline', login_hint: 'a b' } },
  ],
  ['Git hosts', ['git.example.org git.example.com:8443'], { git_hosts: ['git.example.org', 'git.example.com:8443'] }],
];

/** Answers that give an integration another name. */
const RENAME: readonly Answer[] = ['Name', 'renamed', 'Save'];

/** An entry with other values in some fields; `undefined` removes a field. The order of the fields is that of writing. */
function changed(entry: object, changes: Record<string, unknown>): object {
  const fields: Record<string, unknown> = { ...entry, ...changes };
  return Object.fromEntries(FIELDS.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]])));
}

/** A wizard about to edit the entry at `at`, whose secret is stored. */
function about(
  setting: readonly unknown[],
  at: number,
  answers: readonly Answer[],
): Surroundings & { edit(): ReturnType<typeof editIntegration> } {
  const ports = surroundings(new FakeDialogs(...answers), setting);
  const entry = entriesOf(setting)[at];
  assert.ok(entry);
  if (entry.id !== undefined) ports.keeping.withSecret.add(entry.id);
  return { ...ports, edit: () => editIntegration(ports, entry) };
}

const written = ({ settings }: Surroundings) => settings.written.map((each): unknown => JSON.parse(each));

describe('Editing an integration', () => {
  it('shows all fields, and changes nothing if the user does not', async () => {
    const ports = about(SETTING, 2, ['Save']);
    await ports.edit();
    assert.deepEqual(written(ports), [SETTING]);
    assert.deepEqual(ports.keeping.calls, [
      { saved: idOf(CONFIDENTIAL), clientSecret: undefined, before: idOf(CONFIDENTIAL) },
    ]);
    assert.deepEqual(ports.dialogs.asked, ['Save this integration, or pick what to change [Save]']);
    assert.deepEqual(
      ports.dialogs.choices.map(({ label, description = '' }) => `${label}: ${description}`),
      [
        'Save: ',
        'Name: example',
        'Display name: Example',
        `Issuer: ${ISSUER}`,
        'Endpoints: read from the issuer',
        'Identity: Yours',
        'Client ID: me',
        'Client type: Confidential',
        'Redirect URI: http://127.0.0.1/callback, any port',
        'Client secret: the current one',
        'Client authentication: client_secret_post',
        'Scopes: openid api',
        'Scope separator: space',
        'PKCE: off',
        'Description: For examples',
        'Audience: x',
        'Resource: urn:x',
        'Authorization parameters: prompt=consent',
        'Git hosts: git.example.org',
        `Integration ID: ${idOf(CONFIDENTIAL)}`,
      ],
    );
  });

  for (const [label, answers, changes] of CHANGES) {
    it(`asks for ${label} directly, and returns to the summary`, async () => {
      const ports = about(SETTING, 2, [label, ...answers, 'Save']);
      await ports.edit();
      assert.deepEqual(written(ports), [SETTING.with(2, changed(CONFIDENTIAL, changes))]);
      assert.deepEqual(ports.dialogs.left, []);
      assert.ok(ports.dialogs.asked.slice(1, -1).every((question) => question.startsWith('< ')));
    });

    it(`changes nothing if the user goes back from ${label}`, async () => {
      const ports = about(SETTING, 2, [label, BACK, 'Save']);
      await ports.edit();
      assert.deepEqual(written(ports), [SETTING]);
    });

    it(`saves nothing if the user leaves at ${label}`, async () => {
      const ports = about(SETTING, 2, [...RENAME.slice(0, 2), label, LEAVE]);
      assert.equal(await ports.edit(), undefined);
      assert.deepEqual([ports.settings.written, ports.keeping.calls], [[], []]);
    });
  }

  it('asks for what another answer has made necessary', async () => {
    const endpoints = ['https://a.example/a', 'https://a.example/t', '', ''];
    const ports = about(SETTING, 2, ['Issuer', '', ...endpoints, 'new', 'Save']);
    await ports.edit();
    assert.deepEqual(written(ports), [
      SETTING.with(
        2,
        changed(CONFIDENTIAL, {
          ...{ issuer: undefined, authorization_uri: 'https://a.example/a', token_uri: 'https://a.example/t' },
        }),
      ),
    ]);
    const toPublic = { auth_mode: undefined, token_endpoint_auth_method: undefined };
    const registered = about(SETTING, 2, ['Client ID', '', 'Save']);
    await registered.edit();
    assert.deepEqual(written(registered), [
      SETTING.with(2, changed(CONFIDENTIAL, { ...toPublic, client_id: undefined })),
    ]);
  });

  it('leaves the other entries and their order as they are', async () => {
    const ports = about(SETTING, 2, ['Display name', 'Another', 'Save']);
    await ports.edit();
    const [text = ''] = ports.settings.written;
    const [one, two, , four] = SETTING.map((each) => JSON.stringify(each));
    assert.ok(text.startsWith(`[${one},${two},{"name":"example","display_name":"Another",`));
    assert.ok(text.endsWith(`},${four}]`));
  });

  it('takes a new secret', async () => {
    const ports = about(SETTING, 2, ['Client secret', 'new', 'Save']);
    await ports.edit();
    const id = idOf(CONFIDENTIAL);
    assert.deepEqual(ports.keeping.calls, [{ saved: id, clientSecret: 'new', before: id }]);
  });

  it('asks for a secret if none is stored, or it is the secret of another client', async () => {
    const ports = about(SETTING, 2, ['Client ID', 'you', '', LEAVE]);
    await ports.edit();
    assert.deepEqual(ports.dialogs.problems, ['The client secret must not be empty.']);
    const without = about(SETTING, 2, ['Client secret', '', LEAVE]);
    without.keeping.withSecret.clear();
    await without.edit();
    assert.deepEqual(without.dialogs.problems, ['The client secret must not be empty.']);
  });

  it('says when the Integration ID changes', async () => {
    const ports = about(SETTING, 2, RENAME);
    await ports.edit();
    const renamed = idOf({ ...CONFIDENTIAL, name: 'renamed' });
    const fact = ports.dialogs.choices.at(-1);
    assert.deepEqual(
      [fact?.description, fact?.detail],
      [renamed, `Was ${idOf(CONFIDENTIAL)}. Change the code that asks for that ID.`],
    );
    assert.deepEqual(ports.keeping.calls, [{ saved: renamed, clientSecret: undefined, before: idOf(CONFIDENTIAL) }]);
  });

  it('warns that PKCE is off', async () => {
    const ports = about(SETTING, 2, ['Save']);
    await ports.edit();
    assert.equal(
      ports.dialogs.choices.find(({ label }) => label === 'PKCE')?.detail,
      'Without PKCE, others could take over a sign-in.',
    );
  });

  it('checks each field before it is taken', async () => {
    const answers = ['Authorization parameters', 'state=x', 'prompt=login', 'Git hosts', 'https://x', 'x'];
    const ports = about(SETTING, 2, [...answers, LEAVE]);
    await ports.edit();
    assert.deepEqual(ports.dialogs.problems, [
      'Authorization parameters must not contain state, which every sign-in sets itself.',
      'Git hosts: "https://x" is not a host name such as git.example.org or git.example.org:8443.',
    ]);
  });

  it('corrects a wrong entry, says what gets lost, and takes its secret out of the settings', async () => {
    const wrong = { ...CONFIDENTIAL, client_secret: 'hunter2', clientid: 'x', audience: 7 };
    const ports = about([wrong], 0, ['Save']);
    await ports.edit();
    const corrected = without(CONFIDENTIAL, 'audience');
    assert.deepEqual(written(ports), [[corrected]]);
    const id = idOf(corrected);
    assert.deepEqual(ports.keeping.calls, [{ saved: id, clientSecret: 'hunter2', before: id }]);
    assert.equal(ports.dialogs.choices.find(({ label }) => label === 'Not used')?.description, 'clientid, audience');
  });

  it('of a wrong entry deletes what was stored under another ID', async () => {
    const wrong = { ...CONFIDENTIAL, audience: 7 };
    const ports = about([wrong], 0, ['Name', 'renamed', 'new', 'Save']);
    await ports.edit();
    const renamed = idOf({ ...CONFIDENTIAL, name: 'renamed' });
    assert.deepEqual(ports.keeping.calls, [
      { forgotten: idOf(wrong) },
      { saved: renamed, clientSecret: 'new', before: undefined },
    ]);
  });

  it('of one of two with the same ID leaves the credentials to the other one', async () => {
    const twins = [CONFIDENTIAL, { ...CONFIDENTIAL, display_name: 'Twin' }];
    const ports = about(twins, 1, ['Name', 'second', '', 'new', 'Save']);
    await ports.edit();
    assert.deepEqual(ports.dialogs.problems, ['The client secret must not be empty.']);
    const second = { ...CONFIDENTIAL, display_name: 'Twin', name: 'second' };
    assert.deepEqual(written(ports), [[CONFIDENTIAL, second]]);
    assert.deepEqual(ports.keeping.calls, [{ saved: idOf(second), clientSecret: 'new', before: undefined }]);
  });

  it('of an integration that is removed elsewhere saves nothing, and says so', async () => {
    const gone = about(SETTING, 2, []);
    gone.settings.set([]);
    await assert.rejects(gone.edit(), /was changed or removed elsewhere, so nothing was saved/);
    const going = about(SETTING, 2, ['Save']);
    going.settings.onRead = () => {
      if (going.dialogs.left.length === 0) going.settings.set(SETTING.with(2, { ...CONFIDENTIAL, scopes: [] }));
    };
    await assert.rejects(going.edit(), /was changed or removed elsewhere, so nothing was saved/);
    assert.deepEqual([gone.settings.written, going.settings.written, going.keeping.calls], [[], [], []]);
  });

  it('finds an entry that another window has moved', async () => {
    const ports = about(SETTING, 2, ['Display name', 'Another', 'Save']);
    ports.settings.set([CONFIDENTIAL, 'new']);
    await ports.edit();
    assert.deepEqual(
      ports.settings.written.map((each): unknown => JSON.parse(each)),
      [[{ ...CONFIDENTIAL, display_name: 'Another' }, 'new']],
    );
  });
});

describe('A draft', () => {
  it('of a right entry means the same', () => {
    fc.assert(
      fc.property(rightEntry, (entry) => {
        assert.deepEqual(parseDefinition(fieldsOf(draftOf(entry))), parseDefinition(entry));
        assert.deepEqual(draftOf(entry).notTaken, []);
      }),
    );
  });

  it('of any entry contains no field that is invalid by itself', () => {
    fc.assert(
      fc.property(changedEntry, (entry) => {
        const fields = fieldsOf(draftOf(entry));
        const parsed = parseDefinition({ name: 'x', client_id: 'x', issuer: ISSUER, ...fields });
        const exclude = ['token_uri', 'authorization_uri', 'device_authorization_uri', 'revocation_uri'].some(
          (field) => fields[field] !== undefined,
        );
        return exclude || !isInvalid(parsed);
      }),
    );
  });
});
