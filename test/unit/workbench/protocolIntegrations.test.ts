import assert from 'node:assert/strict';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { CredentialError, errorChain } from '../../../src/core/errors.js';
import { parseIntegrations } from '../../../src/workbench/integrationParser.js';
import { failureOf } from './failureOf.js';
import { oneProvider, wireIntegration, without } from './wireIntegration.js';

/** The one integration of an answer. */
function parseOne(wire: unknown): ListedIntegration {
  const { integrations } = parseIntegrations(oneProvider(wire));
  assert.equal(integrations.length, 1);
  const [integration] = integrations;
  assert.ok(integration);
  return integration;
}

function detailOf({ status, actions, note }: ListedIntegration): string {
  assert.ok(status.kind === 'configurationError', status.kind);
  assert.deepEqual([actions, note], [[], 'Contact your administrator to have this integration corrected.']);
  return status.detail;
}

describe('parseIntegrations: a good integration', () => {
  it('is returned with all its fields', () => {
    assert.deepEqual(parseOne(wireIntegration()), {
      guid: '11111111-2222-4333-8444-555555555555',
      name: 'github',
      label: 'GitHub',
      type: 'custom',
      status: { kind: 'notSignedIn' },
      actions: ['signIn'],
      issuer: 'https://idp.example.org',
      clientId: 'client',
      scopes: ['read', 'write'],
      authUrl: 'https://idp.example.org/authorize',
      tokenUrl: 'https://idp.example.org/token',
    });
  });

  it('can be signed out of, and has snippets, when the user is signed in', () => {
    const { status, actions } = parseOne(wireIntegration({ authenticated: true }));
    assert.deepEqual([status, actions], [{ kind: 'authenticated' }, ['signOut', 'snippet', 'useForContent']]);
  });

  for (const display_name of [null, '', '   ']) {
    it(`is called by its name when display_name is ${JSON.stringify(display_name)}`, () => {
      assert.equal(parseOne(wireIntegration({ display_name })).label, 'github');
    });
  }

  it('is called by its GUID when it has no name at all', () => {
    const { label, guid, status } = parseOne(wireIntegration({ display_name: null, name: null }));
    assert.deepEqual([label, status.kind], [guid, 'notSignedIn']);
  });

  it('may be of any type, and takes that of its provider if it has none', () => {
    assert.equal(parseOne(wireIntegration({ type: 'snowflake' })).type, 'snowflake');
    const { integrations } = parseIntegrations({ providers: [{ type: 'azure', integrations: [without('type')] }] });
    assert.equal(integrations[0]?.type, 'azure');
  });

  it('keeps its texts as they were received', () => {
    const { label, clientId } = parseOne(wireIntegration({ display_name: ' a\u202Eb ', client_id: ' c ' }));
    assert.deepEqual([label, clientId], [' a\u202Eb ', ' c ']);
  });

  for (const field of ['issuer', 'display_name', 'type', 'name', 'scopes', 'authenticated']) {
    for (const [how, wire] of [
      ['is missing', without(field)],
      ['is null', wireIntegration({ [field]: null })],
    ] as const) {
      it(`is good also when ${field} ${how}`, () => {
        assert.equal(parseOne(wire).status.kind, 'notSignedIn');
      });
    }
  }

  it('has no scopes when the list of them is empty', () => {
    assert.equal(parseOne(wireIntegration({ scopes: [] })).scopes, undefined);
  });

  for (const field of ['error', 'config_error', 'error_message']) {
    it(`is good also when ${field} is empty`, () => {
      for (const value of [null, '', '  ', {}, { message: '', description: null }]) {
        assert.equal(parseOne(wireIntegration({ [field]: value })).status.kind, 'notSignedIn');
      }
    });
  }
});

describe('parseIntegrations: a configuration error', () => {
  for (const field of ['error', 'config_error', 'error_message']) {
    it(`is read from ${field} as text`, () => {
      assert.equal(detailOf(parseOne(wireIntegration({ [field]: 'Secret expired' }))), 'Secret expired');
    });

    it(`is read from ${field} as an object`, () => {
      const told = { message: 'Secret expired', description: 'on Monday' };
      assert.equal(detailOf(parseOne(wireIntegration({ [field]: told }))), 'Secret expired: on Monday');
    });

    it(`is read from ${field} even if the user is signed in to the integration`, () => {
      assert.equal(detailOf(parseOne(wireIntegration({ [field]: 'broken', authenticated: true }))), 'broken');
    });
  }

  for (const [how, wire] of [
    ['missing', without('uid')],
    ['null', wireIntegration({ uid: null })],
    ['empty', wireIntegration({ uid: '' })],
    ['blank', wireIntegration({ uid: '  ' })],
  ] as const) {
    it(`says that there is no Integration ID when uid is ${how}`, () => {
      const sentence = 'Workbench did not send an Integration ID (uid).';
      assert.equal(detailOf(parseOne(wire)), sentence);
    });
  }

  it('says that the Integration ID is invalid if uid is not a text', () => {
    for (const uid of [7, true, {}, ['x']]) {
      const integration = parseOne(wireIntegration({ uid }));
      assert.equal(detailOf(integration), 'Workbench sent an Integration ID (uid) that is not text.');
      assert.equal(integration.guid, undefined);
    }
  });

  it('keeps what is known of the integration', () => {
    const { guid, label, authUrl } = parseOne(without('uid'));
    assert.deepEqual([guid, label, authUrl], [undefined, 'GitHub', 'https://idp.example.org/authorize']);
  });

  for (const entry of [null, 'github', 7, true, ['github']]) {
    it(`skips an entry that is ${JSON.stringify(entry)} instead of an object, and says so`, () => {
      const { integrations, problems, notice } = parseIntegrations(oneProvider(entry, wireIntegration()));
      assert.deepEqual(
        integrations.map(({ label }) => label),
        ['GitHub'],
      );
      assert.deepEqual(problems, ['providers[0].integrations[0] was skipped: it is not an integration']);
      assert.match(notice ?? '', /Some integrations may be missing/);
    });

    it(`fails if the only entry is ${JSON.stringify(entry)} instead of an object`, () => {
      assert.throws(() => parseIntegrations(oneProvider(entry)), { failure: 'protocol', message: /could be used/ });
    });
  }
});

describe('parseIntegrations: an integration with an odd field', () => {
  /** The integration, which is usable, and the one problem that is told. */
  function parseOdd(wire: unknown): { integration: ListedIntegration; problem: string } {
    const { integrations, problems, notice } = parseIntegrations(oneProvider(wire));
    const [integration, ...others] = integrations;
    assert.ok(integration);
    assert.deepEqual([others, problems.length, notice], [[], 1, undefined]);
    assert.deepEqual([integration.status.kind, integration.actions], ['notSignedIn', ['signIn']]);
    return { integration, problem: problems[0] ?? '' };
  }

  const shown = { type: 'type', name: 'name', issuer: 'issuer' } as const;
  const urls = { client_id: 'clientId', auth_url: 'authUrl', token_url: 'tokenUrl' } as const;
  for (const [field, key] of Object.entries({ ...shown, ...urls })) {
    it(`is used without ${field} when that is not text, and says so`, () => {
      for (const wrong of [7, true, {}, ['x'], []]) {
        const { integration, problem } = parseOdd(wireIntegration({ [field]: wrong }));
        assert.equal(integration[key], field === 'type' ? 'custom' : undefined);
        assert.equal(
          integration.note,
          `Workbench sent a value of the wrong type for ${field}, which is ignored. Contact your administrator.`,
        );
        assert.equal(problem, `providers[0].integrations[0]: wrong type for ${field}`);
      }
    });
  }

  it('is called by its name when display_name is not text', () => {
    const { integration } = parseOdd(wireIntegration({ display_name: 7 }));
    assert.equal(integration.label, 'github');
    assert.match(integration.note ?? '', /display_name/);
  });

  it('accepts scopes as a text with spaces between them (RFC 6749, section 3.3), without a problem', () => {
    const { integrations, problems } = parseIntegrations(oneProvider(wireIntegration({ scopes: ' read  write\n' })));
    assert.deepEqual([integrations[0]?.scopes, integrations[0]?.note, problems], [['read', 'write'], undefined, []]);
    assert.equal(parseOne(wireIntegration({ scopes: ' ' })).scopes, undefined);
  });

  it('has those scopes that are texts', () => {
    for (const [scopes, usable] of [
      [{}, undefined],
      [7, undefined],
      [[null], undefined],
      [['read', 7], ['read']],
    ] as const) {
      const { integration } = parseOdd(wireIntegration({ scopes }));
      assert.deepEqual(integration.scopes, usable);
      assert.match(integration.note ?? '', /scopes/);
    }
  });

  it('is signed in to when authenticated is 1, which posit-sdk-py and rstudioapi take for true, and not for any other value', () => {
    const { integrations, problems } = parseIntegrations(oneProvider(wireIntegration({ authenticated: 1 })));
    assert.deepEqual([integrations[0]?.status.kind, problems.length], ['authenticated', 1]);
    for (const authenticated of ['true', 2, 0, {}]) {
      assert.match(parseOdd(wireIntegration({ authenticated })).integration.note ?? '', /authenticated/);
    }
  });

  it('names all its odd fields', () => {
    const { integration, problem } = parseOdd(wireIntegration({ name: 7, scopes: 2, authenticated: 3 }));
    assert.match(integration.note ?? '', / for name, scopes, authenticated, /);
    assert.equal(problem, 'providers[0].integrations[0]: wrong type for name, scopes, authenticated');
  });

  for (const field of ['client_id', 'auth_url', 'token_url']) {
    for (const [how, wire] of [
      ['missing', without(field)],
      ['null', wireIntegration({ [field]: null })],
      ['blank', wireIntegration({ [field]: '  ' })],
    ] as const) {
      it(`is usable when ${field} is ${how}, and says what to do should signing in fail`, () => {
        const { status, actions, note } = parseOne(wire);
        assert.deepEqual([status.kind, actions], ['notSignedIn', ['signIn']]);
        assert.equal(note, `Workbench did not send ${field}. If you cannot sign in, contact your administrator.`);
      });
    }
  }

  it('is usable with nothing but an ID', () => {
    const { status, label, note } = parseOne({ uid: '11111111-2222-4333-8444-555555555555' });
    assert.deepEqual([status.kind, label], ['notSignedIn', '11111111-2222-4333-8444-555555555555']);
    assert.match(note ?? '', /did not send client_id, auth_url, token_url\./);
  });
});

describe('parseIntegrations: an Integration ID that is not a GUID', () => {
  for (const uid of ['github-main', '{11111111-2222-4333-8444-555555555555}', 'gggggggg-2222-4333-8444-555555555555']) {
    it(`(${uid}) can be signed in to, but has no snippets, and says so`, () => {
      const signedIn = parseOne(wireIntegration({ uid, authenticated: true }));
      assert.deepEqual([signedIn.guid, signedIn.status.kind, signedIn.actions], [uid, 'authenticated', ['signOut']]);
      const { note, actions } = parseOne(wireIntegration({ uid }));
      assert.deepEqual(actions, ['signIn']);
      for (const told of [note, signedIn.note]) {
        assert.equal(
          told,
          `The Integration ID ${uid} is not a GUID, so there are no code snippets for it. Contact your administrator.`,
        );
      }
    });
  }

  it('is reported among the problems', () => {
    const { problems } = parseIntegrations(oneProvider(wireIntegration({ uid: 'x' })));
    assert.deepEqual(problems, ['providers[0].integrations[0]: uid is not a GUID']);
  });

  it('is none in upper case', () => {
    const uid = 'ABCDEF01-2222-4333-8444-555555555555';
    assert.deepEqual(parseOne(wireIntegration({ uid, authenticated: true })).actions, [
      'signOut',
      'snippet',
      'useForContent',
    ]);
  });
});

describe('parseIntegrations: the list', () => {
  it('may be of 20,000, and no more, of whichever providers', () => {
    const half = { type: 'custom', integrations: Array<object>(10_000).fill({}) };
    assert.equal(parseIntegrations({ providers: [half, half] }).integrations.length, 20_000);
    assert.throws(() => parseIntegrations({ providers: [half, half, { type: 'x', integrations: [{}] }] }), {
      failure: 'protocol',
      message: 'Workbench sent more than 20000 integrations, which is too many to show. Contact your administrator.',
    });
  });

  const names = (answer: Record<string, unknown>) => parseIntegrations(answer).integrations.map(({ label }) => label);
  const named = (display_name: string) => wireIntegration({ display_name });

  it('holds the integrations of all providers in the order of the server', () => {
    const providers = [
      { type: 'custom', integrations: [named('c'), named('a')] },
      { type: 'azure', integrations: [] },
      { type: 'azure', integrations: [named('b')] },
    ];
    assert.deepEqual(names({ providers }), ['c', 'a', 'b']);
  });

  it('loses no integration for a bad one beside it', () => {
    const answer = oneProvider(named('a'), null, named('b'), { uid: 7 }, 'junk', named('c'));
    const { integrations, problems, notice } = parseIntegrations(answer);
    assert.deepEqual(
      integrations.filter(({ status }) => status.kind === 'notSignedIn').map(({ label }) => label),
      ['a', 'b', 'c'],
    );
    // The one with a wrong ID has a row that says what is wrong.
    assert.equal(integrations.length, 4);
    assert.equal(problems.length, 2);
    assert.match(notice ?? '', /may be missing/);
  });

  // Both posit-sdk-py and rstudioapi read these as empty lists.
  for (const empty of [undefined, null, {}, []]) {
    it(`is empty when providers, or the integrations of each, are ${JSON.stringify(empty)}`, () => {
      const nothing = { integrations: [], problems: [] };
      assert.deepEqual(parseIntegrations({ providers: empty }), nothing);
      assert.deepEqual(parseIntegrations({ providers: [{ type: 'custom', integrations: empty }] }), nothing);
    });
  }

  const badProviders = [null, 'custom', 7, [], { integrations: { 0: {} } }, { integrations: 'x' }, { integrations: 7 }];
  for (const bad of badProviders) {
    it(`loses no provider for one beside it that is ${JSON.stringify(bad)}, and says that some may be missing`, () => {
      const good = { type: 'custom', integrations: [named('a')] };
      const { integrations, problems, notice } = parseIntegrations({ providers: [good, bad, good] });
      assert.deepEqual(
        integrations.map(({ label }) => label),
        ['a', 'a'],
      );
      assert.deepEqual(problems, ['providers[1] was skipped: it is not a provider with a list of integrations']);
      assert.equal(
        notice,
        "Some integrations may be missing: part of Workbench's response could not be used. Contact your administrator.",
      );
    });

    it(`is a failure, and no empty list, when all there is is ${JSON.stringify(bad)}`, () => {
      for (const providers of [[bad], [bad, bad], [bad, { type: 'custom', integrations: [] }]]) {
        const error = failureOf(() => parseIntegrations({ providers }));
        assert.deepEqual(
          [error.failure, error.message],
          ['protocol', "Nothing in Workbench's list of integrations could be used. Contact your administrator."],
        );
        assert.match(errorChain(error), / <- providers\[0\] was skipped: /);
      }
    });
  }

  it('reports at most ten problems, and how many more there are', () => {
    const { problems } = parseIntegrations(oneProvider(...Array<unknown>(30).fill(wireIntegration({ name: 7 }))));
    assert.deepEqual([problems.length, problems.at(-1)], [11, 'and 20 more']);
  });

  for (const providers of [{ 0: [] }, 'custom', '', 7, false]) {
    it(`can't be understood when providers is ${JSON.stringify(providers)}, which is named`, () => {
      assert.throws(
        () => parseIntegrations({ providers }),
        (error) =>
          error instanceof CredentialError && error.failure === 'protocol' && error.message.includes('providers'),
      );
    });
  }
});
