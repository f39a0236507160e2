import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { UndiciHttpClient } from '../../src/http/undiciHttpClient.js';
import type { NetworkSettings } from '../../src/core/httpClient.js';
import { endedAfterEach } from '../ended.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import { assertReadable, rejectionOf } from './failures.js';
import { openResources } from './longLivedSession.js';

/** To be called in a `describe`: gives functions whose clients and files are gone after each test. */
export function inspectingClientsPerTest() {
  const ended = endedAfterEach();
  return {
    /** A file with those certificates. */
    bundleOf: async (...certificates: readonly string[]): Promise<NonNullable<NetworkSettings['caBundle']>> => {
      const folder = temporaryFolder('tls-inspection-test');
      ended(() => folder.remove());
      const file = path.join(folder.path, 'ca.pem');
      await writeFile(file, certificates.join('\n'));
      return { path: file, variable: 'REQUESTS_CA_BUNDLE' };
    },

    /** @param answerTimeout milliseconds */
    clientWith: (settings: Partial<NetworkSettings> = {}, answerTimeout?: number): UndiciHttpClient => {
      const whole = { proxy: undefined, noProxy: [], caBundle: undefined, systemCertificates: true, ...settings };
      const client = new UndiciHttpClient(() => whole, answerTimeout);
      ended(() => client.dispose());
      return client;
    },
  };
}

/**
 * Why the connection to `url` can't be looked at, once it is certain that this tells none of `secrets`, and that nothing
 * stays open.
 */
export async function inspectionFailure(
  client: UndiciHttpClient,
  url: string,
  secrets: readonly string[] = [],
): Promise<string> {
  // Mocha's timer for the test comes after the test's first step.
  await setImmediate();
  const before = openResources();
  const error = await rejectionOf(client.inspectTls(url, new AbortController().signal));
  assertReadable(error, secrets);
  await nothingMoreThan(before);
  return `${error.failure}: ${error.message}`;
}

/** Resolves when of no kind of resource there is more than there was before. */
export async function nothingMoreThan(before: Readonly<Record<string, number>>): Promise<void> {
  await until('nothing is left open', () =>
    Object.entries(openResources()).every(([kind, count]) => count <= (before[kind] ?? 0)),
  );
}
