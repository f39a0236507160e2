import assert from 'node:assert/strict';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { guidOf } from './handMadeRpc.js';
import { serversPerTest } from './observedServer.js';
import { sessionsPerTest } from './workbenchSessions.js';

describe('the Workbench source', () => {
  const startSandbox = sandboxesPerTest();
  const startServer = serversPerTest();
  const openSession = sessionsPerTest();

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
            actions: ['signOut', 'snippet', 'useForContent'],
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
        isDuplicate: false,
        guid: guidOf(sandbox, 'GitHub'),
        name: 'github',
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

    it('posts one small JSON document, with the cookie only in its own header', async () => {
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

    it('sends no request outside a session, or to a Workbench that is too old', async () => {
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

    it('that has expired by its date is sent all the same, and is named when the server refuses it', async () => {
      const sandbox = await startSandbox({ cookieLifetime: -1000 });
      const session = openSession(sandbox.env);
      const { failure, message } = await session.failure();
      assert.equal(failure, 'authorization');
      assert.match(
        message,
        /^This session's authorization for Workbench expired at [-\d]+ [:\d]+ UTC, and Workbench no longer accepts it \(HTTP 401\)\. Restart the session to renew it\.$/,
      );
      await sandbox.renewCookie();
      assert.equal((await session.list()).length, 5);
    });

    it('that has expired by its date is good as long as the server accepts it: clocks differ', async () => {
      const sandbox = await startSandbox({ cookieLifetime: -1000 });
      sandbox.intercept((_request, response) => Boolean(response.end('{"providers":[]}')));
      assert.deepEqual(await openSession(sandbox.env).list(), []);
    });
  });
});
