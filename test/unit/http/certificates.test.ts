import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { TrustedCertificates } from '../../../src/http/certificates.js';
import { endedAfterEach } from '../../ended.js';

describe('Trust', () => {
  const ended = endedAfterEach();
  const { signal } = new AbortController();

  async function bundle() {
    const folder = await mkdtemp(path.join(tmpdir(), 'trust-test-'));
    ended(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'ca.pem');
    await writeFile(file, tls.rootCertificates.slice(0, 2).join('\n'));
    return { path: file, variable: 'REQUESTS_CA_BUNDLE' };
  }

  it('reads and parses a bundle once, also for requests at the same time', async () => {
    const settings = { caBundle: await bundle(), systemCertificates: true };
    const trust = new TrustedCertificates();
    const [first, second] = await Promise.all([trust.tlsOptions(settings, signal), trust.tlsOptions(settings, signal)]);
    const third = await trust.tlsOptions(settings, signal);
    assert.ok(first.secureContext);
    assert.equal(second.secureContext, first.secureContext);
    assert.equal(third.secureContext, first.secureContext);
  });

  it('reads a bundle again that has changed, be it in size or in time', async () => {
    const caBundle = await bundle();
    const settings = { caBundle, systemCertificates: true };
    const trust = new TrustedCertificates();
    const contexts = [await trust.tlsOptions(settings, signal)];
    await writeFile(caBundle.path, tls.rootCertificates[0] ?? '');
    contexts.push(await trust.tlsOptions(settings, signal));
    await utimes(caBundle.path, 1, 1);
    contexts.push(await trust.tlsOptions(settings, signal));
    assert.equal(new Set(contexts.map(({ secureContext }) => secureContext)).size, 3);
  });

  it('goes by each setting', async () => {
    const one = await bundle();
    const other = await bundle();
    await copyFile(one.path, other.path);
    const trust = new TrustedCertificates();
    const contextOf = async (caBundle: typeof one) =>
      (await trust.tlsOptions({ caBundle, systemCertificates: true }, signal)).secureContext;
    assert.notEqual(await contextOf(one), await contextOf(other));
  });

  it('parses the system’s certificates once, where Node can tell them', async function () {
    if (!('getCACertificates' in tls)) this.skip();
    const trust = new TrustedCertificates();
    const settings = { caBundle: undefined, systemCertificates: true };
    const { secureContext } = await trust.tlsOptions(settings, signal);
    assert.ok(secureContext);
    assert.equal((await trust.tlsOptions(settings, signal)).secureContext, secureContext);
  });

  it('leaves it to Node where the system’s certificates are not wanted', async () => {
    const settings = { caBundle: undefined, systemCertificates: false };
    assert.deepEqual(await new TrustedCertificates().tlsOptions(settings, signal), {});
  });
});
