import assert from 'node:assert/strict';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { CredentialError } from '../../../src/core/errors.js';
import { parseIntegrations } from '../../../src/workbench/integrationParser.js';
import { oneProvider, wireIntegration, without } from './wireIntegration.js';

/** The one integration of an answer. */
function parseOne(wire: unknown): ListedIntegration {
  const { integrations } = parseIntegrations(oneProvider(wire));
  assert.equal(integrations.length, 1);
  const [integration] = integrations;
  assert.ok(integration);
  return integration;
}

function detailOf({ status, actions }: ListedIntegration): string {
  assert.ok(status.kind === 'configurationError', status.kind);
  assert.deepEqual(actions, []);
  return status.detail;
}

describe('parseIntegrations: a good integration', () => {
  it('is had with all its fields', () => {
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
    assert.deepEqual([status, actions], [{ kind: 'authenticated' }, ['signOut', 'snippet']]);
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
    it(`is told by ${field} as text`, () => {
      assert.equal(detailOf(parseOne(wireIntegration({ [field]: 'Secret expired' }))), 'Secret expired');
    });

    it(`is told by ${field} as an object`, () => {
      const told = { message: 'Secret expired', description: 'on Monday' };
      assert.equal(detailOf(parseOne(wireIntegration({ [field]: told }))), 'Secret expired: on Monday');
    });

    it(`is told by ${field} also of an integration that is signed in to`, () => {
      assert.equal(detailOf(parseOne(wireIntegration({ [field]: 'broken', authenticated: true }))), 'broken');
    });
  }

  for (const field of ['uid', 'client_id', 'auth_url', 'token_url']) {
    for (const [how, wire] of [
      ['missing', without(field)],
      ['null', wireIntegration({ [field]: null })],
      ['empty', wireIntegration({ [field]: '' })],
      ['blank', wireIntegration({ [field]: '  ' })],
    ] as const) {
      it(`names ${field} when that is ${how}`, () => {
        assert.equal(detailOf(parseOne(wire)), `The server did not send: ${field}.`);
      });
    }
  }

  for (const field of ['uid', 'client_id', 'auth_url', 'token_url', 'type', 'name', 'display_name', 'issuer']) {
    it(`names ${field} when that is no text`, () => {
      for (const wrong of [7, true, {}, ['x']]) {
        assert.equal(
          detailOf(parseOne(wireIntegration({ [field]: wrong }))),
          `The server sent a wrong type of value for: ${field}.`,
        );
      }
    });
  }

  it('names scopes when they are no list of texts', () => {
    for (const scopes of ['read write', {}, 7, ['read', 7], [null]]) {
      const integration = parseOne(wireIntegration({ scopes }));
      assert.equal(detailOf(integration), 'The server sent a wrong type of value for: scopes.');
      assert.equal(integration.scopes, undefined);
    }
  });

  it('names authenticated when that is neither true nor false', () => {
    for (const authenticated of ['true', 1, 0, {}]) {
      const detail = detailOf(parseOne(wireIntegration({ authenticated })));
      assert.equal(detail, 'The server sent a wrong type of value for: authenticated.');
    }
  });

  it('names all fields that are missing, or all that are wrong', () => {
    assert.equal(
      detailOf(parseOne({ name: 'github' })),
      'The server did not send: uid, client_id, auth_url, token_url.',
    );
    assert.equal(
      detailOf(parseOne(wireIntegration({ uid: 1, scopes: 2, authenticated: 3 }))),
      'The server sent a wrong type of value for: uid, scopes, authenticated.',
    );
  });

  it('keeps what is known of the integration', () => {
    const { guid, label, authUrl } = parseOne(without('client_id'));
    assert.deepEqual(
      [guid, label, authUrl],
      ['11111111-2222-4333-8444-555555555555', 'GitHub', 'https://idp.example.org/authorize'],
    );
  });

  for (const entry of [null, 'github', 7, true, ['github']]) {
    it(`says where the entry stands when it is no object but ${JSON.stringify(entry)}`, () => {
      const integration = parseOne(entry);
      assert.equal(detailOf(integration), 'providers[0].integrations[0] is not an object');
      assert.deepEqual([integration.guid, integration.label], [undefined, 'Unnamed integration']);
    });
  }
});

describe('parseIntegrations: the list', () => {
  it('may be of 20,000, and no more, of whichever providers', () => {
    const half = { type: 'custom', integrations: Array<number>(10_000).fill(0) };
    assert.equal(parseIntegrations({ providers: [half, half] }).integrations.length, 20_000);
    assert.throws(() => parseIntegrations({ providers: [half, half, { type: 'x', integrations: [0] }] }), {
      failure: 'protocol',
      message: 'Workbench sent more than 20000 integrations, which cannot be shown. Tell your administrator.',
    });
  });

  const names = (answer: Record<string, unknown>) => parseIntegrations(answer).integrations.map(({ label }) => label);
  const named = (display_name: string) => wireIntegration({ display_name });

  it('is empty when no provider has any', () => {
    for (const providers of [[], [{ type: 'custom', integrations: [] }]]) {
      assert.deepEqual(parseIntegrations({ providers }), { integrations: [], problems: [] });
    }
  });

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
    const { integrations, problems } = parseIntegrations(answer);
    assert.deepEqual(
      integrations.filter(({ status }) => status.kind === 'notSignedIn').map(({ label }) => label),
      ['a', 'b', 'c'],
    );
    assert.equal(integrations.length, 6);
    assert.deepEqual(problems, []);
  });

  const badProviders = [null, 'custom', 7, [], {}, { integrations: null }, { integrations: {} }, { integrations: 'x' }];
  for (const bad of badProviders) {
    it(`loses no provider for one beside it that is ${JSON.stringify(bad)}, which is named in the problems`, () => {
      const good = { type: 'custom', integrations: [named('a')] };
      const { integrations, problems } = parseIntegrations({ providers: [good, bad, good] });
      assert.deepEqual(
        integrations.map(({ label }) => label),
        ['a', 'a'],
      );
      assert.deepEqual(
        problems.map((problem) => problem.startsWith('providers[1] ')),
        [true],
      );
    });
  }

  for (const providers of [undefined, null, {}, 'custom', 7]) {
    it(`can't be understood when providers is ${JSON.stringify(providers)}, which is named`, () => {
      assert.throws(
        () => parseIntegrations({ providers }),
        (error) =>
          error instanceof CredentialError && error.failure === 'protocol' && error.message.includes('providers'),
      );
    });
  }
});
