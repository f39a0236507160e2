import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Coder } from '../../sandbox/coder/coder.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { LEAVE, Press } from '../../unit/local/wizard/fakeDialogs.js';
import { codersPerTest, CoderWindow, withSession } from './coderWindow.js';

/** What Coder answers to a session token that is not valid. */
const REFUSAL = JSON.stringify({ message: 'You are signed out or your session has expired.' });

describe('A session at Coder', function () {
  this.timeout(60_000);
  const { start, ended } = codersPerTest();

  /** A folder of Coder's own command. */
  async function configFolder(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = temporaryFolder('coder-config');
    ended(() => folder.remove());
    await mkdir(folder.path, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await writeFile(path.join(folder.path, name), text);
    }
    return folder.path;
  }

  it('is found in the files of Coder’s own command, outside a workspace', async () => {
    const coder = await start();
    const CODER_CONFIG_DIR = await configFolder({ url: `${coder.url}/\n`, session: `${coder.sessionToken}\n` });
    const window = await CoderWindow.open(ended, coder, { environment: { CODER_CONFIG_DIR } });
    assert.equal(window.account.summary, 'Signed in as ada');
    assert.deepEqual(window.account.actions, []);
    assert.deepEqual(window.labels, ['GitHub', 'GitLab', 'Bitbucket', 'Slack']);
  });

  it('is asked of Coder’s own command if there is only an address', async function () {
    if (process.platform === 'win32') {
      // The program that the test puts in the place of Coder's own is a shell script.
      this.skip();
    }
    const coder = await start();
    const CODER_CONFIG_DIR = await configFolder({
      url: coder.url,
      coder: `#!/bin/sh\n[ "$1 $2" = "login token" ] && echo ${coder.sessionToken}\n`,
    });
    await chmod(path.join(CODER_CONFIG_DIR, 'coder'), 0o755);
    const before = process.env['PATH'] ?? '';
    ended(() => void (process.env['PATH'] = before));
    process.env['PATH'] = `${CODER_CONFIG_DIR}${path.delimiter}${before}`;
    const window = await CoderWindow.open(ended, coder, {
      environment: { CODER_CONFIG_DIR, PATH: process.env['PATH'] },
    });
    assert.equal(window.account.summary, 'Signed in as ada');
  });

  it('of another deployment is not used in a workspace', async () => {
    const [coder, other] = [await start(), await start()];
    const CODER_CONFIG_DIR = await configFolder({ url: other.url, session: other.sessionToken });
    const ofOther = { CODER_URL: other.url, CODER_SESSION_TOKEN: other.sessionToken };
    for (const variables of [{ CODER_CONFIG_DIR }, ofOther]) {
      const window = await CoderWindow.open(ended, coder, { environment: { ...coder.env, ...variables } });
      assert.equal(window.account.status.kind, 'notSignedIn');
    }
    assert.deepEqual(other.requests, []);
  });

  async function signedInByHand(coder: Coder): Promise<CoderWindow> {
    const window = await CoderWindow.open(ended, coder);
    window.visit = () => Promise.resolve();
    const page = `${coder.url}/cli-auth`;
    window.dialogs.willAnswer(new Press(`Open ${page}`), 'wrong', coder.sessionToken);
    assert.equal(await window.signIn(window.account), 'signedIn');
    assert.deepEqual(window.opened, [page]);
    assert.match(window.dialogs.told.join(), /Coder does not accept this session token/);
    return window;
  }

  it('is entered by the user, checked and stored', async () => {
    const coder = await start();
    const window = await signedInByHand(coder);
    assert.deepEqual(window.remembered, [coder.url]);
    assert.deepEqual(window.account.actions, ['signOut']);
    await window.refresh();
    assert.deepEqual(window.labels, ['GitHub', 'GitLab', 'Bitbucket', 'Slack']);
  });

  it('ends on the server when the user signs out', async () => {
    const coder = await start();
    const window = await signedInByHand(coder);
    assert.match((await window.signOut(window.account)).join(), /The session token is no longer valid/);
    assert.deepEqual(window.remembered, [coder.url, undefined]);
    assert.equal(window.account.status.kind, 'notSignedIn');
    assert.deepEqual(coder.requests.at(-1)?.path, '/api/v2/users/logout');
  });

  it('that cannot be ended on the server is deleted all the same', async () => {
    const coder = await start();
    const window = await signedInByHand(coder);
    coder.intercept((_request, response, name) => {
      if (!name.endsWith('/logout')) return false;
      response.writeHead(503).end();
      return true;
    });
    assert.match((await window.signOut(window.account)).join(), /could not be revoked/);
    assert.equal(window.account.status.kind, 'notSignedIn');
  });

  /** Answers the next requests for the list with this error. */
  function refuse(coder: Coder, body: string): void {
    coder.intercept((_request, response, name) => {
      if (name !== '/api/v2/external-auth') return false;
      response.writeHead(401).end(body);
      return true;
    });
  }

  it('is asked again a minute after the server has refused it', async () => {
    const coder = await start();
    refuse(coder, REFUSAL);
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    assert.match(window.account.note ?? '', /does not accept your session token/);
    coder.intercept(undefined);
    const { length } = coder.requests;
    await window.refresh();
    assert.equal(coder.requests.length, length);
    window.clock.skip(60_000);
    await window.refresh();
    assert.equal(window.account.summary, 'Signed in as ada');
    assert.deepEqual(window.labels, ['GitHub', 'GitLab', 'Bitbucket', 'Slack']);
  });

  it('is used again at once when the user enters the same token after a refusal', async () => {
    const coder = await start();
    const window = await signedInByHand(coder);
    refuse(coder, REFUSAL);
    window.clock.skip(60_000);
    await window.refresh();
    await window.refreshers.settled();
    assert.match(window.account.note ?? '', /does not accept your session token/);
    coder.intercept(undefined);
    window.dialogs.willAnswer(coder.sessionToken);
    assert.equal(await window.signIn(window.account), 'signedIn');
    assert.equal(window.account.summary, 'Signed in as ada');
  });

  it('is not refused by a proxy that answers for Coder', async () => {
    const coder = await start();
    refuse(coder, '<html>Sign in to the proxy</html>');
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    assert.match(window.catalog.snapshot[0]?.error?.message ?? '', /the answer did not come from Coder/);
    assert.equal(window.account.status.kind, 'authenticated');
  });

  it('is not there if the user does not enter one', async () => {
    const coder = await start();
    const window = await CoderWindow.open(ended, coder);
    window.dialogs.willAnswer(LEAVE);
    await assert.rejects(window.signIn(window.account), { message: /You are not signed in to Coder/ });
    assert.deepEqual(window.remembered, []);
  });
});

const HOSTILE = '[x](command:evil) $(error) \u202e\u0000\n"><script>';

describe('Hostile texts of Coder', function () {
  this.timeout(60_000);
  const { start, ended } = codersPerTest();

  it('are rows that can be shown, and open nothing', async () => {
    const wire = { display_name: HOSTILE, type: HOSTILE };
    const coder = await start({ providers: [{ id: `../..${HOSTILE}`, type: 'x', device: true, wire }] });
    coder.addLink(`../..${HOSTILE}`, { validateError: HOSTILE });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    const row = window.row(HOSTILE);
    assert.match(row.note ?? '', /^[^\u202e\n]+$/);
    window.visit = () => Promise.resolve();
    await window.source.signIn(row, new AbortController().signal);
    assert.deepEqual(window.opened, [`${coder.url}/external-auth/${encodeURIComponent(`../..${HOSTILE}`)}`]);
  });

  for (const [title, wrong] of [
    ['an invalid item does not affect the others', [{ id: 5 }, { id: 'github', type: 'github' }]],
    ['null stands for an empty list', null],
  ] as const) {
    it(title, async () => {
      const coder = await start();
      coder.intercept((_request, response, name) => {
        if (name !== '/api/v2/external-auth') return false;
        response.writeHead(200).end(JSON.stringify({ providers: wrong, links: null }));
        return true;
      });
      const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
      assert.deepEqual(window.labels, wrong ? ['github'] : []);
      assert.equal(window.source.notice !== undefined, wrong !== null);
    });
  }

  for (const [title, status, body, message] of [
    ['a page', 200, '<html></html>', /did not come from Coder/],
    ['another list', 200, '{"providers": 5}', /providers is not a list/],
    ['a redirect', 302, '', /did not come from Coder/],
    ['an error that repeats the token', 500, 'TOKEN', /failed to answer: \[secret\]/],
    ['a long error', 500, 'x'.repeat(100_000), /failed to answer: x{200}/],
    ['a busy server', 429, 'Slow down.', /failed to answer: Slow down\./],
  ] as const) {
    it(`are reported: ${title}`, async () => {
      const coder = await start();
      coder.intercept((_request, response, name) => {
        if (name !== '/api/v2/external-auth') return false;
        const json = status >= 400 ? JSON.stringify({ message: body.replace('TOKEN', coder.sessionToken) }) : body;
        response.writeHead(status, status === 302 ? { location: 'https://login.example' } : {}).end(json);
        return true;
      });
      const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
      const shown = window.catalog.snapshot[0]?.error?.message ?? '';
      assert.match(shown, message);
      assert.ok(shown.length < 600);
    });
  }

  it('do not open a page of another scheme, which the agent’s answer names', async () => {
    const coder = await start();
    coder.intercept((_request, response) => {
      response.writeHead(200).end(JSON.stringify({ url: 'javascript:alert(1)' }));
      return true;
    });
    const window = await CoderWindow.open(ended, coder, { providerIds: ['github'] });
    await assert.rejects(window.signIn(window.row('github')), {
      message: /not opened because its address is not safe/,
    });
    assert.deepEqual(window.opened, []);
  });

  it('do not open a page of this machine, unless the deployment is there, too', async () => {
    const coder = await start();
    const page = 'http://127.0.0.1:8888/';
    coder.intercept((_request, response) => {
      response.writeHead(200).end(JSON.stringify({ url: page }));
      return true;
    });
    const environment = { ...coder.env, CODER_AGENT_URL: 'https://coder.example.org/' };
    const remote = await CoderWindow.open(ended, coder, { environment, server: coder, providerIds: ['github'] });
    await assert.rejects(remote.signIn(remote.row('github')), {
      message: /not opened because its address is not safe: it points to this machine/,
    });
    assert.deepEqual(remote.opened, []);
    const local = await CoderWindow.open(ended, coder, { providerIds: ['github'] });
    local.visit = () => Promise.resolve();
    await local.source.signIn(local.row('github'), new AbortController().signal);
    assert.deepEqual(local.opened, [page]);
  });

  it('do not show a device code that misleads', async () => {
    const coder = await start();
    coder.intercept((_request, response, name) => {
      if (!name.endsWith('/device')) return false;
      const device = { device_code: 'd', user_code: 'A\u202eB', verification_uri: 'https://x.example' };
      response.writeHead(200).end(JSON.stringify(device));
      return true;
    });
    const window = await CoderWindow.open(ended, coder, { environment: withSession(coder) });
    const signedIn = window.signIn(window.row('GitHub'), { withDeviceCode: true });
    await assert.rejects(signedIn, { message: /a device code that cannot be shown/ });
  });
});
