import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Coder } from '../../sandbox/coder/coder.js';
import { signInByForms } from '../../sandbox/person.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { codersPerTest, CoderWindow, withSession } from './coderWindow.js';

const MINUTE = 60_000;
const AGENT = '/api/v2/workspaceagents/me/external-auth';
const LIST = '/api/v2/external-auth';

const requestsTo = ({ requests }: Coder, path: string) => requests.filter((each) => each.path === path).length;
const lastOf = ({ requests }: Coder, path: string) => requests.findLast((each) => each.path === path);

describe('Coder, with a session token of the user', function () {
  this.timeout(60_000);
  const { start, ended } = codersPerTest();

  it('lists all providers, with expiry, account, and why a link is not valid', async () => {
    const coder = await start();
    coder.addLink('github', { expiresIn: 60 * MINUTE });
    coder.addLink('bitbucket', { expiresIn: 60 * MINUTE, hasRefreshToken: false });
    coder.addLink('slack', { validateError: 'token_revoked' });
    coder.addLink('removed');
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    await until('the accounts are known', () => window.detail('Bitbucket', 'Account') !== undefined);
    assert.deepEqual(
      window.catalog.integrations.map(({ label, status, expiry, note }) => [
        label,
        status.kind,
        expiry?.isRenewable,
        note,
      ]),
      [
        ['GitHub', 'authenticated', true, undefined],
        ['GitLab', 'notSignedIn', undefined, undefined],
        ['Bitbucket', 'authenticated', false, undefined],
        ['Slack', 'notSignedIn', undefined, 'The access token is not valid any more: token_revoked. Sign in again.'],
      ],
    );
    assert.equal(window.account.summary, 'Signed in as ada');
    const details = window.row('GitHub').properties?.map(({ label, value }) => [label, value]) ?? [];
    assert.deepEqual(details.slice(0, 1), [['Provider ID', 'github']]);
    assert.deepEqual(details.slice(2, 3), [['Type', 'github']]);
    assert.deepEqual(details.slice(4), [
      ...[['Renewed automatically', 'Yes']],
      ...[['Account', 'ada-at-github']],
      ['URL', `${coder.url}/external-auth/github`],
    ]);
    assert.equal(window.detail('Slack', 'Validation error'), 'token_revoked');
  });

  it('shows that a sign-in has ended, unless the user has never signed in', async () => {
    const coder = await start();
    coder.addLink('bitbucket', { expiresIn: -1000, hasRefreshToken: false });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    assert.deepEqual([window.row('Bitbucket').signInEnded, window.row('GitHub').signInEnded], [true, undefined]);
  });

  it('offers the actions that are possible now', async () => {
    const coder = await start();
    ['github', 'primary-gitlab'].forEach((id) => coder.addLink(id, { expiresIn: 60 * MINUTE }));
    coder.removeLink('github');
    coder.addLink('bitbucket', { expiresIn: 60 * MINUTE, hasRefreshToken: false });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    const actions = (label: string) => window.row(label).actions;
    assert.deepEqual(actions('GitHub'), ['signIn', 'signInWithDeviceCode', 'snippet']);
    assert.deepEqual(actions('GitLab'), ['signOut', 'snippet']);
    assert.deepEqual(actions('Bitbucket'), ['signIn', 'signOut', 'snippet']);
  });

  it('is asked for the list at most once a minute, and shows what is known in between', async () => {
    const coder = await start();
    coder.addLink('github');
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    await window.refresh();
    window.clock.skip(MINUTE - 1000);
    await window.refresh();
    assert.equal(requestsTo(coder, LIST), 1);
    assert.equal(window.row('GitHub').status.kind, 'authenticated');
    coder.addLink('slack');
    const release = coder.holdRefreshes();
    window.clock.skip(1000);
    await window.refresh();
    assert.equal(window.row('Slack').status.kind, 'notSignedIn');
    release();
    await until('the next list is shown', () => window.row('Slack').status.kind === 'authenticated');
    assert.equal(requestsTo(coder, LIST), 2);
  });

  it('is asked for the list at most once a minute if that fails, too', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.intercept((_request, response, path) => path === LIST && Boolean(response.writeHead(502).end()));
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    await window.refresh();
    assert.equal(window.catalog.snapshot[0]?.error?.failure, 'network');
    assert.equal(requestsTo(coder, LIST), 1);
    coder.intercept(undefined);
    window.clock.skip(MINUTE);
    await window.refresh();
    assert.equal(window.row('GitHub').status.kind, 'authenticated');
    assert.equal(requestsTo(coder, LIST), 2);
  });

  it('shows its rows once a slow list has come, which a hidden view does not cancel', async () => {
    const coder = await start();
    coder.addLink('github');
    const release = coder.holdRefreshes();
    const opening = CoderWindow.open(ended, coder, { environment: withSession(coder) });
    await until('the list is asked for', () => requestsTo(coder, LIST) === 1);
    release();
    const window = await opening;
    assert.equal(window.row('GitHub').status.kind, 'authenticated');
    assert.equal(requestsTo(coder, LIST), 1);
  });

  it('keeps the last list while the server is down', async () => {
    const coder = await start();
    coder.addLink('github');
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    await coder.suspend();
    window.clock.skip(2 * MINUTE);
    await window.refresh();
    await until('the failure is shown', () => window.catalog.snapshot[0]?.error?.failure === 'network');
    assert.equal(window.row('GitHub').status.kind, 'authenticated');
  });

  it('shows a sign-out during which a list was on its way', async () => {
    const coder = await start();
    coder.addLink('github');
    const other = coder.addLink('slack');
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    window.clock.skip(MINUTE);
    const release = coder.holdRefreshes();
    await window.refresh();
    await until('the list is asked for', () => requestsTo(coder, LIST) === 2);
    await window.signOut(window.row('GitHub'));
    other.validateError = 'token_revoked';
    release();
    await until('the list is shown', () => window.row('Slack').status.kind === 'notSignedIn');
    assert.equal(window.row('GitHub').status.kind, 'notSignedIn');
  });

  it('is asked for another list if one was on its way when the user had to sign in again', async () => {
    const coder = await start();
    ['github', 'slack'].forEach((id) => coder.addLink(id));
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    window.clock.skip(MINUTE);
    const release = coder.holdRefreshes();
    await window.refresh();
    await until('the list is asked for', () => requestsTo(coder, LIST) === 2);
    coder.removeLink('slack');
    await assert.rejects(window.token('Slack'), { failure: 'authorization' });
    release();
    await until('another list is asked for', () => requestsTo(coder, LIST) === 3);
    await until('it is shown', () => window.row('Slack').status.kind === 'notSignedIn');
  });

  it('asks again for an account that could not be had, and never for a removed provider', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.addLink('removed');
    const status = `${LIST}/github`;
    coder.intercept((_request, response, path) => path === status && Boolean(response.writeHead(502).end()));
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    await until('the account is asked for', () => lastOf(coder, status)?.status === 502);
    coder.intercept(undefined);
    window.clock.skip(MINUTE);
    await window.refresh();
    await until('the account is shown', () => window.detail('GitHub', 'Account') === 'ada-at-github');
    assert.equal(requestsTo(coder, `${LIST}/removed`), 0);
  });

  it('is signed in to in the browser, without another list', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    assert.equal(await window.signIn(window.row('GitLab')), 'signedIn');
    assert.deepEqual(window.opened, [`${coder.url}/external-auth/primary-gitlab`]);
    assert.equal(requestsTo(coder, LIST), 1);
    assert.equal((await window.token('GitLab')).value.reveal(), coder.links[0]?.accessToken);
    assert.equal(window.detail('GitLab', 'Account'), 'ada-at-gitlab');
  });

  it('says why a link is not valid also while the user is signing in again', async () => {
    const coder = await start();
    coder.addLink('slack', { validateError: 'token_revoked' });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    window.visit = () => Promise.resolve();
    const signedIn = window.signIn(window.row('Slack'));
    await until('it is asked whether the user has signed in', () => requestsTo(coder, `${LIST}/slack`) >= 2);
    assert.match(window.row('Slack').note ?? '', /token_revoked/);
    await signInByForms(window.opened[0] ?? '', coder.account);
    assert.equal(await signedIn, 'signedIn');
    assert.equal(window.row('Slack').note, undefined);
  });

  it('is signed in to with a device code', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    const signedIn = window.signIn(window.row('GitHub'), { withDeviceCode: true });
    await until('the code is shown', () => window.dialogs.told.length > 0);
    const [, code = '', page = ''] = /code (\S+) at (\S+)/.exec(window.dialogs.told.join()) ?? [];
    assert.deepEqual([...window.dialogs.shown], window.dialogs.told);
    await signInByForms(page, coder.account, 'allow', undefined, code);
    assert.equal(await signedIn, 'signedIn');
    assert.equal(window.row('GitHub').status.kind, 'authenticated');
    assert.equal(window.dialogs.shown.size, 0);
  });

  it('is not signed in to when the user cancels where the device code is shown', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    window.dialogs.cancels = true;
    assert.equal(await window.signIn(window.row('GitHub'), { withDeviceCode: true }), 'cancelled');
    assert.equal(window.row('GitHub').status.kind, 'notSignedIn');
  });

  it('opens the page for the device code when the user signs in again', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    const signIn = () => window.signIn(window.row('GitHub'), { withDeviceCode: true });
    const signedIn = signIn();
    await until('the code is shown', () => window.dialogs.told.length > 0);
    window.clock.set(3_000);
    window.visit = () => Promise.resolve();
    assert.equal(await signIn(), 'joined');
    const [, code = '', page = ''] = /code (\S+) at (\S+)/.exec([...window.dialogs.shown].join()) ?? [];
    assert.deepEqual([window.opened, window.dialogs.copied], [[page], [code]]);
    await signInByForms(page, coder.account, 'allow', undefined, code);
    assert.equal(await signedIn, 'signedIn');
  });

  it('says when the user has not allowed access to the device', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    const signedIn = window.signIn(window.row('GitHub'), { withDeviceCode: true });
    const refused = assert.rejects(signedIn, { message: /Access to GitHub was not allowed/ });
    await until('the code is shown', () => window.dialogs.told.length > 0);
    const [, code = '', page = ''] = /code (\S+) at (\S+)/.exec(window.dialogs.told.join()) ?? [];
    await signInByForms(page, coder.account, 'refuse', undefined, code).catch(() => undefined);
    await refused;
  });

  it('is signed out of, and says whether the token was revoked', async () => {
    const coder = await start();
    ['github', 'bitbucket', 'slack'].forEach((id) => coder.addLink(id));
    coder.failRevocations('slack', 'HTTP 503');
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    assert.match((await window.signOut(window.row('GitHub'))).join(), /Coder has revoked the access token/);
    assert.match((await window.signOut(window.row('Bitbucket'))).join(), /was not revoked, so it remains valid/);
    assert.match((await window.signOut(window.row('Slack'))).join(), /remains valid until it expires: HTTP 503\./);
    assert.deepEqual(
      window.catalog.integrations.map(({ status }) => status.kind),
      ['notSignedIn', 'notSignedIn', 'notSignedIn', 'notSignedIn'],
    );
    assert.equal(requestsTo(coder, LIST), 1);
  });

  it('is signed out of to remove a link that is not valid, or whose refresh fails', async () => {
    const coder = await start();
    coder.addLink('slack', { validateError: 'token_revoked' });
    coder.addLink('github');
    coder.failRefreshes('github', 'the provider is down');
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    await until('the failure is shown', () => /could not be refreshed/.test(window.row('GitHub').note ?? ''));
    for (const label of ['Slack', 'GitHub']) {
      assert.ok(window.row(label).actions.includes('signOut'), label);
      await window.signOut(window.row(label));
      const { status, note, actions } = window.row(label);
      assert.deepEqual([status.kind, note, actions.includes('signOut')], ['notSignedIn', undefined, false], label);
    }
    assert.deepEqual(coder.links, []);
    assert.ok(!window.row('GitLab').actions.includes('signOut'));
  });

  it('is signed out of if the link is gone already, or the server says nothing about the token', async () => {
    const coder = await start();
    ['github', 'slack'].forEach((id) => coder.addLink(id));
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    coder.removeLink('github');
    assert.match((await window.signOut(window.row('GitHub'))).join(), /does not say whether .* was revoked/);
    coder.intercept(({ method }, response) => method === 'DELETE' && Boolean(response.writeHead(200).end()));
    assert.match((await window.signOut(window.row('Slack'))).join(), /does not say whether .* was revoked/);
  });

  it('is signed in to again when the token has been replaced', async () => {
    const coder = await start();
    const { accessToken } = coder.addLink('bitbucket', { expiresIn: 60 * MINUTE, hasRefreshToken: false });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    const { expiry } = window.row('Bitbucket');
    window.visit = () => Promise.resolve();
    const signedIn = window.signIn(window.row('Bitbucket'));
    await until('it is asked whether the token is another one', () => requestsTo(coder, AGENT) >= 2);
    const { status, actions } = window.row('Bitbucket');
    assert.deepEqual([status.kind, actions.join()], ['authenticated', 'cancelSignIn,signOut,snippet']);
    assert.equal((await window.token('Bitbucket')).value.reveal(), accessToken);
    await signInByForms(window.opened[0] ?? '', coder.account);
    assert.equal(await signedIn, 'signedIn');
    assert.notEqual((await window.token('Bitbucket')).value.reveal(), accessToken);
    await until('the new link is shown', () => window.row('Bitbucket').expiry?.at !== expiry?.at);
    assert.equal(window.row('Bitbucket').actions.join(), 'signIn,signOut,snippet');
  });

  it('is not signed in to again if Coder does not give the token that is to be replaced', async () => {
    const coder = await start();
    coder.addLink('bitbucket', { hasRefreshToken: false });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    coder.intercept((_request, response, path) => path === AGENT && Boolean(response.writeHead(502).end()));
    window.visit = () => {
      coder.intercept(undefined);
      return Promise.resolve();
    };
    await assert.rejects(window.signIn(window.row('Bitbucket')), { failure: 'network' });
    assert.deepEqual(window.opened, []);
  });

  it('is signed in to again outside a workspace when the link has been replaced', async () => {
    const coder = await start();
    coder.addLink('bitbucket', { hasRefreshToken: false });
    const environment = { CODER_URL: coder.url, CODER_SESSION_TOKEN: coder.sessionToken };
    const window = await CoderWindow.open(ended, coder, { environment });
    const outcomes: string[] = [];
    const signedIn = window.signIn(window.row('Bitbucket')).then((outcome) => outcomes.push(outcome));
    await until('the user has signed in', () => coder.links[0]?.refreshToken?.startsWith('bitbucket-') === false);
    assert.deepEqual(outcomes, []);
    window.clock.skip(MINUTE);
    await signedIn;
    assert.deepEqual(outcomes, ['signedIn']);
  });

  it('falls back to the agent’s token when the session has ended, and offers to sign in to Coder', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.endSessions();
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder), providerIds: ['github'] });
    assert.equal(window.row('github').status.kind, 'authenticated');
    assert.equal(window.account.status.kind, 'notSignedIn');
    assert.match(window.account.note ?? '', /does not accept your session token/);
    assert.deepEqual(window.account.actions, ['signIn']);
  });

  it('gives code no known token that is about to expire, if only the list says so', async () => {
    const coder = await start({ showsExpiry: false });
    coder.addLink('github', { expiresIn: 60 * MINUTE });
    coder.addLink('slack', { expiresIn: MINUTE - 1 });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    for (const [label, requests] of [
      ['GitHub', 1],
      ['Slack', 3],
    ] as const) {
      await window.token(label);
      await window.token(label);
      assert.equal(requestsTo(coder, AGENT), requests, label);
    }
  });

  it('has no tokens for code outside a workspace, and says so on rows that are signed in', async () => {
    const coder = await start();
    coder.addLink('github');
    const environment = { CODER_URL: coder.url, CODER_SESSION_TOKEN: coder.sessionToken };
    const window = await CoderWindow.open(ended, coder, { environment });
    assert.equal(window.source.tokens, undefined);
    assert.deepEqual(window.row('GitHub').actions, ['signOut']);
    assert.equal(window.row('GitHub').note, 'Coder gives access tokens only to code in its workspaces.');
    assert.equal(window.row('GitLab').note, undefined);
    assert.equal(window.source.noTokens, window.row('GitHub').note);
  });
});

describe('Coder, with the agent’s token alone', function () {
  this.timeout(60_000);
  const { start, ended } = codersPerTest();

  it('shows the providers of the setting, and those of Git remotes', async () => {
    const coder = await start();
    coder.addLink('slack', { expiresIn: 60 * MINUTE });
    const window = await CoderWindow.open(ended, coder, {
      providerIds: ['slack', 'github', 'unknown'],
      remotes: [
        'git@github.com:posit/one.git',
        'https://ada:secret@gitlab.example/two.git',
        'https://example.org/three',
      ],
    });
    assert.deepEqual(
      window.catalog.integrations.map(({ label, status, actions }) => [label, status.kind, actions.join()]),
      [
        ['slack', 'authenticated', 'snippet'],
        ['github', 'notSignedIn', 'signIn,snippet'],
        ['unknown', 'configurationError', ''],
        ['gitlab.example', 'notSignedIn', 'signIn,snippet'],
      ],
    );
    const { status } = window.row('unknown');
    assert.ok(status.kind === 'configurationError');
    assert.match(status.detail, /^\S+ rejected the request: No matching external auth provider/);
    assert.ok(coder.requests.every(({ query }) => !query.includes('secret')));
    assert.deepEqual(window.account.actions, ['signIn']);
  });

  it('keeps its rows after a 404 that does not come from Coder, and says so', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder, {
      ...{ providerIds: ['slack'], remotes: ['https://github.com/x.git'] },
    });
    coder.intercept((_request, response) => Boolean(response.writeHead(404).end('<html>Not Found</html>')));
    window.clock.skip(MINUTE);
    await window.refresh();
    await until('the failure is shown', () => window.catalog.snapshot[0]?.error?.failure === 'protocol');
    assert.deepEqual(
      window.catalog.integrations.map(({ label, status }) => [label, status.kind]),
      [
        ['slack', 'notSignedIn'],
        ['github.com', 'notSignedIn'],
      ],
    );
  });

  it('asks for each at most once a minute, and shows what is known in between', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder, { providerIds: ['slack', 'unknown'] });
    await window.refresh();
    assert.equal(requestsTo(coder, AGENT), 2);
    coder.addLink('slack');
    const release = coder.holdRefreshes();
    window.clock.skip(MINUTE);
    await window.refresh();
    assert.equal(window.row('slack').status.kind, 'notSignedIn');
    release();
    await until('the next answer is shown', () => window.row('slack').status.kind === 'authenticated');
    assert.equal(requestsTo(coder, AGENT), 4);
  });

  it('keeps its rows while the server is down, and says so', async () => {
    const coder = await start();
    coder.addLink('slack');
    const window = await CoderWindow.open(ended, coder, { providerIds: ['slack'] });
    await coder.suspend();
    window.clock.skip(2 * MINUTE);
    await window.refresh();
    await until('the failure is shown', () => window.catalog.snapshot[0]?.error?.failure === 'network');
    assert.equal(window.row('slack').status.kind, 'authenticated');
  });

  for (const [title, setup] of [
    ['by its ID', { providerIds: ['primary-gitlab'] }],
    ['by its Git host', { remotes: ['https://gitlab.example/group/project'] }],
  ] as const) {
    it(`signs in to a provider ${title}`, async () => {
      const coder = await start();
      const window = await CoderWindow.open(ended, coder, setup);
      const [row] = window.catalog.integrations;
      assert.ok(row);
      assert.equal(await window.signIn(row), 'signedIn');
      assert.deepEqual(window.opened, [`${coder.url}/external-auth/primary-gitlab`]);
      assert.equal((await window.token(row.label)).value.reveal(), coder.links[0]?.accessToken);
    });
  }

  it('says why a token could not be refreshed, and offers to sign in again', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.failRefreshes('github', 'the provider is down');
    const window = await CoderWindow.open(ended, coder, { providerIds: ['github'] });
    const { status, note, actions } = window.row('github');
    assert.deepEqual([status.kind, actions[0]], ['notSignedIn', 'signIn']);
    assert.match(note ?? '', /could not be refreshed\..*the provider is down/);
  });

  it('opens Coder’s page of all providers if a refresh of a Git host’s token fails', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.failRefreshes('github', 'the provider is down');
    const window = await CoderWindow.open(ended, coder, { remotes: ['git@github.com:posit/one.git'] });
    window.visit = () => {
      coder.failRefreshes('github');
      return Promise.resolve();
    };
    assert.equal(await window.signIn(window.row('github.com')), 'signedIn');
    assert.deepEqual(window.opened, [`${coder.url}/settings/external-auth`]);
  });

  it('gives code a token without asking again, until it is refused or about to expire', async () => {
    const coder = await start();
    const { accessToken } = coder.addLink('github', { expiresIn: 5 * MINUTE });
    const window = await CoderWindow.open(ended, coder, { providerIds: ['github'] });
    const before = coder.requests.length;
    const { value, expiresAt } = await window.token('github');
    assert.equal(value.reveal(), accessToken);
    assert.ok(expiresAt !== undefined);
    assert.equal(coder.requests.length, before);
    await window.source.tokens?.accessToken(window.row('github'), value);
    assert.equal(coder.requests.length, before + 1);
    window.clock.skip(4 * MINUTE + 1000);
    await window.token('github');
    assert.equal(coder.requests.length, before + 2);
  });

  it('works with a server that does not say when tokens expire', async () => {
    const coder = await start({ showsExpiry: false });
    coder.addLink('github', { expiresIn: 5 * MINUTE });
    const window = await CoderWindow.open(ended, coder, { providerIds: ['github'] });
    assert.equal((await window.token('github')).expiresAt, undefined);
  });

  it('keeps a token of such a server for a minute at most', async () => {
    const coder = await start({ showsExpiry: false });
    coder.addLink('github', { expiresIn: 60 * MINUTE });
    const window = await CoderWindow.open(ended, coder, { providerIds: ['github'] });
    await window.token('github');
    assert.equal(requestsTo(coder, AGENT), 1);
    window.clock.skip(MINUTE);
    await window.token('github');
    assert.equal(requestsTo(coder, AGENT), 2);
  });

  it('reads the agent’s token from a file for each call, since Coder may replace it', async () => {
    const coder = await start();
    coder.addLink('github');
    const folder = temporaryFolder('coder-agent');
    ended(() => folder.remove());
    await mkdir(folder.path, { recursive: true });
    const file = path.join(folder.path, 'token');
    await writeFile(file, 'old');
    const environment = { CODER_AGENT_URL: coder.url, CODER_AGENT_TOKEN_FILE: file };
    const window = await CoderWindow.open(ended, coder, { environment, providerIds: ['github'] });
    assert.match(window.catalog.snapshot[0]?.error?.message ?? '', /does not accept the token/);
    await writeFile(file, `${coder.agentToken}\n`);
    window.clock.skip(MINUTE);
    await window.refresh();
    await until('the row is shown', () => window.labels.includes('github'));
    assert.ok((await window.token('github')).value.reveal() === coder.links[0]?.accessToken, 'It is another token');
  });

  it('says in the diagnostics that the URL is wrong', async () => {
    const coder = await start();
    const environment = { ...coder.env, CODER_AGENT_URL: 'coder' };
    const { source } = await CoderWindow.open(ended, coder, { environment });
    const [section] = await source.diagnose();
    assert.match(String(section?.facts), /Problem,CODER_AGENT_URL is not a URL/);
  });

  it('says what to do if the agent’s token is refused, or the URL is wrong', async () => {
    const coder = await start();
    for (const [variable, value, message] of [
      ['CODER_AGENT_TOKEN', 'wrong', /does not accept the token of this workspace's agent/],
      ['CODER_AGENT_URL', 'coder', /CODER_AGENT_URL is not a URL/],
    ] as const) {
      const environment = { ...coder.env, [variable]: value };
      const window = await CoderWindow.open(ended, coder, { environment, providerIds: ['github'] });
      assert.match(window.catalog.snapshot[0]?.error?.message ?? '', message);
    }
  });
});
