import assert from 'node:assert/strict';
import type { Coder } from '../../sandbox/coder/coder.js';
import { integrationId } from '../../../src/coder/integrationId.js';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { withSession } from '../coder/coderWindow.js';
import { startBrokerOf } from '../coder/coderBroker.js';
import { holdsAny } from '../failures.js';
import { assertIsToken, coderCommandPerTest } from './coderCommand.js';

const MINUTE = 60_000;
const LIST = '/api/v2/external-auth';
const AGENT = '/api/v2/workspaceagents/me/external-auth';

describe('The command in a Coder workspace', function () {
  this.timeout(60_000);
  const { start, ended, run, startRun } = coderCommandPerTest();

  it('writes the token of a provider, with one call', async () => {
    const coder = await start();
    coder.addLink('github');
    assertIsToken(coder, 'github', await run(coder, ['access-token', 'github']));
    assert.equal(coder.requests.filter(({ path }) => path === AGENT).length, 1);
  });

  it('writes the expiry, and an extra field', async () => {
    const coder = await start();
    const { expiresAt = 0 } = coder.addLink('primary-gitlab', { expiresIn: 60 * MINUTE });
    const json = await run(coder, ['access-token', 'primary-gitlab', '--output', 'json']);
    const { expires_at } = JSON.parse(json.stdout) as { expires_at: string };
    assert.equal(Date.parse(expires_at), Math.floor(expiresAt / 1000) * 1000);
    const extra = await run(coder, ['access-token', 'primary-gitlab', '--extra', 'team.name']);
    assert.deepEqual([extra.code, extra.stdout], [0, 'data']);
  });

  it('writes where to sign in, with a reason, and exits with 1', async () => {
    const coder = await start();
    coder.addLink('slack', { validateError: 'token_revoked' });
    const url = `${coder.url}/external-auth/slack\n`;
    assert.deepEqual(await run(coder, ['access-token', 'slack']), {
      ...{ code: 1, stdout: url, stderr: 'credentials: You are not signed in to slack. Open this page to sign in.\n' },
    });
    assert.deepEqual(await run(coder, ['access-token', 'slack'], withSession(coder)), {
      ...{ code: 1, stdout: url },
      stderr: [
        'credentials: You are not signed in to Slack. Open this page to sign in.',
        'credentials: The access token is not valid any more: token_revoked. Sign in again.',
        '',
      ].join('\n'),
    });
  });

  it('lists the providers for the reason at most once a minute, over all runs', async () => {
    const [coder, other] = [await start(), await start()];
    const reasonsOf = async (each: Coder) => {
      const { code, stderr } = await run(each, ['access-token', 'slack'], withSession(each));
      return [code, /token_revoked/.test(stderr), each.requests.filter(({ path }) => path === LIST).length];
    };
    for (const each of [coder, other]) {
      each.addLink('slack', { validateError: 'token_revoked' });
      assert.deepEqual(await reasonsOf(each), [1, true, 1]);
      assert.deepEqual(await reasonsOf(each), [1, true, 1]);
    }
    other.intercept((_request, response, path) => path === LIST && Boolean(response.writeHead(502).end()));
    assert.deepEqual(await reasonsOf(other), [1, true, 1]);
  });

  it('lists the providers for a display name, an Integration ID or a Git host at most once a minute, over all runs', async () => {
    const coder = await start();
    coder.addLink('github');
    const lists = () => coder.requests.filter(({ path }) => path === LIST).length;
    for (const name of ['GitHub', integrationId(coder.url, { id: 'github' })]) {
      assertIsToken(coder, 'github', await run(coder, ['access-token', name], withSession(coder)));
    }
    assert.equal((await run(coder, ['access-token', 'github.com'], withSession(coder))).code, 0);
    const unknown = await run(coder, ['access-token', 'Unknown'], withSession(coder));
    assert.match(unknown.stderr, /There is no integration Unknown/);
    assert.equal(lists(), 1);
    await run(coder, ['list'], withSession(coder));
    assert.equal(lists(), 2);
  });

  it('asks again for a name that it does not know as long as the list fails', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.intercept((_request, response, path) => path === LIST && Boolean(response.writeHead(502).end()));
    for (const which of ['first', 'second']) {
      const { code, stderr } = await run(coder, ['access-token', 'GitHub'], withSession(coder));
      assert.equal(code, 2, which);
      assert.doesNotMatch(stderr, /There is no integration/, which);
    }
    coder.intercept(undefined);
    assertIsToken(coder, 'github', await run(coder, ['access-token', 'GitHub'], withSession(coder)));
  });

  it('does without the reason if Coder does not list the providers, and does not ask again at once', async () => {
    const coder = await start();
    coder.addLink('slack', { validateError: 'token_revoked' });
    coder.intercept((_request, response, path) => path === LIST && Boolean(response.writeHead(502).end()));
    for (const which of ['first', 'second']) {
      const { code, stdout, stderr } = await run(coder, ['access-token', 'slack'], withSession(coder));
      assert.deepEqual([code, stdout], [1, `${coder.url}/external-auth/slack\n`], which);
      assert.match(stderr, /^credentials: You are not signed in to slack\. [^\n]*\n$/);
    }
    assert.equal(coder.requests.filter(({ path }) => path === LIST).length, 1);
  });

  it('waits for the user to sign in', async () => {
    const coder = await start();
    const waiting = startRun(['access-token', 'github', '--wait=50'], { env: coder.env });
    await until('the page is shown', () => waiting.told().includes('/external-auth/github'));
    await signInByForms(`${coder.url}/external-auth/github`, coder.account);
    const { code, stdout } = await waiting.result;
    assert.ok(code === 0 && stdout === coder.links[0]?.accessToken, `It is not the token (${code}, ${stdout.length})`);
  });

  for (const [title, args, message, prepare] of [
    ['a refresh that fails', ['access-token', 'github'], /failed to answer: .*the provider is down/, () => undefined],
    ['an unknown provider', ['access-token', 'unknown'], /There is no integration unknown/, () => undefined],
    ['a token that is refused', ['access-token', 'github'], /does not accept the token of this workspace/, wrongToken],
    ['a URL that is wrong', ['access-token', 'github'], /CODER_AGENT_URL is not a URL/, wrongUrl],
  ] as const) {
    it(`exits with 2 for ${title}, and writes nothing to standard output`, async () => {
      const coder = await start();
      coder.addLink('github');
      coder.failRefreshes('github', 'the provider is down');
      const { code, stdout, stderr } = await run(coder, args, prepare(coder) ?? coder.env);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
      assert.ok(!holdsAny(stderr, coder.secrets), 'A secret was written');
    });
  }

  it('lists the providers, with a session token of the user', async () => {
    const coder = await start();
    coder.addLink('bitbucket', { expiresIn: 90 * MINUTE, hasRefreshToken: false });
    const { code, stdout } = await run(coder, ['list', '--output', 'json'], withSession(coder));
    const listed = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
    assert.equal(code, 0);
    assert.deepEqual(
      listed.map(({ name, display_name, status, renewable }) => [name, display_name, status, renewable]),
      [
        ['github', 'GitHub', 'not_signed_in', undefined],
        ['primary-gitlab', 'GitLab', 'not_signed_in', undefined],
        ['bitbucket', 'Bitbucket', 'signed_in', false],
        ['slack', 'Slack', 'not_signed_in', undefined],
      ],
    );
    assertIsToken(coder, 'bitbucket', await run(coder, ['access-token', 'Bitbucket'], withSession(coder)));
  });

  it('signs out with a session token of the user, and says what is needed without one', async () => {
    const coder = await start();
    coder.addLink('github');
    const without = await run(coder, ['sign-out', 'github']);
    assert.equal(without.code, 2);
    assert.match(without.stderr, /requires a session token of Coder/);
    const { code, stdout } = await run(coder, ['sign-out', 'github'], withSession(coder));
    assert.equal(code, 0);
    assert.match(stdout, /Coder has revoked the access token/);
    assert.equal(coder.links.length, 0);
  });

  for (const [title, isInWindow] of [
    ['without a window', false],
    ['in a window', true],
  ] as const) {
    it(`signs out of a provider whose link is not valid, ${title}, and then says that you are signed out`, async () => {
      const coder = await start();
      coder.addLink('slack', { validateError: 'token_revoked' });
      const { env } = isInWindow
        ? await startBrokerOf(ended, coder, { environment: withSession(coder) })
        : { env: withSession(coder) };
      const { code, stdout } = await run(coder, ['sign-out', 'slack'], env);
      assert.equal(code, 0);
      assert.match(stdout, /^Signed out of Slack\./);
      assert.equal(coder.links.length, 0);
      const again = await run(coder, ['sign-out', 'slack'], env);
      assert.deepEqual(again, { code: 0, stdout: 'You are not signed in to Slack.\n', stderr: '' });
    });
  }

  it('checks what a token needs', async () => {
    const coder = await start();
    const signedOut = await run(coder, ['doctor', 'github']);
    assert.equal(signedOut.code, 2);
    assert.match(signedOut.stdout, /^ok +Coder .*\nok +Provider .*\nPROBLEM +Access token +You are not signed in/m);
    coder.addLink('github');
    assert.equal((await run(coder, ['doctor', 'github'])).code, 0);
  });

  it('gets the token from the window, which does not ask Coder again', async () => {
    const coder = await start();
    coder.addLink('github');
    const { env } = await startBrokerOf(ended, coder, { environment: withSession(coder) });
    assertIsToken(coder, 'github', await run(coder, ['access-token', 'github'], env));
    const before = coder.requests.length;
    assertIsToken(coder, 'github', await run(coder, ['access-token', 'GitHub'], env));
    assert.equal(coder.requests.length, before);
  });

  it('says in a window why a link is not valid', async () => {
    const coder = await start();
    coder.addLink('slack', { validateError: 'token_revoked' });
    const { env } = await startBrokerOf(ended, coder, { environment: withSession(coder) });
    const { code, stdout, stderr } = await run(coder, ['access-token', 'slack'], env);
    assert.deepEqual([code, stdout], [1, `${coder.url}/external-auth/slack\n`]);
    assert.match(stderr, /not valid any more: token_revoked/);
  });

  it('writes where to sign in if the window’s list is older than a sign-out in Coder, and asks for the next list', async () => {
    const coder = await start();
    coder.addLink('github');
    const { window, env } = await startBrokerOf(ended, coder, { environment: withSession(coder) });
    coder.removeLink('github');
    const { code, stdout } = await run(coder, ['access-token', 'github'], env);
    assert.deepEqual([code, stdout], [1, `${coder.url}/external-auth/github\n`]);
    assert.notEqual(window.row('GitHub').status.kind, 'authenticated');
    const lists = () => coder.requests.filter(({ path }) => path === LIST).length;
    await until('the next list is asked for', () => lists() === 2);
    await run(coder, ['access-token', 'github'], env);
    assert.equal(lists(), 2);
  });

  for (const [title, id, message] of [
    ['a refresh that fails', 'github', /failed to answer: .*the provider is down/],
    ['an unknown provider', 'unknown', /rejected the request: No matching external auth provider/],
  ] as const) {
    it(`exits with 2 in a window for ${title}, and writes nothing to standard output`, async () => {
      const coder = await start();
      coder.addLink('github');
      coder.failRefreshes('github', 'the provider is down');
      const { env } = await startBrokerOf(ended, coder, { providerIds: ['github', 'unknown'] });
      const { code, stdout, stderr } = await run(coder, ['access-token', id], env);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }

  it('lists a provider whose refresh fails as one that you are not signed in to, in a window and without one', async () => {
    const coder = await start();
    ['github', 'slack'].forEach((id) => coder.addLink(id));
    coder.failRefreshes('github', 'the provider is down');
    const { env } = await startBrokerOf(ended, coder, { providerIds: ['github', 'slack'] });
    const { code, stdout } = await run(coder, ['list', '--output', 'json'], env);
    const listed = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
    assert.equal(code, 0);
    assert.deepEqual(
      listed.map(({ name, status }) => [name, status]),
      [
        ['github', 'not_signed_in'],
        ['slack', 'signed_in'],
      ],
    );
    const inWords = (await run(coder, ['list'], env)).stdout;
    assert.match(inWords, /^github +not signed in.*\nslack +signed in/m);
    const withoutWindow = await run(coder, ['list', '--output', 'json'], withSession(coder));
    const [github] = JSON.parse(withoutWindow.stdout) as readonly Readonly<Record<string, unknown>>[];
    assert.equal(github?.['status'], 'not_signed_in');
  });

  it('exits with 2 for a refresh that fails also in a window with a session token, whose list calls that not signed in', async () => {
    const coder = await start();
    ['github', 'slack'].forEach((id) => coder.addLink(id));
    coder.failRefreshes('github', 'the provider is down');
    const { window, env } = await startBrokerOf(ended, coder, { environment: withSession(coder) });
    const isKnown = () => /could not be refreshed\..*the provider is down/.test(window.row('GitHub').note ?? '');
    await until('the row says so', isKnown);
    const { code, stdout, stderr } = await run(coder, ['access-token', 'github'], env);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /failed to answer: .*the provider is down/);
    const asked = () => coder.requests.filter(({ path, query }) => path === AGENT && query.includes('github')).length;
    const before = asked();
    await window.refresh();
    await window.refresh();
    assert.equal(asked(), before);
    coder.failRefreshes('github');
    window.clock.skip(MINUTE);
    await window.refresh();
    await until('it is signed in', () => window.row('GitHub').status.kind === 'authenticated');
    assertIsToken(coder, 'github', await run(coder, ['access-token', 'github'], env));
  });

  it('writes where to sign in once a refresh no longer fails, but the link is not valid', async () => {
    const coder = await start();
    coder.addLink('github');
    coder.failRefreshes('github', 'the provider is down');
    const { window, env } = await startBrokerOf(ended, coder, { environment: withSession(coder) });
    await until('the row says so', () => /could not be refreshed/.test(window.row('GitHub').note ?? ''));
    coder.failRefreshes('github');
    coder.addLink('github', { validateError: 'token_revoked' });
    const { code, stdout } = await run(coder, ['access-token', 'github'], env);
    assert.deepEqual([code, stdout], [1, `${coder.url}/external-auth/github\n`]);
    await until('the row says why', () => /not valid any more: token_revoked/.test(window.row('GitHub').note ?? ''));
  });

  it('finds providers that the window does not show', async () => {
    const coder = await start();
    coder.addLink('slack');
    const { env } = await startBrokerOf(ended, coder, {});
    assertIsToken(coder, 'slack', await run(coder, ['access-token', 'slack'], { ...coder.env, ...env }));
  });
});

function wrongToken({ env }: Coder) {
  return { ...env, CODER_AGENT_TOKEN: '00000000-0000-4000-8000-000000000000' };
}

function wrongUrl({ env }: Coder) {
  return { ...env, CODER_AGENT_URL: 'coder' };
}
