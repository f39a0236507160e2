import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import tls from 'node:tls';
import { t } from '@vscode/l10n';
import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import type { NetworkSettings } from '../core/httpClient.js';

/** Undefined where it is left to Node whom to trust. */
export type TrustOptions = Pick<tls.ConnectionOptions, 'ca' | 'secureContext'>;

/**
 * Whose certificates are trusted, of servers and of proxies. They are parsed once: the hundreds of a machine would block
 * the process, which all extensions share, for tens of milliseconds with each request.
 */
export class TrustedCertificates {
  #kept: { readonly key: string; readonly context: tls.SecureContext } | undefined;
  readonly #reading = new Map<string, Promise<tls.SecureContext>>();

  /**
   * What a TLS connection needs to be given. Throws `CredentialError` (`configuration`) that names the variable when a
   * bundle holds no certificate, or can't be read before `signal` is aborted.
   */
  async tlsOptions(
    { caBundle, systemCertificates }: Pick<NetworkSettings, 'caBundle' | 'systemCertificates'>,
    signal: AbortSignal,
  ): Promise<TrustOptions> {
    if (caBundle !== undefined) {
      return trusting(await this.#ofBundle(caBundle, signal));
    }
    // Node has this from 22.15 on; the oldest hosts trust Node's own certificates alone.
    const { getCACertificates } = tls as typeof tls & { getCACertificates?: (type: 'default' | 'system') => string[] };
    return systemCertificates && getCACertificates
      ? trusting(this.#once('system', () => [...getCACertificates('default'), ...getCACertificates('system')]))
      : {};
  }

  async #ofBundle(
    { path, variable }: NonNullable<NetworkSettings['caBundle']>,
    signal: AbortSignal,
  ): Promise<tls.SecureContext> {
    try {
      return await abortable(signal, () => this.#read(path));
    } catch (cause) {
      throw new CredentialError(
        'configuration',
        cause instanceof NoCertificate
          ? t('The file named by {0} holds no certificate. Correct it, or ask your administrator to.', variable)
          : t('The certificates named by {0} cannot be read. Correct it, or ask your administrator to.', variable),
        { cause },
      );
    }
  }

  /** Joins a reading that is under way: on a file system that hangs, each would hold one of the process's few threads. */
  #read(path: string): Promise<tls.SecureContext> {
    const reading = this.#reading.get(path) ?? this.#readAnew(path).finally(() => this.#reading.delete(path));
    this.#reading.set(path, reading);
    return reading;
  }

  async #readAnew(path: string): Promise<tls.SecureContext> {
    const { mtimeMs, size } = await stat(path);
    const key = JSON.stringify([path, mtimeMs, size]);
    if (this.#kept?.key === key) {
      return this.#kept.context;
    }
    const bundle = await readFile(path, 'utf8');
    assertCertificate(bundle);
    return this.#once(key, () => bundle);
  }

  #once(key: string, certificates: () => string | string[]): tls.SecureContext {
    if (this.#kept?.key !== key) {
      this.#kept = { key, context: tls.createSecureContext({ ca: certificates() }) };
    }
    return this.#kept.context;
  }
}

class NoCertificate extends Error {}

/** Node itself would take a bundle without a certificate, and trust nobody. */
function assertCertificate(bundle: string): void {
  try {
    new X509Certificate(bundle);
  } catch (cause) {
    throw new NoCertificate('No certificate', { cause });
  }
}

/**
 * VS Code's own `tls.connect` would add the system's certificates to a context that comes without a `ca`, with each
 * connection and also to a bundle's. Node looks at none where there is a context.
 */
function trusting(secureContext: tls.SecureContext): TrustOptions {
  return { secureContext, ca: [] };
}
