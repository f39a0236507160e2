import assert from 'node:assert/strict';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import { serversPerTest } from '../observedServer.js';
import { ALL_CANARIES, answering, CANARIES, handMadeBy, TOKENS } from '../oauth/scriptedProvider.js';
import { LocalUser } from './localWindow.js';

/** What the server gives for the refresh token. */
const RENEWED = {
  ...TOKENS,
  access_token: 'canary-second-access-token-0123456789',
  refresh_token: 'canary-second-refresh-token-0123456789',
};

const METADATA = '/.well-known/openid-configuration';

const SECRETS = [...ALL_CANARIES, RENEWED.access_token, RENEWED.refresh_token];

describe('While LocalSource refreshes', () => {
  const ended = endedAfterEach();
  const startHandMade = handMadeBy(serversPerTest());

  /** A user who is signed in, in a window whose refresh waits for the server. */
  async function refreshing() {
    const provider = await startHandMade();
    provider.replies['/revoke'] = { body: {} };
    const user = new LocalUser(
      ended,
      [{ name: 'reports', issuer: provider.issuer, client_id: 'client' }],
      () => SECRETS,
    );
    const window = await user.open({ visit: answering() });
    assert.equal(await window.signIn('reports'), 'signedIn');
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    ended(() => answer());
    const sent = () => provider.posted.filter(({ body }) => body.get('grant_type') === 'refresh_token').length;
    provider.replies['/token'] = () => answered.then(() => ({ body: RENEWED }));
    user.clock.skip(3600_000);
    await until('the server is asked', () => sent() === 1);
    const revoked = () => provider.posted.filter(({ path }) => path === '/revoke').map(({ body }) => body.get('token'));
    return { provider, user, window, answer, sent, revoked };
  }

  it('the window can be closed, and the new tokens are stored', async () => {
    const { user, window, answer, sent } = await refreshing();
    window.close();
    const settled = window.source.settled();
    answer();
    await settled;
    const later = user.load();
    await later.catalog.refresh(later.source, new AbortController().signal);
    assert.deepEqual(
      [(await user.grant(later, 'reports')).refreshToken, later.statusOf('reports'), sent()],
      [RENEWED.refresh_token, 'authenticated', 1],
    );
  });

  it('a sign-out waits, and revokes what came', async () => {
    const { user, window, answer, revoked } = await refreshing();
    const signOut = window.signOut('reports');
    const other = await user.open();
    const alsoOut = other.signOut('reports');
    answer();
    assert.deepEqual(await Promise.all([signOut, alsoOut]), [undefined, undefined]);
    await window.turns('reports', 'notSignedIn');
    assert.deepEqual(revoked(), [RENEWED.refresh_token, RENEWED.access_token]);
    assert.equal((await user.kept(window, 'reports'))?.grant, undefined);
  });

  it('a removal waits, and revokes what came', async () => {
    const { user, window, answer, revoked } = await refreshing();
    const [entry] = window.source.entries;
    const forgotten = window.source.wizardPorts.keeping.remove(entry ?? assert.fail());
    answer();
    assert.equal(await forgotten, undefined);
    assert.deepEqual(revoked(), [RENEWED.refresh_token, RENEWED.access_token]);
    assert.equal(await user.kept(window, 'reports'), undefined);
  });

  it('the file may become unwritable: the new tokens stay in memory, with a message, and are written once that is possible', async () => {
    const { user, window, answer, sent } = await refreshing();
    const aside = `${user.folder}.aside`;
    await rename(user.folder, aside);
    await writeFile(user.folder, '');
    answer();
    await until('it is held', () => window.log.lines.some((line) => line.includes('could not be written yet')));
    await rm(user.folder);
    await rename(aside, user.folder);
    await window.refresher.refresh();
    const { status, expiry, note } = window.row('reports');
    assert.deepEqual([status.kind, (expiry?.at ?? 0) > user.clock.now()], ['authenticated', true]);
    assert.match(note ?? '', /Your local sign-ins could not be written \(ENOTDIR|EEXIST\)/);
    assert.equal((await user.grant(window, 'reports')).refreshToken, CANARIES.refreshToken);

    user.clock.skip(10_000);
    await until(
      'it is written',
      async () => (await user.grant(window, 'reports')).refreshToken === RENEWED.refresh_token,
    );
    await until('the note is gone', () => window.row('reports').note === undefined);
    assert.equal(sent(), 1);
  });

  it('the file may become unwritable and the window be closed: it tries once more', async () => {
    const { user, window, answer } = await refreshing();
    const aside = `${user.folder}.aside`;
    await rename(user.folder, aside);
    await writeFile(user.folder, '');
    answer();
    await until('it is held', () => window.log.lines.some((line) => line.includes('could not be written yet')));
    await rm(user.folder);
    await rename(aside, user.folder);
    window.close();
    await window.source.settled();
    assert.equal((await user.grant(window, 'reports')).refreshToken, RENEWED.refresh_token);
  });

  it('another window may take over, since this one was asleep: it then sends nothing', async () => {
    const provider = await startHandMade();
    const user = new LocalUser(
      ended,
      [{ name: 'reports', issuer: provider.issuer, client_id: 'client' }],
      () => SECRETS,
    );
    const window = await user.open({ visit: answering() });
    assert.equal(await window.signIn('reports'), 'signedIn');
    const metadata = provider.replies[METADATA] ?? assert.fail('no metadata');
    let [isAsked, answer]: [boolean, () => void] = [false, () => undefined];
    const answered = new Promise<void>((resolve) => (answer = resolve));
    ended(() => answer());
    provider.replies[METADATA] = async () => {
      isAsked = true;
      await answered;
      return typeof metadata === 'function' ? metadata() : Array.isArray(metadata) ? assert.fail() : metadata;
    };
    user.clock.skip(3600_000);
    await until('the server is asked where its endpoints are', () => isAsked);
    const locks = path.join(user.folder, 'locks');
    const [lock = ''] = (await readdir(locks)).filter((name) => name !== 'file');
    const [latest = ''] = await readdir(path.join(locks, lock));
    await writeFile(path.join(locks, lock, String(Number(latest) + 1)), '');
    answer();
    await until('it is given up', () => window.log.lines.some((line) => line.includes('Another window took over')));
    assert.deepEqual(
      provider.posted.filter(({ body }) => body.get('grant_type') === 'refresh_token'),
      [],
    );
    assert.equal((await user.grant(window, 'reports')).refreshToken, CANARIES.refreshToken);
  });
});
