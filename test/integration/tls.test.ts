import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endedAfterEach } from '../ended.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { sessionsPerTest } from './workbenchSessions.js';

type Environment = Readonly<Record<string, string>>;

/** The session's environment with its CA bundle named by other variables, or by none. */
function withBundleIn({ REQUESTS_CA_BUNDLE = '', ...rest }: Environment, ...variables: string[]): Environment {
  return { ...rest, ...Object.fromEntries(variables.map((variable) => [variable, REQUESTS_CA_BUNDLE])) };
}

describe('a Workbench behind TLS with a private CA', () => {
  const startSandbox = sandboxesPerTest();
  const openSession = sessionsPerTest();
  const ended = endedAfterEach();

  it('is reached with its CA in REQUESTS_CA_BUNDLE', async () => {
    const { env } = await startSandbox({ tls: true, basePath: '/workbench' });
    assert.equal((await openSession(env).list()).length, 5);
  });

  it('is reached with its CA in CURL_CA_BUNDLE', async () => {
    const { env } = await startSandbox({ tls: true });
    assert.equal((await openSession(withBundleIn(env, 'CURL_CA_BUNDLE')).list()).length, 5);
  });

  it('goes by REQUESTS_CA_BUNDLE where both are set', async () => {
    const { env } = await startSandbox({ tls: true });
    const { env: other } = await startSandbox({ tls: true });
    const CURL_CA_BUNDLE = other['REQUESTS_CA_BUNDLE'] ?? '';
    assert.equal((await openSession({ ...env, CURL_CA_BUNDLE }).list()).length, 5);
    const swapped = { ...env, REQUESTS_CA_BUNDLE: CURL_CA_BUNDLE, CURL_CA_BUNDLE: env['REQUESTS_CA_BUNDLE'] ?? '' };
    assert.match((await openSession(swapped).failure()).message, /certificate is not trusted/);
  });

  it('is not trusted without, and gets no request', async () => {
    const { env, requests } = await startSandbox({ tls: true });
    assert.deepEqual(await openSession(withBundleIn(env)).failure(), {
      failure: 'network',
      message: `${new URL(env['RS_SERVER_ADDRESS'] ?? '').host} cannot be reached: its certificate is not trusted; ask your administrator to set REQUESTS_CA_BUNDLE.`,
    });
    assert.deepEqual(requests, []);
  });

  it('says which variable names a bundle that is missing, and takes it once it is there', async () => {
    const { env } = await startSandbox({ tls: true });
    const folder = await mkdtemp(path.join(tmpdir(), 'tls-test-'));
    ended(() => rm(folder, { recursive: true }));
    for (const variable of ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']) {
      const bundle = path.join(folder, variable);
      const session = openSession({ ...withBundleIn(env), [variable]: bundle });
      assert.deepEqual(await session.failure(), {
        failure: 'configuration',
        message: `The certificates named by ${variable} cannot be read. Correct it, or ask your administrator to.`,
      });
      await copyFile(env['REQUESTS_CA_BUNDLE'] ?? '', bundle);
      assert.equal((await session.list()).length, 5);
    }
  });
});
