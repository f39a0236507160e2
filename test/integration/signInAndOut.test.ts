import assert from 'node:assert/strict';
import { signInByForms } from '../sandbox/person.js';
import { UNKNOWN_METHOD_ANSWERS } from '../sandbox/unknownMethod.js';
import { guidOf, isAuthenticated, rpc, textIn, userinfoStatus } from './handMadeRpc.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { sessionsPerTest } from './workbenchSessions.js';

describe('sign-in and sign-out', () => {
  const startSandbox = sandboxesPerTest();
  const openSession = sessionsPerTest();
  const { signal } = new AbortController();

  it('go from end to end: the page, the token that is then there, and the end of it', async () => {
    const sandbox = await startSandbox({ basePath: '/workbench' });
    const session = openSession(sandbox.env);
    const handover = await session.source.signIn(await session.integration('Databricks'), signal);
    const [page = ''] = session.opened;
    assert.deepEqual({ handover, pages: session.opened.length }, { handover: {}, pages: 1 });
    assert.equal(await session.statusOf('Databricks'), 'notSignedIn');

    await signInByForms(page, sandbox.account);
    assert.equal(await session.statusOf('Databricks'), 'authenticated');
    const answer = await rpc(sandbox.env, 'oauth_token', {
      httpMethod: 'GET',
      named: '/oauth_token',
      kwparams: { uuid: guidOf(sandbox, 'Databricks') },
    });
    const token = textIn(answer, 'access_token');
    assert.equal(await userinfoStatus(sandbox, token), 200);

    assert.deepEqual(await session.source.signOut(await session.integration('Databricks'), signal), {});
    assert.equal(await session.statusOf('Databricks'), 'notSignedIn');
    assert.equal(await session.statusOf('Sales API'), 'authenticated');
    assert.equal(await userinfoStatus(sandbox, token), 401);
  });

  it('changes nothing when the person refuses', async () => {
    const sandbox = await startSandbox();
    const session = openSession(sandbox.env);
    await session.source.signIn(await session.integration('GitHub'), signal);
    await signInByForms(session.opened[0] ?? '', sandbox.account, 'refuse');
    assert.equal(await session.statusOf('GitHub'), 'notSignedIn');
    assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
  });

  it('hands the server’s URL to the browser byte for byte', async () => {
    const url =
      'https://id.example.com/authorize?next=%2Fcb%3Fa%3D1%26b%3D%252F&scope=a+b%20c&x=%7e~&empty=&r=http%3A%2F%2Fh%2F#frag%20ment';
    const sandbox = await startSandbox();
    const session = openSession(sandbox.env);
    const integration = await session.integration('GitHub');
    sandbox.intercept((_request, response) => Boolean(response.end(JSON.stringify({ url }))));
    await session.source.signIn(integration, signal);
    assert.deepEqual(session.opened, [url]);
  });

  it('opens no address that is not safe', async () => {
    const sandbox = await startSandbox();
    const session = openSession(sandbox.env);
    const integration = await session.integration('GitHub');
    for (const url of [
      'http://id.example.com/',
      'file:///etc/passwd',
      'https://user:word@id.example.com/',
      'nothing',
    ]) {
      sandbox.intercept((_request, response) => Boolean(response.end(JSON.stringify({ url }))));
      assert.equal((await session.failure(session.source.signIn(integration, signal))).failure, 'protocol');
    }
    assert.deepEqual(session.opened, []);
  });

  it('tell what the server refuses, where it has been seen to know how, and open nothing', async () => {
    const sandbox = await startSandbox();
    const session = openSession(sandbox.env);
    await session.source.signIn(await session.integration('GitHub'), signal);
    const integration = await session.integration('Issue Tracker');
    const { failure, message } = await session.failure(session.source.signIn(integration, signal));
    assert.equal(failure, 'rejected');
    assert.match(message, /^Workbench says: The token URL .* answered 404/);
    assert.equal(session.opened.length, 1);
  });

  for (const unknownMethod of UNKNOWN_METHOD_ANSWERS) {
    it(`return the home page and instructions if unknown methods are answered by ${unknownMethod}`, async () => {
      const sandbox = await startSandbox({ signInMethods: false, unknownMethod, basePath: '/workbench' });
      const session = openSession({ ...sandbox.env, RS_SERVER_URL: `${sandbox.env['RS_SERVER_URL'] ?? ''}?launch=1` });
      const way = 'go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.';
      const [gitHub, salesApi] = [await session.integration('GitHub'), await session.integration('Sales API')];
      // At once the second time.
      for (let times = 0; times < 2; times += 1) {
        const signIn = await session.source.signIn(gitHub, signal);
        const signOut = await session.source.signOut(salesApi, signal);
        assert.equal(signIn.instruction, `To sign in to GitHub, ${way}`);
        assert.equal(signOut.instruction, `To sign out of Sales API, ${way}`);
        await signIn.page?.open();
        await signOut.page?.open();
      }
      assert.deepEqual(session.opened, Array<unknown>(4).fill(sandbox.env['RS_SERVER_URL']));
      assert.deepEqual(
        sandbox.requests.map(({ method }) => method).filter((method) => method !== 'oauth_integrations'),
        ['oauth_sign_in', 'oauth_sign_out'],
      );
      assert.equal(await session.statusOf('Sales API'), 'authenticated');
    });
  }

  it('opens the setting’s page before it asks the server', async () => {
    const sandbox = await startSandbox({ basePath: '/workbench' });
    const signInUrl = '{server}/settings/credentials?guid={guid}&back=%2Fs%2F#{guid}';
    const session = openSession(sandbox.env, { signInUrl });
    const integration = await session.integration('GitHub');
    assert.deepEqual(await session.source.signIn(integration, signal), {});
    const guid = guidOf(sandbox, 'GitHub');
    assert.deepEqual(session.opened, [
      `${sandbox.env['RS_SERVER_URL'] ?? ''}settings/credentials?guid=${guid}&back=%2Fs%2F#${guid}`,
    ]);
    assert.deepEqual(
      sandbox.requests.map(({ method }) => method),
      ['oauth_integrations'],
    );
  });
});
