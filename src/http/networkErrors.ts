import { maxHeaderSize } from 'node:http';
import { t } from '@vscode/l10n';
import { MAX_BODY_SIZE } from './json.js';
import { CredentialError } from '../core/errors.js';
import type { NetworkSettings } from '../core/httpClient.js';
import { oneLine } from '../core/text.js';

/** How a request went out. */
export interface Route {
  /** The URL of the proxy that was used. */
  readonly proxy: string | undefined;
  readonly caBundle: NetworkSettings['caBundle'];
  /** Whether only a CA certificate that the user has given for the server is trusted. */
  readonly isOwnCa?: boolean;
  /** The time limit for the response, in milliseconds. */
  readonly timeout: number;
}

/** What went wrong, as a clause, and the next step, as a sentence, unless waiting may help. */
type Reason = readonly [why: string, step?: string];

/**
 * The error for a request without a usable response: what happened and the next step. It names the host and the proxy,
 * if one was used, but never a path, a header or a password.
 */
export function networkError(cause: unknown, url: URL, { proxy, caBundle, isOwnCa, timeout }: Route): CredentialError {
  const host = oneLine(url.host);
  const code = codeOf(cause);
  if (cause instanceof Error && 'data' in cause) {
    // undici stores data that is not HTTP here, which may contain the cookie.
    cause.data = undefined;
  }
  const unusable = unusableResponse(host, code);
  if (unusable !== undefined) {
    return new CredentialError('protocol', unusable, { cause });
  }
  const [why, step = ifItPersists()] =
    certificateReason(code, isOwnCa ? 'own' : caBundle) ??
    (proxy === undefined ? directReason(code) : proxyReason(cause, code)) ??
    reason(cause, code, timeout);
  const message =
    proxy === undefined
      ? t('{0} cannot be reached: {1}. {2}', host, why, step)
      : t('{0} cannot be reached through the proxy {1}: {2}. {3}', host, oneLine(new URL(proxy).host), why, step);
  return new CredentialError('network', message, { cause });
}

/** Why the response can't be used, if it came. */
function unusableResponse(host: string, code: string | undefined): string | undefined {
  switch (code) {
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
    case 'ERR_BUFFER_TOO_LARGE':
      return t(
        '{0} sent a response that is larger than the limit of {1} MiB. Contact your administrator.',
        host,
        MAX_BODY_SIZE / 1024 / 1024,
      );
    case 'UND_ERR_HEADERS_OVERFLOW':
      return t(
        '{0} sent headers that are larger than the limit of {1} KiB. Contact your administrator.',
        host,
        maxHeaderSize / 1024,
      );
    default:
      // The codes of zlib and Brotli.
      return code !== undefined && /^(?:Z_|ERR__ERROR_|ERR_BROTLI)/.test(code)
        ? t('{0} sent a response that could not be decompressed. Contact your administrator.', host)
        : undefined;
  }
}

const ifItPersists = () => t('If the problem persists, contact your administrator.');
const checkProxy = () => t('Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.');
const checkAddress = () => t('Ask your administrator to check its address.');

/** What is wrong with the certificate of the server or of the proxy, both of which a bundle applies to. */
function certificateReason(code: string | undefined, ca: 'own' | NetworkSettings['caBundle']): Reason | undefined {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return [t('its certificate has expired'), t('Ask your administrator to renew it.')];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [t('its certificate is for another host'), t('Contact your administrator.')];
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      if (ca === 'own') {
        return [
          t('its certificate is not signed by the CA certificate given for it'),
          t('Correct the CA certificate.'),
        ];
      }
      return ca === undefined
        ? [t('its certificate is not trusted'), t('Ask your administrator to set REQUESTS_CA_BUNDLE.')]
        : [
            t('its certificate is not signed by any certificate in the file named by {0}', ca.variable),
            t('Ask your administrator to correct that file.'),
          ];
    default:
      return undefined;
  }
}

/** What failed on the direct way to the server. */
function directReason(code: string | undefined): Reason | undefined {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [t('its name cannot be resolved'), checkAddress()];
    case 'ECONNREFUSED':
      return [t('it refuses connections')];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return [t('there is no network route to it')];
    default:
      return undefined;
  }
}

/** What failed at the proxy. undici reports the proxy's status only in the error's message. */
function proxyReason(cause: unknown, code: string | undefined): Reason | undefined {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [t("the proxy's name cannot be resolved"), checkProxy()];
    case 'ECONNREFUSED':
      return [t('the proxy refuses connections'), checkProxy()];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return [t('there is no network route to the proxy'), checkProxy()];
    case 'UND_ERR_ABORTED':
    case 'UND_ERR_INVALID_ARG':
      return cause instanceof Error && /\(5\d\d\)/.test(cause.message)
        ? [t('the proxy cannot reach it')]
        : [t('the proxy refused the request'), checkProxy()];
    default:
      return undefined;
  }
}

function reason(cause: unknown, code: string | undefined, timeout: number): Reason {
  const tooSlow = t('it did not answer within {0} s', timeout / 1_000);
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return [t('the connection was lost')];
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return [t('the server at this address does not use TLS'), checkAddress()];
    // The operating system's limit.
    case 'ETIMEDOUT':
      return [t('it did not answer in time')];
  }
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return [tooSlow];
  }
  // undici's only error without a code.
  if (cause instanceof Error && cause.name === 'HTTPParserError') {
    return cause.message.includes('EOF')
      ? [t('the connection was lost')]
      : [t('the server at this address does not use HTTP'), checkAddress()];
  }
  return code?.startsWith('UND_ERR_') && code.endsWith('TIMEOUT') ? [tooSlow] : [t('the request failed')];
}

/** The code of an error or of the first one that it wraps: if a host has several addresses, it is an `AggregateError`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  if ('code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
