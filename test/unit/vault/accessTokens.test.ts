import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { Secret } from '../../../src/core/secret.js';
import type { Definition } from '../../../src/local/definition/definition.js';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import { CredentialStore } from '../../../src/vault/credentialStore.js';
import { notJson, unexplained } from '../../../src/oauth/messages.js';
import { errorResponse } from '../../../src/oauth/errorResponse.js';
import { tokenOwner } from '../../../src/local/tokenOwner.js';
import type { TokenOwner } from '../../../src/vault/tokenOwner.js';
import { noHttp } from './noHttp.js';
import { AccessTokens } from '../../../src/vault/accessTokens.js';
import { PendingWork } from '../../../src/vault/pendingWork.js';
import { FakeClock, settle } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { definitionWith, grantOf, keptWith } from './tokenSets.js';
import { MemoryVault } from './memoryVault.js';
import { plain, type Plain } from '../local/plain.js';

const MINUTE = 60_000;

const refusal = (error: string) =>
  errorResponse({ host: 'login.example.org', request: 'refresh', error, description: undefined });

describe('AccessTokens', () => {
  /** @param expiresIn milliseconds */
  function setUp(
    expiresIn: number | undefined,
    overrides: Partial<Plain<TokenSet>> = {},
    defined: Partial<Definition> = {},
  ) {
    const [vault, clock, log, underWay] = [new MemoryVault(), new FakeClock(), new RecordingLog(), new PendingWork()];
    const definition = definitionWith(defined);
    const expiresAt = expiresIn === undefined ? undefined : clock.now() + expiresIn;
    vault.entries.set('id', keptWith(grantOf('first', { expiresAt, ...overrides })));
    const store = new CredentialStore(vault, clock, log);
    const server = {
      spent: [] as (string | undefined)[],
      failure: undefined as Error | undefined,
      wait: settle(),
      discovery: settle(),
    };
    let count = 0;
    let renewals = 0;
    const tokens = new AccessTokens({
      store,
      clock,
      log,
      pendingWork: underWay,
      onRenewal: () => (renewals += 1),
    });
    const owner: TokenOwner = {
      ...tokenOwner(definition, { get: () => assert.fail('no server is asked') }, { http: noHttp, clock, log }),
      renew: async (_stored, grant, _signal, confirm) => {
        await confirm();
        server.spent.push(grant.refreshToken?.reveal());
        await server.wait;
        if (server.failure) throw server.failure;
        return grantOf(`renewed-${++count}`, { expiresAt: clock.now() + 10 * MINUTE });
      },
    };
    const kept = () => vault.entries.get('id');
    return {
      ...{ vault, clock, log, owner, tokens, server, underWay, kept },
      renewals: () => renewals,
      current: async () => (await tokens.get(owner)).accessToken.reveal(),
      standing: () => tokens.state(owner, kept()),
      look: async () => {
        tokens.renewIfDue(owner, kept());
        await underWay.settled();
      },
      nextStep: () => {
        const at = tokens.nextCheck(owner, kept());
        return at === undefined ? undefined : at - clock.now();
      },
    };
  }

  const failureOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => assert.fail('it did not fail'),
      (error: unknown) => (error instanceof CredentialError ? [error.failure, error.message] : error),
    );

  const down = () => new CredentialError('network', 'The server is down.');

  it('are given as they are for as long as they serve', async () => {
    for (const expiresIn of [undefined, MINUTE + 1]) {
      const { current, server, nextStep } = setUp(expiresIn);
      assert.equal(await current(), 'first-access');
      assert.deepEqual([server.spent, nextStep()], [[], expiresIn === undefined ? undefined : 1]);
    }
  });

  it('are renewed a minute before they expire, once for all who ask', async () => {
    const { current, server, renewals, kept } = setUp(MINUTE);
    assert.deepEqual(await Promise.all([current(), current(), current()]), Array(3).fill('renewed-1-access'));
    assert.deepEqual([server.spent, renewals()], [['first-refresh'], 1]);
    assert.equal(kept()?.grant?.accessToken.reveal(), 'renewed-1-access');
  });

  it('are given for less than that where they can not be renewed, and then no longer', async () => {
    const { current, clock, standing, nextStep } = setUp(MINUTE / 2, { refreshToken: undefined });
    assert.equal(await current(), 'first-access');
    assert.equal(nextStep(), MINUTE / 2);
    clock.setBack(-MINUTE / 2);
    assert.deepEqual(await failureOf(current()), [
      'authorization',
      'The access token for reports has expired and cannot be renewed. Sign in again.',
    ]);
    assert.deepEqual(
      [standing(), nextStep()],
      [{ kind: 'signedOut', problem: undefined, isGrantStored: false, hasExpired: true }, undefined],
    );
  });

  it('are given for less than that while the server is down, and then the failure', async () => {
    const { current, clock, server, standing } = setUp(MINUTE / 2);
    server.failure = down();
    assert.equal(await current(), 'first-access');
    clock.setBack(-MINUTE);
    assert.deepEqual(await failureOf(current()), ['network', 'The server is down.']);
    assert.deepEqual(standing(), {
      ...{ kind: 'signedIn', isRenewable: true, problem: server.failure, isRenewalRefused: false },
      expiresAt: clock.now() - MINUTE / 2,
    });
  });

  it('are not renewed where another window has taken the lock over, since this one was asleep', async () => {
    const { current, server, vault, kept } = setUp(0);
    vault.lost.abort();
    assert.deepEqual(await failureOf(current()), [
      'network',
      'Another window took over while this one was suspended. Try again in a moment.',
    ]);
    assert.deepEqual([server.spent, kept()?.grant?.accessToken.reveal()], [[], 'first-access']);
  });

  it('are not looked at where there are none', async () => {
    const { vault, current, standing, nextStep } = setUp(MINUTE);
    vault.entries.clear();
    assert.deepEqual(await failureOf(current()), [
      'authorization',
      'You are not signed in to reports. Sign in using the view Available Credentials.',
    ]);
    assert.deepEqual(
      [standing(), nextStep()],
      [{ kind: 'signedOut', problem: undefined, isGrantStored: false }, undefined],
    );
  });

  it('that a server rejected are renewed before they expire, but not again within a minute', async () => {
    const { tokens, owner, server, clock } = setUp(5 * MINUTE);
    const after = async (rejected: string) =>
      (await tokens.get(owner, new Secret(`${rejected}-access`))).accessToken.reveal();
    assert.equal(await after('another'), 'first-access');
    assert.deepEqual(server.spent, []);
    assert.deepEqual(await Promise.all([after('first'), after('first')]), Array(2).fill('renewed-1-access'));
    assert.equal(await after('first'), 'renewed-1-access');
    clock.setBack(1 - MINUTE);
    assert.equal(await after('renewed-1'), 'renewed-1-access');
    assert.equal(server.spent.length, 1);
    clock.setBack(-1);
    assert.equal(await after('renewed-1'), 'renewed-2-access');
  });

  it('are not renewed if the user signs out meanwhile', async () => {
    const { current, vault, server } = setUp(0);
    const asked = failureOf(current());
    vault.entries.delete('id');
    assert.deepEqual(await asked, [
      'authorization',
      'You are not signed in to reports. Sign in using the view Available Credentials.',
    ]);
    assert.deepEqual(server.spent, []);
  });

  it('that a server has ended are deleted without the client secret, and not if the user has signed in meanwhile', async () => {
    const { vault, current, kept, server } = setUp(0, {}, { authMode: 'Confidential' });
    const stored = { ...(kept() ?? assert.fail()), clientSecret: new Secret('secret') };
    vault.entries.set('id', stored);
    server.failure = refusal('invalid_grant');
    await failureOf(current());
    assert.deepEqual([kept()?.grant, kept()?.clientSecret?.reveal()], [undefined, 'secret']);

    vault.entries.set('id', stored);
    let answer: () => void = () => undefined;
    server.wait = new Promise((resolve) => (answer = resolve));
    const asked = failureOf(current());
    await settle();
    vault.entries.set('id', { ...stored, grant: grantOf('another') });
    answer();
    await asked;
    assert.equal(kept()?.grant?.accessToken.reveal(), 'another-access');
  });

  it('that a server has ended are deleted, and the reason is shown until there are new ones', async () => {
    const { vault, current, server, standing, look, kept, renewals } = setUp(0);
    server.failure = refusal('invalid_grant');
    const { message } = server.failure;
    assert.deepEqual(await failureOf(current()), ['authorization', message]);
    assert.deepEqual(
      [kept()?.grant, standing(), renewals()],
      [undefined, { kind: 'signedOut', problem: server.failure, isGrantStored: false }, 1],
    );
    await look();
    assert.equal(server.spent.length, 1);
    vault.entries.set('id', keptWith(grantOf('another')));
    assert.deepEqual(standing(), {
      ...{ kind: 'signedIn', expiresAt: undefined, isRenewable: true },
      ...{ problem: undefined, isRenewalRefused: false },
    });
    vault.entries.set('id', keptWith(undefined));
    assert.deepEqual(standing(), { kind: 'signedOut', problem: undefined, isGrantStored: false });
  });

  it('that a server has ended count as such also where they can not be deleted', async () => {
    const { vault, server, standing, look, log } = setUp(0);
    server.failure = refusal('invalid_grant');
    vault.failure = new Error('disk full');
    await look();
    assert.ok(
      log.lines.some((line) => /^warn: vault: credentials of id .* could not be deleted: .*disk full/.test(line)),
    );
    assert.equal(standing().kind, 'signedOut');
    await look();
    assert.equal(server.spent.length, 1);
  });

  it('stay where the server refuses the client, and are renewed once its secret is right', async () => {
    const { vault, current, clock, server, standing, look, kept, nextStep } = setUp(
      MINUTE / 2,
      {},
      { authMode: 'Confidential' },
    );
    vault.entries.set('id', { ...(kept() ?? assert.fail()), clientSecret: new Secret('old') });
    server.failure = refusal('invalid_client');
    const before = kept();
    assert.equal(await current(), 'first-access');
    const { expiresAt } = kept()?.grant ?? assert.fail();
    assert.deepEqual(standing(), {
      ...{ kind: 'signedIn', expiresAt, isRenewable: false },
      ...{ problem: server.failure, isRenewalRefused: true },
    });
    clock.setBack(-MINUTE);
    assert.deepEqual(await failureOf(current()), ['authorization', server.failure.message]);
    assert.match(server.failure.message, /Check its client ID and client secret with Edit Integration…/);
    assert.deepEqual(
      plain([kept(), standing()]),
      plain([before, { kind: 'signedOut', problem: server.failure, isGrantStored: true }]),
    );
    vault.entries.set('id', { ...(kept() ?? assert.fail()), clientSecret: new Secret('new') });
    server.failure = undefined;
    assert.equal(nextStep(), MINUTE);
    clock.setBack(-MINUTE);
    await look();
    assert.deepEqual([standing().kind, await current()], ['signedIn', 'renewed-1-access']);
  });

  it('stay where the server refuses the client that was registered, and the next sign-in needs another client', async () => {
    const registration = { clientId: 'registered', clientSecret: undefined, redirectUri: 'http://127.0.0.1/callback' };
    const { vault, server, look, kept, standing, owner, tokens } = setUp(0, { registration }, { clientId: undefined });
    vault.entries.set('id', { ...(kept() ?? assert.fail()), registration });
    const before = plain(kept());
    assert.equal(tokens.isClientRefused(owner, kept()), false);
    server.failure = refusal('invalid_client');
    await look();
    assert.deepEqual(plain(kept()), before);
    assert.deepEqual([standing().kind, tokens.isClientRefused(owner, kept())], ['signedOut', true]);
    const other = setUp(0, { registration }, { clientId: undefined });
    other.vault.entries.set('id', { ...(other.kept() ?? assert.fail()), registration });
    other.server.failure = refusal('quota_exceeded');
    await other.look();
    assert.equal(other.tokens.isClientRefused(other.owner, other.kept()), false);
  });

  for (const [what, failure] of [
    ['an error that is not known', refusal('quota_exceeded')],
    ['a status without an error', unexplained('login.example.org', 403)],
    ['an answer that makes no sense', notJson('login.example.org')],
  ] as const) {
    it(`stay where the server refuses to renew them with ${what}, and the user may sign in again or out`, async () => {
      const { current, clock, server, standing, kept } = setUp(MINUTE / 2);
      server.failure = failure;
      const before = plain(kept());
      const expiresAt = kept()?.grant?.expiresAt;
      assert.equal(await current(), 'first-access');
      const refused = { problem: failure, isRenewalRefused: true };
      assert.deepEqual(standing(), { kind: 'signedIn', expiresAt, isRenewable: true, ...refused });
      clock.setBack(-MINUTE);
      assert.deepEqual(await failureOf(current()), [failure.failure, failure.message]);
      assert.deepEqual(plain(kept()), before);
      assert.deepEqual(standing(), { kind: 'signedOut', problem: failure, isGrantStored: true });
      server.failure = undefined;
      assert.equal(await current(), 'renewed-1-access');
      assert.equal(standing().kind, 'signedIn');
    });
  }

  it('of a client whose secret is missing can not be renewed', () => {
    const { standing, owner, tokens, kept } = setUp(0, {}, { authMode: 'Confidential' });
    assert.equal(standing().kind, 'signedOut');
    assert.equal(tokens.state(owner, { ...(kept() ?? assert.fail()), clientSecret: new Secret('x') }).kind, 'signedIn');
  });

  it('of a service account are renewed without a refresh token', async () => {
    const { vault, kept, current, server } = setUp(
      0,
      { refreshToken: undefined },
      { authType: 'Service Account', authMode: 'Confidential' },
    );
    vault.entries.set('id', { ...(kept() ?? assert.fail()), clientSecret: new Secret('x') });
    assert.equal(await current(), 'renewed-1-access');
    assert.deepEqual(server.spent, [undefined]);
  });

  it('are renewed again in the background a minute after a failure, with one warning in the log', async () => {
    const { clock, server, look, log, nextStep, standing } = setUp(0);
    server.failure = down();
    await look();
    assert.equal(nextStep(), MINUTE);
    await look();
    assert.equal(server.spent.length, 1);
    clock.setBack(-MINUTE);
    await look();
    assert.equal(server.spent.length, 2);
    const warnings = () => log.lines.filter((line) => line.startsWith('warn: vault: id could not be renewed: '));
    assert.equal(warnings().length, 1);
    clock.setBack(-MINUTE);
    server.failure = new CredentialError('network', 'The network is down.');
    await look();
    assert.equal(warnings().length, 2);
    clock.setBack(-MINUTE);
    server.failure = undefined;
    await look();
    assert.deepEqual([standing().problem, nextStep()], [undefined, 9 * MINUTE]);
  });

  it('are tried again at once when the clock has been set back', async () => {
    const { clock, server, look } = setUp(-3_600_000);
    server.failure = down();
    await look();
    clock.setBack(1_800_000);
    await look();
    assert.equal(server.spent.length, 2);
  });

  it('that another window has renewed are taken, however short they live', async () => {
    const { vault, clock, server, current, underWay } = setUp(0);
    const asked = current();
    vault.entries.set('id', keptWith(grantOf('other', { expiresAt: clock.now() + 1_000 })));
    assert.equal(await asked, 'other-access');
    await underWay.settled();
    assert.deepEqual(server.spent, []);
  });

  it('that are being renewed when the window is closed are stored, and no others are requested', async () => {
    const { tokens, current, server, kept, underWay } = setUp(0);
    let answer: () => void = () => undefined;
    server.wait = new Promise((resolve) => (answer = resolve));
    const first = current();
    await settle();
    tokens.dispose();
    answer();
    assert.equal(await first, 'renewed-1-access');
    await underWay.settled();
    assert.equal(kept()?.grant?.accessToken.reveal(), 'renewed-1-access');
  });

  it('are not renewed after the window has been closed', async () => {
    const { tokens, look, server, nextStep } = setUp(0);
    tokens.dispose();
    await look();
    assert.deepEqual([server.spent, nextStep()], [[], undefined]);
  });
});
