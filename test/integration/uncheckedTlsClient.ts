import { UndiciHttpClient } from '../../src/http/undiciHttpClient.js';

/* A process of its own: sends a request to each URL, and prints what came of it: the status, or the failure's message. */

const NOTHING_SET = { proxy: undefined, noProxy: [], caBundle: undefined };

for (const url of process.argv.slice(2)) {
  for (const systemCertificates of [true, false]) {
    const client = new UndiciHttpClient(() => ({ ...NOTHING_SET, systemCertificates }));
    const { signal } = new AbortController();
    const outcome = await client.send(url, { method: 'POST', headers: { authorization: 'Basic canary' }, signal }).then(
      ({ status }) => String(status),
      (error: unknown) => (error instanceof Error ? error.message : 'no error'),
    );
    console.log(outcome);
    client.dispose();
  }
}
