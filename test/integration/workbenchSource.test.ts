import assert from 'node:assert/strict';
import { sandboxesPerTest } from './endedAfterEach.js';
import { guidOf, isAuthenticated, rpc, textIn, userinfoStatus } from './handMadeRpc.js';
import { serversPerTest } from './observedServer.js';
import { sessionsPerTest } from './workbenchSessions.js';
import { signInByForms } from '../sandbox/person.js';

describe('the Workbench source', () => {
  const startSandbox = sandboxesPerTest();
  const startServer = serversPerTest();
  const openSession = sessionsPerTest();
  const { signal } = new AbortController();

  describe('list', () => {
    it('gives what each row says, in the server’s order', async () => {
      const sandbox = await startSandbox();
      const session = openSession(sandbox.env);
      const listed = await session.list();
      assert.deepEqual(
        listed.map(({ label, type, status, actions, scopes }) => ({
          label,
          type,
          status: status.kind,
          actions,
          scopes,
        })),
        [
          {
            label: 'GitHub',
            type: 'custom',
            status: 'notSignedIn',
            actions: ['signIn'],
            scopes: ['repo', 'read:user'],
          },
          {
            label: 'Sales API',
            type: 'custom',
            status: 'authenticated',
            actions: ['signOut'],
            scopes: ['openid', 'offline_access', 'sales:read'],
          },
          {
            label: 'Issue Tracker',
            type: 'custom',
            status: 'configurationError',
            actions: [],
            scopes: ['issues:read'],
          },
          {
            label: 'Databricks',
            type: 'databricks',
            status: 'notSignedIn',
            actions: ['signIn'],
            scopes: ['openid', 'offline_access', 'sql'],
          },
          {
            label: 'databricks-staging',
            type: 'databricks',
            status: 'notSignedIn',
            actions: ['signIn'],
            scopes: ['openid', 'offline_access', 'sql'],
          },
        ],
      );
      assert.deepEqual(
        listed.map(({ guid }) => guid),
        sandbox.integrations.map(({ guid }) => guid),
      );
      assert.deepEqual(session.log.lines, []);
    });

    it('gives the details of an integration, and what is wrong with one', async () => {
      const sandbox = await startSandbox();
      const session = openSession(sandbox.env);
      assert.deepEqual(await session.integration('GitHub'), {
        id: `workbench:${guidOf(sandbox, 'GitHub')}`,
        source: 'workbench',
        guid: guidOf(sandbox, 'GitHub'),
        label: 'GitHub',
        type: 'custom',
        status: { kind: 'notSignedIn' },
        actions: ['signIn'],
        issuer: sandbox.provider,
        clientId: 'workbench-github',
        scopes: ['repo', 'read:user'],
        authUrl: `${sandbox.provider}/auth`,
        tokenUrl: `${sandbox.provider}/token`,
      });
      assert.deepEqual((await session.integration('Issue Tracker')).status, {
        kind: 'configurationError',
        detail: `The token URL ${sandbox.provider}/oauth/tokne answered 404. Ask an administrator to check the token_url of this integration.`,
      });
    });

    it('posts one small JSON document, with the cookie in its own header alone', async () => {
      const server = await startServer((_request, response) => response.end('{"providers":[]}'));
      const session = openSession(server.env);
      assert.deepEqual(await session.list(), []);
      const [request] = server.requests;
      assert.deepEqual(request?.headers, {
        host: `127.0.0.1:${server.port}`,
        connection: 'close',
        accept: 'application/json',
        'content-type': 'application/json',
        'content-length': String(JSON.stringify({ method: 'oauth_integrations', kwparams: {} }).length),
        'x-rs-session-server-rpc-cookie': server.env['RS_SESSION_RPC_COOKIE'],
      });
      assert.equal(request.target, '/oauth_integrations');
    });

    it('keeps the base path of the server, with and without a slash at its end', async () => {
      const { env, requests } = await startSandbox({ basePath: '/workbench' });
      assert.equal((await openSession(env).list()).length, 5);
      const withSlash = { ...env, RS_SERVER_ADDRESS: `${env['RS_SERVER_ADDRESS'] ?? ''}/` };
      assert.equal((await openSession(withSlash).list()).length, 5);
      assert.deepEqual(
        requests.map(({ httpMethod, method, kwparams }) => ({ httpMethod, method, kwparams })),
        [1, 2].map(() => ({ httpMethod: 'POST', method: 'oauth_integrations', kwparams: {} })),
      );
    });

    it('asks nothing outside a session, and nothing of a Workbench that is too old', async () => {
      const sandbox = await startSandbox({ version: '2025.12.0-daily+324.pro1' });
      assert.equal((await openSession(sandbox.env).failure()).failure, 'unsupported');
      const outside = openSession({}, { secrets: ['none here'] });
      assert.equal((await outside.failure()).failure, 'unavailable');
      assert.deepEqual(sandbox.requests, []);
    });

    it('works again, without a restart, when the server does', async () => {
      const sandbox = await startSandbox();
      const session = openSession(sandbox.env);
      await session.list();
      await sandbox.suspend();
      assert.equal((await session.failure()).failure, 'network');
      await sandbox.resume();
      assert.equal((await session.list()).length, 5);
    });
  });

  describe('authorization', () => {
    it('is renewed in the file, and is taken from there without a restart', async () => {
      const sandbox = await startSandbox();
      const session = openSession(sandbox.env);
      assert.equal((await session.list()).length, 5);
      sandbox.expireCookie();
      assert.deepEqual(await session.failure(), {
        failure: 'authorization',
        message: "Workbench does not accept this session's authorization (HTTP 401). Restart the session to renew it.",
      });
      await sandbox.renewCookie();
      assert.equal((await session.list()).length, 5);
    });

    it('that has expired by its date is not even sent', async () => {
      const sandbox = await startSandbox({ cookieLifetime: -1000 });
      const session = openSession(sandbox.env);
      assert.deepEqual(await session.failure(), {
        failure: 'authorization',
        message: "The session's authorization for Workbench has expired. Restart the session to renew it.",
      });
      assert.deepEqual(sandbox.requests, []);
      await sandbox.renewCookie();
      assert.equal((await session.list()).length, 5);
    });
  });

  describe('sign-in and sign-out', () => {
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

    it('tells what the server refuses, and opens nothing', async () => {
      const sandbox = await startSandbox();
      const session = openSession(sandbox.env);
      const integration = await session.integration('Issue Tracker');
      const { failure, message } = await session.failure(session.source.signIn(integration, signal));
      assert.equal(failure, 'rejected');
      assert.match(message, /^Workbench says: The token URL .* answered 404/);
      assert.deepEqual(session.opened, []);
    });

    it('without methods for it, opens the home page and says the way', async () => {
      const sandbox = await startSandbox({ signInMethods: false, basePath: '/workbench' });
      const session = openSession({ ...sandbox.env, RS_SERVER_URL: `${sandbox.env['RS_SERVER_URL'] ?? ''}?launch=1` });
      const way = 'go to Settings, Managed Credentials, Custom OAuth on the Workbench page in your browser.';
      assert.deepEqual(
        {
          signIn: await session.source.signIn(await session.integration('GitHub'), signal),
          signOut: await session.source.signOut(await session.integration('Sales API'), signal),
          opened: session.opened,
        },
        {
          signIn: { instruction: `To sign in to GitHub, ${way}` },
          signOut: { instruction: `To sign out of Sales API, ${way}` },
          opened: [sandbox.env['RS_SERVER_URL'], sandbox.env['RS_SERVER_URL']],
        },
      );
      assert.equal(await session.statusOf('Sales API'), 'authenticated');
    });

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
});
