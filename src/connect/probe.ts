import { abortable } from '../core/abort.js';
import { CredentialError, errorChain } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Clock, Logger } from '../core/ports.js';
import { unsafetyOf } from '../core/url.js';
import { discover } from '../oauth/discovery.js';
import { IssuerMismatch } from '../oauth/serverMessages.js';
import * as messages from './addressMessages.js';
import { ConnectApi } from './api/connectApi.js';
import { ConnectError } from './api/connectError.js';
import { isUntrusted } from './untrusted.js';

/** A server that answers as Posit Connect does. */
export interface FoundServer {
  /** The base URL, without a slash at the end. */
  readonly url: string;
  /** Such as `2026.07.0`; `undefined` if the server hides it. */
  readonly version: string | undefined;
  /** Whether users can sign in with OAuth: from Connect 2026.02, unless it is turned off. */
  readonly hasOAuth: boolean;
}

export interface ProbePorts {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the user has given a CA certificate for the server. */
  readonly hasOwnCa: boolean;
}

/**
 * Finds out at which of some base URLs there is a Posit Connect. Throws `CredentialError`: the server can't be reached, its
 * certificate is not trusted, it calls itself by another address, or it is no Connect; or the signal's reason once it is aborted.
 */
export async function findServer(
  candidates: readonly string[],
  ports: ProbePorts,
  signal: AbortSignal,
): Promise<FoundServer> {
  let busy: ConnectError | undefined;
  for (const url of candidates) {
    try {
      const version = await versionAt(url, ports, signal);
      return { url, version, hasOAuth: await abortable(signal, () => hasOAuth(url, ports)) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ConnectError)) {
        // The server can't be reached, whatever the path is.
        throw isUntrusted(error) && !ports.hasOwnCa
          ? messages.certificateNotTrusted(new URL(url).host, error.cause)
          : error;
      }
      ports.log.debug(`Connect: none at ${url}: ${errorChain(error)}`);
      busy ??= error.problem === 'busy' ? error : undefined;
    }
  }
  // A server that is busy may be one all the same.
  throw busy ?? messages.notConnect(new URL(candidates[0] ?? '').host);
}

async function versionAt(url: string, { http, log }: ProbePorts, signal: AbortSignal): Promise<string | undefined> {
  const credential = () => Promise.reject(new Error('The settings of a server need no credential'));
  const { version, isLicensed, isEnabled } = await new ConnectApi(url, { http, log, credential }).serverSettings(
    signal,
  );
  if (version === undefined && isLicensed === undefined && isEnabled === undefined) {
    throw new ConnectError('protocol', messages.notConnect(new URL(url).host).message, {
      ...{ problem: 'notConnect', status: 200 },
    });
  }
  return version;
}

async function hasOAuth(url: string, { http, clock, log }: ProbePorts): Promise<boolean> {
  try {
    const { endpoints } = await discover(new URL(url), { http, clock }, true);
    return endpoints.authorization_endpoint !== undefined || endpoints.device_authorization_endpoint !== undefined;
  } catch (error) {
    if (error instanceof IssuerMismatch && unsafetyOf(error.told) === undefined) {
      throw messages.otherAddress(new URL(url).host, error.told, error);
    }
    // It answers, so that it has no metadata, or none that can be used.
    if (!(error instanceof CredentialError) || error.failure === 'network' || error instanceof IssuerMismatch) {
      throw error;
    }
    log.info(`Connect: no OAuth at ${url}: ${errorChain(error)}`);
    return false;
  }
}
