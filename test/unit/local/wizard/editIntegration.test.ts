import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BACK } from '../../../../src/core/dialogs.js';
import { isInvalid } from '../../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../../src/local/definition/parser.js';
import { draftOf, fieldsOf } from '../../../../src/local/wizard/draft.js';
import { editIntegration } from '../../../../src/local/wizard/editIntegration.js';
import { changedEntry, rightEntry, without } from '../entries.js';
import { type Answer, FakeDialogs, KEEP, LEAVE } from './fakeDialogs.js';
import { entriesOf, idOf, ISSUER, type Surroundings, surroundings } from './harness.js';

const CONFIDENTIAL = {
  ...{ name: 'example', display_name: 'Example', description: 'For examples', issuer: ISSUER, client_id: 'me' },
  ...{ scopes: ['openid', 'api'], auth_mode: 'Confidential', token_endpoint_auth_method: 'client_secret_post' },
  ...{ use_pkce: false, audience: 'x', resource: 'urn:x', authorization_parameters: { prompt: 'consent' } },
  git_hosts: ['git.example.org'],
};
const SETTING = [3, { name: 'first', issuer: ISSUER }, CONFIDENTIAL, { name: 'last', issuer: ISSUER, x: 1 }];

/** The steps of a Confidential client of an issuer. */
const STEPS = [
  ...['server', 'issuer', 'endpoints', 'account', 'registration', 'clientId', 'mode', 'clientSecret', 'sendsSecret'],
  ...['scopes', 'otherScopes', 'name', 'displayName', 'summary'],
] as const;

/** What a person does who changes some of the answers, and keeps the others. */
function keeping(changes: Partial<Record<(typeof STEPS)[number], Answer>> = {}): readonly Answer[] {
  return STEPS.map((step) => changes[step] ?? KEEP);
}

/** A wizard about to edit the entry at `at`, whose secret is kept. */
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

describe('Editing an integration', () => {
  it('has all that there is filled in, and changes nothing if the user does not', async () => {
    const ports = about(SETTING, 2, keeping());
    await ports.edit();
    assert.deepEqual(
      ports.settings.written.map((each): unknown => JSON.parse(each)),
      [SETTING],
    );
    assert.deepEqual(ports.keeping.calls, [
      { saved: idOf(CONFIDENTIAL), clientSecret: undefined, before: idOf(CONFIDENTIAL) },
    ]);
    assert.deepEqual(ports.dialogs.asked, [
      'How do you know the OAuth server? [By Its Issuer]',
      `< The issuer: the URL by which the OAuth server is known. [${ISSUER}]`,
      '< These are the endpoints of the server. Pick one to copy it. [Use These Endpoints]',
      '< As whom does your code act? [As You]',
      "< Has the OAuth server's administrator given you a client ID? [Enter a Client ID]",
      '< The client ID that the administrator of the OAuth server gave you. [me]',
      '< Has the client a secret? [With a Client Secret]',
      '< The client secret. Leave it empty to keep the one that there is. (hidden)',
      '< How is the client secret sent to the OAuth server? [In the Body of the Request]',
      '< Scopes: what tokens are good for. Pick any number. [openid]',
      '< Other scopes, with spaces between them; or nothing. [api]',
      '< A name, the same for all who are to have the same Integration ID. [example]',
      '< The name that the view shows; or nothing. [Example]',
      '< Save this integration, or pick what to change. [Save]',
    ]);
  });

  it('leaves the other entries as they are, and where they are', async () => {
    const ports = about(SETTING, 2, keeping({ displayName: 'Another' }));
    await ports.edit();
    const [written = ''] = ports.settings.written;
    const [one, two, , four] = SETTING.map((each) => JSON.stringify(each));
    assert.ok(written.startsWith(`[${one},${two},{"name":"example","display_name":"Another",`));
    assert.ok(written.endsWith(`},${four}]`));
  });

  STEPS.forEach((step, at) => {
    it(`writes nothing when the user leaves at ${step}`, async () => {
      const ports = about(SETTING, 2, [...keeping({ name: 'new', clientSecret: 'new' }).slice(0, at), LEAVE]);
      assert.equal(await ports.edit(), undefined);
      assert.deepEqual([ports.settings.written, ports.keeping.calls], [[], []]);
    });

    if (at > 0) {
      it(`keeps what was entered when the user goes back from ${step}`, async () => {
        const answers = keeping({ displayName: 'Another', clientId: 'you', clientSecret: 'new' });
        const ports = about(SETTING, 2, [...answers.slice(0, at), BACK, KEEP, ...answers.slice(at)]);
        await ports.edit();
        const entry = { ...CONFIDENTIAL, display_name: 'Another', client_id: 'you' };
        assert.deepEqual(
          ports.settings.written.map((each): unknown => JSON.parse(each)),
          [SETTING.with(2, entry)],
        );
      });
    }
  });

  it('takes a new secret', async () => {
    const ports = about(SETTING, 2, keeping({ clientSecret: 'new' }));
    await ports.edit();
    const id = idOf(CONFIDENTIAL);
    assert.deepEqual(ports.keeping.calls, [{ saved: id, clientSecret: 'new', before: id }]);
  });

  it('asks for a secret where there is none, or it was that of another client', async () => {
    const ports = about(SETTING, 2, [...keeping({ clientId: 'you', clientSecret: '' }).slice(0, 8), LEAVE]);
    await ports.edit();
    assert.deepEqual(ports.dialogs.problems, ['The client secret must not be empty.']);
    const without = about(SETTING, 2, [...keeping({ clientSecret: '' }).slice(0, 8), LEAVE]);
    without.keeping.withSecret.clear();
    await without.edit();
    assert.deepEqual(without.dialogs.problems, ['The client secret must not be empty.']);
  });

  it('says when the Integration ID changes', async () => {
    const ports = about(SETTING, 2, keeping({ name: 'renamed' }));
    await ports.edit();
    const renamed = idOf({ ...CONFIDENTIAL, name: 'renamed' });
    const fact = ports.dialogs.choices.at(-1);
    assert.deepEqual(
      [fact?.description, fact?.detail],
      [renamed, `Changes from ${idOf(CONFIDENTIAL)}: code that asks for that one has to be changed.`],
    );
    assert.deepEqual(ports.keeping.calls, [{ saved: renamed, clientSecret: undefined, before: idOf(CONFIDENTIAL) }]);
  });

  it('warns that PKCE is off', async () => {
    const ports = about(SETTING, 2, keeping());
    await ports.edit();
    assert.equal(
      ports.dialogs.choices.find(({ label }) => label === 'PKCE')?.detail,
      'Without PKCE others could take over a sign-in.',
    );
  });

  it('mends an entry that is wrong, says what gets lost, and takes its secret out of the settings', async () => {
    const wrong = { ...CONFIDENTIAL, client_secret: 'hunter2', clientid: 'x', audience: 7 };
    const ports = about([wrong], 0, keeping());
    await ports.edit();
    const mended = without(CONFIDENTIAL, 'audience');
    assert.deepEqual(
      ports.settings.written.map((each): unknown => JSON.parse(each)),
      [[mended]],
    );
    const id = idOf(mended);
    assert.deepEqual(ports.keeping.calls, [{ saved: id, clientSecret: 'hunter2', before: id }]);
    assert.equal(
      ports.dialogs.choices.find(({ label }) => label === 'Not taken over')?.description,
      'clientid, audience',
    );
  });

  it('that was wrong forgets what was kept of it under another ID', async () => {
    const wrong = { ...CONFIDENTIAL, audience: 7 };
    const ports = about([wrong], 0, keeping({ name: 'renamed', clientSecret: 'new' }));
    await ports.edit();
    const renamed = idOf({ ...CONFIDENTIAL, name: 'renamed' });
    assert.deepEqual(ports.keeping.calls, [
      { forgotten: idOf(wrong) },
      { saved: renamed, clientSecret: 'new', before: undefined },
    ]);
  });

  it('of one of two with the same ID leaves the other what is kept', async () => {
    const twins = [CONFIDENTIAL, { ...CONFIDENTIAL, display_name: 'Twin' }];
    const answers = keeping({ clientSecret: 'new', name: 'second' });
    const ports = about(twins, 1, [...answers.slice(0, 7), '', ...answers.slice(7)]);
    await ports.edit();
    assert.deepEqual(ports.dialogs.problems, ['The client secret must not be empty.']);
    const second = { ...CONFIDENTIAL, display_name: 'Twin', name: 'second' };
    assert.deepEqual(
      ports.settings.written.map((each): unknown => JSON.parse(each)),
      [[CONFIDENTIAL, second]],
    );
    assert.deepEqual(ports.keeping.calls, [{ saved: idOf(second), clientSecret: 'new', before: undefined }]);
  });

  it('of one that is gone, or goes meanwhile, writes nothing and says so', async () => {
    const gone = about(SETTING, 2, []);
    gone.settings.set([]);
    await assert.rejects(gone.edit(), /has been changed or removed meanwhile, and nothing was written/);
    const going = about(SETTING, 2, keeping());
    going.settings.onRead = () => {
      if (going.dialogs.left.length === 0) going.settings.set(SETTING.with(2, { ...CONFIDENTIAL, scopes: [] }));
    };
    await assert.rejects(going.edit(), /has been changed or removed meanwhile, and nothing was written/);
    assert.deepEqual([gone.settings.written, going.settings.written, going.keeping.calls], [[], [], []]);
  });

  it('finds it where another window has moved it', async () => {
    const ports = about(SETTING, 2, keeping({ displayName: 'Another' }));
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

  it('of any entry keeps nothing that is wrong by itself', () => {
    fc.assert(
      fc.property(changedEntry, (entry) => {
        const fields = fieldsOf(draftOf(entry));
        const parsed = parseDefinition({ name: 'x', client_id: 'x', issuer: ISSUER, ...fields });
        const exclude = fields['token_uri'] !== undefined || fields['authorization_uri'] !== undefined;
        return exclude || !isInvalid(parsed);
      }),
    );
  });
});
