import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import tls from 'node:tls';
import { t } from '@vscode/l10n';
import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import type { NetworkSettings } from '../core/httpClient.js';
import { oneLine } from '../core/text.js';

/** TLS options for trusted certificates; empty if Node decides. */
export type TrustOptions = Pick<tls.ConnectionOptions, 'ca' | 'secureContext'>;

/**
 * The certificates that are trusted for servers and proxies. They are parsed once: parsing the hundreds of a machine for
 * each request would block the process, which all extensions share, for tens of milliseconds.
 */
export class TrustedCertificates {
  #cached: { readonly key: string; readonly context: tls.SecureContext } | undefined;
  readonly #reading = new Map<string, Promise<tls.SecureContext>>();

  /**
   * The options for a TLS connection. If a bundle contains no certificate or can't be read before `signal` is aborted,
   * throws a `CredentialError` (`configuration`) that names the variable.
   */
  async tlsOptions(
    { caBundle, systemCertificates }: Pick<NetworkSettings, 'caBundle' | 'systemCertificates'>,
    signal: AbortSignal,
  ): Promise<TrustOptions> {
    if (caBundle !== undefined) {
      return trusting(await this.#ofBundle(caBundle, signal));
    }
    // Available since Node 22.15; older hosts trust only Node's own certificates.
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
          ? t(
              'The file named by {0} contains no certificate. Correct it, or ask your administrator to do so.',
              variable,
            )
          : t('The file named by {0} cannot be read. Correct it, or ask your administrator to do so.', variable),
        { cause },
      );
    }
  }

  /** Shares a pending read: on a file system that hangs, each would block one of the process's few threads. */
  #read(path: string): Promise<tls.SecureContext> {
    const reading = this.#reading.get(path) ?? this.#load(path).finally(() => this.#reading.delete(path));
    this.#reading.set(path, reading);
    return reading;
  }

  async #load(path: string): Promise<tls.SecureContext> {
    const { mtimeMs, size } = await stat(path);
    const key = JSON.stringify([path, mtimeMs, size]);
    if (this.#cached?.key === key) {
      return this.#cached.context;
    }
    const bundle = await readFile(path, 'utf8');
    assertCertificate(bundle);
    return this.#once(key, () => bundle);
  }

  #once(key: string, certificates: () => string | string[]): tls.SecureContext {
    if (this.#cached?.key !== key) {
      this.#cached = { key, context: tls.createSecureContext({ ca: certificates() }) };
    }
    return this.#cached.context;
  }
}

/** The options to trust only these PEM certificates. @param host the server that they are for, in messages */
export function trustOnly(certificates: string, host: string): TrustOptions {
  try {
    assertCertificate(certificates);
    return trusting(tls.createSecureContext({ ca: certificates }));
  } catch (cause) {
    throw new CredentialError(
      'configuration',
      t('The CA certificate for {0} is not a certificate in PEM format. Correct or remove it.', oneLine(host)),
      { cause },
    );
  }
}

class NoCertificate extends Error {}

/** Node itself would accept a bundle without a certificate, and then trust no server. */
function assertCertificate(bundle: string): void {
  try {
    new X509Certificate(bundle);
  } catch (cause) {
    throw new NoCertificate('No certificate', { cause });
  }
}

/**
 * Without a `ca`, VS Code's patched `tls.connect` would add the system's certificates for each connection, even to those
 * of a bundle. Node ignores `ca` if there is a context.
 */
function trusting(secureContext: tls.SecureContext): TrustOptions {
  return { secureContext, ca: [] };
}
