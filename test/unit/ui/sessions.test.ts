import assert from 'node:assert/strict';
import type { AuthenticationSession } from 'vscode';
import { ServedIntegrations } from '../../../src/broker/servedIntegrations.js';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import { CredentialError } from '../../../src/core/errors.js';
import { Refreshers } from '../../../src/core/refreshers.js';
import { Secret } from '../../../src/core/secret.js';
import { SignIns } from '../../../src/core/signIns.js';
import type { TokenProvider } from '../../../src/core/source.js';
import { Sessions } from '../../../src/ui/sessions.js';
import { FakeSource, listed, signedIn } from '../core/fakeSource.js';
import { FakeClock, settle } from '../fakeClock.js';
import { FakeMemory } from '../fakeMemory.js';
import { RecordingLog } from '../recordingLog.js';

const GITHUB = '6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01';
const SNOWFLAKE = '0c4a6b5e-93c5-4d58-8a3b-52d7c3ce1f02';

/** A source that has tokens for code, as those of the user's own integrations. */
class TokenSource extends FakeSource {
  /** How often a token was requested. */
  requested = 0;
  readonly tokens: TokenProvider = {
    isNeeded: true,
    accessToken: ({ guid = '', label }) => {
      this.requested += 1;
      return this.answer(guid, label);
    },
  };

  answer = (guid: string, label: string): ReturnType<TokenProvider['accessToken']> => {
    const integrations = this.listed instanceof Error ? [] : this.listed;
    const isSignedIn = integrations.some((each) => each.guid === guid && each.status.kind === 'authenticated');
    return isSignedIn
      ? Promise.resolve({ value: new Secret(`token of ${label}`), expiresAt: undefined })
      : Promise.reject(new CredentialError('authorization', `Sign in to ${label}.`));
  };
}

const names = (of: readonly AuthenticationSession[]) => of.map(({ account }) => account.label);

describe('the sessions of the authentication provider', () => {
  let source: TokenSource;
  const enabled = new Emitter<void>();
  let isEnabled: boolean;
  /** The names of the accounts that VS Code was told of. */
  let changes: Record<string, string[]>[];
  let sessions: Sessions;
  let catalog: Catalog;
  let refreshers: Refreshers;
  let signIns: SignIns;
  let signedOut: string[];

  const open = () => {
    const clock = new FakeClock();
    catalog = new Catalog([source], clock, new RecordingLog());
    refreshers = new Refreshers(catalog, { clock, interval: () => 30_000 });
    signIns = new SignIns(catalog, refreshers, clock, new FakeMemory());
    sessions = new Sessions({
      catalog,
      integrations: new ServedIntegrations(catalog, refreshers, true),
      isEnabled: () => isEnabled,
      onDidChangeEnabled: enabled.event,
      signIn: (integration) => signIns.signIn(integration, () => undefined),
      signOut: ({ label }) => Promise.resolve(void signedOut.push(label)),
      changed: ({ added = [], changed = [], removed = [] }) =>
        changes.push({ added: names(added), changed: names(changed), removed: names(removed) }),
    });
  };
  const list = async (...integrations: ReturnType<typeof listed>[]) => {
    source.listed = integrations;
    await catalog.refresh(source, new AbortController().signal);
  };

  beforeEach(() => {
    isEnabled = true;
    changes = [];
    signedOut = [];
    source = new TokenSource();
    source.listed = [signedIn({ guid: GITHUB }), listed({ guid: SNOWFLAKE, label: 'Snowflake' })];
    open();
  });

  afterEach(() => {
    sessions.dispose();
    signIns.dispose();
    refreshers.dispose();
    catalog.dispose();
  });

  it('have the integration as account, its ID as scope, and the access token', async () => {
    const [session, ...others] = await sessions.find([GITHUB]);
    assert.deepEqual(others, []);
    assert.deepEqual(session && { ...session, account: session.account.label, id: typeof session.id }, {
      id: 'string',
      account: `GitHub (${GITHUB})`,
      scopes: [GITHUB],
      accessToken: 'token of GitHub',
    });
  });

  it('request the token each time, so that it is renewed when needed', async () => {
    await sessions.find([GITHUB]);
    source.answer = () => Promise.resolve({ value: new Secret('renewed'), expiresAt: undefined });
    assert.deepEqual(
      (await sessions.find([GITHUB])).map(({ accessToken }) => accessToken),
      ['renewed'],
    );
  });

  it('are listed without a token, and without a request for one', async () => {
    await list(signedIn({ guid: GITHUB }), listed({ guid: SNOWFLAKE }));
    const all = await sessions.find(undefined);
    assert.deepEqual(
      all.map(({ account, accessToken }) => [account.label, accessToken]),
      [[`GitHub (${GITHUB})`, '']],
    );
    assert.equal(source.requested, 0);
  });

  it('are none where the user is not signed in, and of what is unknown', async () => {
    const wanted = [[SNOWFLAKE], ['unknown'], [], [''], [GITHUB, SNOWFLAKE]];
    assert.deepEqual(
      await Promise.all(wanted.map((scopes) => sessions.find(scopes))),
      wanted.map(() => []),
    );
  });

  it('are none of another account', async () => {
    await list(signedIn({ guid: GITHUB }));
    const other = { id: 'other', label: 'Other' };
    assert.deepEqual([await sessions.find([GITHUB], other), await sessions.find(undefined, other)], [[], []]);
  });

  it('fail, and are not gone, when the token cannot be renewed at this moment', async () => {
    source.answer = () => Promise.reject(new CredentialError('network', 'The server cannot be reached.'));
    await assert.rejects(sessions.find([GITHUB]), /cannot be reached/);
  });

  it('are none where the server says in its own words that the user is not signed in', async () => {
    await list(signedIn({ guid: GITHUB }));
    source.listed = [listed({ guid: GITHUB })];
    source.answer = () => Promise.reject(new CredentialError('rejected', 'The server says: go away.'));
    assert.deepEqual(await sessions.find([GITHUB]), []);
  });

  it('are created by signing in, also where a sign-in is waiting already', async () => {
    const both = [sessions.create([SNOWFLAKE]), sessions.create([SNOWFLAKE])];
    await settle();
    source.listed = [signedIn({ guid: SNOWFLAKE, label: 'Snowflake' })];
    await catalog.refresh(source, new AbortController().signal);
    assert.deepEqual(
      (await Promise.all(both)).map(({ accessToken }) => accessToken),
      ['token of Snowflake', 'token of Snowflake'],
    );
  });

  it('are not created again where the user is signed in', async () => {
    source.begin = () => Promise.reject(new Error('Nothing is to be signed in to.'));
    assert.equal((await sessions.create([GITHUB])).accessToken, 'token of GitHub');
  });

  it('are not created for what cannot be signed in to, and the error says why', async () => {
    await list(signedIn({ guid: GITHUB }));
    await assert.rejects(sessions.create(['unknown']), /no integration with the Integration ID unknown/);
    await assert.rejects(sessions.create([GITHUB, SNOWFLAKE]), /exactly one scope: the Integration ID/);
    source.listed = [listed({ guid: SNOWFLAKE, label: 'Snowflake' })];
    const cancelled = sessions.create([SNOWFLAKE]);
    await settle();
    catalog.integrations.forEach((each) => signIns.cancel(each));
    await assert.rejects(cancelled, /not signed in to Snowflake/);
  });

  it('tell VS Code when they begin and end, once each', async () => {
    await list(signedIn({ guid: GITHUB }));
    await list(signedIn({ guid: GITHUB, expiry: { at: 1, isRenewable: true } }));
    await list(listed({ guid: GITHUB }));
    assert.deepEqual(changes, [
      { added: [`GitHub (${GITHUB})`], changed: [], removed: [] },
      { added: [], changed: [], removed: [`GitHub (${GITHUB})`] },
    ]);
  });

  it('of a duplicate Integration ID are those of the first integration', async () => {
    await list(signedIn({ guid: GITHUB, label: 'First' }), signedIn({ guid: GITHUB, label: 'Second' }));
    assert.deepEqual(
      (await sessions.find(undefined)).map(({ account }) => account.label),
      [`First (${GITHUB})`],
    );
  });

  it('are removed by signing out', async () => {
    await list(signedIn({ guid: GITHUB }));
    const [session] = await sessions.find(undefined);
    await sessions.remove(session?.id ?? '');
    await sessions.remove('unknown');
    assert.deepEqual(signedOut, ['GitHub']);
  });

  it('end when the setting turns them off, and no token is requested from then on', async () => {
    await list(signedIn({ guid: GITHUB }));
    isEnabled = false;
    enabled.fire();
    assert.deepEqual(changes.at(-1), { added: [], changed: [], removed: [`GitHub (${GITHUB})`] });
    assert.deepEqual([await sessions.find([GITHUB]), await sessions.find(undefined)], [[], []]);
    await assert.rejects(sessions.create([GITHUB]), /availableCredentials.otherExtensions.enabled is turned off/);
    assert.equal(source.requested, 0);
  });
});
