import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endedAfterEach } from '../ended.js';
import { hangingFile } from '../hangingFile.js';
import { rejectionOf } from './failures.js';
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

  async function folderPerTest(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'tls-test-'));
    ended(() => rm(folder, { recursive: true }));
    return folder;
  }

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
    assert.deepEqual(await openSession(swapped).failure(), {
      failure: 'network',
      message: `${new URL(env['RS_SERVER_ADDRESS'] ?? '').host} cannot be reached: its certificate is not signed by any certificate in the file named by REQUESTS_CA_BUNDLE. Ask your administrator to correct that file.`,
    });
  });

  it('is not trusted without, and gets no request', async () => {
    const { env, requests } = await startSandbox({ tls: true });
    assert.deepEqual(await openSession(withBundleIn(env)).failure(), {
      failure: 'network',
      message: `${new URL(env['RS_SERVER_ADDRESS'] ?? '').host} cannot be reached: its certificate is not trusted. Ask your administrator to set REQUESTS_CA_BUNDLE.`,
    });
    assert.deepEqual(requests, []);
  });

  it('says which variable names a bundle that is missing, and takes it once it is there', async () => {
    const { env } = await startSandbox({ tls: true });
    const folder = await folderPerTest();
    for (const variable of ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']) {
      const bundle = path.join(folder, variable);
      const session = openSession({ ...withBundleIn(env), [variable]: bundle });
      assert.deepEqual(await session.failure(), {
        failure: 'configuration',
        message: `The file named by ${variable} cannot be read. Correct it, or ask your administrator to do so.`,
      });
      await copyFile(env['REQUESTS_CA_BUNDLE'] ?? '', bundle);
      assert.equal((await session.list()).length, 5);
    }
  });

  it('says which variable names a bundle without a certificate, and takes what it is changed to', async () => {
    const { env } = await startSandbox({ tls: true });
    const { env: other } = await startSandbox({ tls: true });
    const bundle = path.join(await folderPerTest(), 'ca.pem');
    const session = openSession({ ...env, REQUESTS_CA_BUNDLE: bundle });
    for (const text of ['', 'no certificate', '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n']) {
      await writeFile(bundle, text);
      assert.deepEqual(await session.failure(), {
        failure: 'configuration',
        message:
          'The file named by REQUESTS_CA_BUNDLE contains no certificate. Correct it, or ask your administrator to do so.',
      });
    }
    await copyFile(env['REQUESTS_CA_BUNDLE'] ?? '', bundle);
    assert.equal((await session.list()).length, 5);
    await copyFile(other['REQUESTS_CA_BUNDLE'] ?? '', bundle);
    await utimes(bundle, 1, 1);
    assert.match((await session.failure()).message, /its certificate is not signed by any/);
  });

  it('does not ask for its bundle where there is no TLS', async () => {
    const { env } = await startSandbox();
    assert.equal((await openSession({ ...env, REQUESTS_CA_BUNDLE: '/nowhere/ca.pem' }).list()).length, 5);
  });

  describe('whose bundle is on a file system that hangs', () => {
    /** A session with such a bundle, and what waits until it is being read. */
    async function openHangingSession(answerTimeout?: number) {
      const { env } = await startSandbox({ tls: true });
      const bundle = path.join(await folderPerTest(), 'ca.pem');
      const read = await hangingFile(bundle, ended);
      const session = openSession(
        { ...env, REQUESTS_CA_BUNDLE: bundle },
        answerTimeout === undefined ? {} : { answerTimeout },
      );
      return { session, read };
    }

    it('is given up when time is over, for lack of the bundle', async () => {
      const { session, read } = await openHangingSession(300);
      const failure = session.failure();
      await read();
      assert.deepEqual(await failure, {
        failure: 'configuration',
        message: 'The file named by REQUESTS_CA_BUNDLE cannot be read. Correct it, or ask your administrator to do so.',
      });
    });

    it('is left at once when the request is aborted', async () => {
      const { session, read } = await openHangingSession();
      const abort = new AbortController();
      const attempt = rejectionOf(session.list(abort.signal));
      await read();
      abort.abort();
      assert.equal(await attempt, abort.signal.reason);
    });
  });
});
