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
  /** Milliseconds that an answer was given. */
  readonly timeout: number;
}

/** What went wrong, and what to do about it where waiting may not help: a clause and a sentence. */
type Reason = readonly [why: string, step?: string];

/**
 * The failure of a request that got no usable answer, as sentences for the user: what happened, and the next step. The
 * host is named, and the proxy where one was used; never a path, a header or a password.
 */
export function networkError(cause: unknown, url: URL, { proxy, caBundle, timeout }: Route): CredentialError {
  const host = oneLine(url.host);
  const code = codeOf(cause);
  if (cause instanceof Error && 'data' in cause) {
    // undici keeps what is no HTTP here as it came, be it the cookie.
    cause.data = undefined;
  }
  const limit = limitThatWasHit(code);
  if (limit !== undefined) {
    return new CredentialError('protocol', t('{0} sent {1}. Contact your administrator.', host, limit), { cause });
  }
  const through = proxy === undefined ? '' : t(' through the proxy {0}', oneLine(new URL(proxy).host));
  const [why, step = ifItPersists()] =
    certificateReason(code, caBundle?.variable) ??
    (proxy === undefined ? directReason(code) : proxyReason(cause, code)) ??
    reason(cause, code, timeout);
  return new CredentialError('network', t('{0} cannot be reached{1}: {2}. {3}', host, through, why, step), { cause });
}

/** Which limit for the size of an answer was hit, as what the server sent. */
function limitThatWasHit(code: string | undefined): string | undefined {
  switch (code) {
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return t('an answer that is larger than the limit of {0} MiB', MAX_BODY_SIZE / 1024 / 1024);
    case 'UND_ERR_HEADERS_OVERFLOW':
      return t('headers that are larger than the limit of {0} KiB', maxHeaderSize / 1024);
    default:
      return undefined;
  }
}

const ifItPersists = () => t('If the problem persists, contact your administrator.');
const checkProxy = () => t('Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.');
const checkAddress = () => t('Ask your administrator to check its address.');

/** What is wrong with a certificate: the server's, or that of a proxy, for which the same bundle holds. */
function certificateReason(code: string | undefined, caVariable: string | undefined): Reason | undefined {
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
      return caVariable === undefined
        ? [t('its certificate is not trusted'), t('Ask your administrator to set REQUESTS_CA_BUNDLE.')]
        : [
            t('its certificate is not signed by any in the file that {0} names', caVariable),
            t('Ask your administrator to correct that file.'),
          ];
    default:
      return undefined;
  }
}

/** What failed on the way to the server itself. */
function directReason(code: string | undefined): Reason | undefined {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [t('its name is not known'), checkAddress()];
    case 'ECONNREFUSED':
      return [t('it refuses connections')];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return [t('the network has no way to it')];
    default:
      return undefined;
  }
}

/** What of the proxy itself failed. Of its answers, undici leaves no other trace. */
function proxyReason(cause: unknown, code: string | undefined): Reason | undefined {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [t("the proxy's name is not known"), checkProxy()];
    case 'ECONNREFUSED':
      return [t('the proxy refuses connections'), checkProxy()];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return [t('the network has no way to the proxy'), checkProxy()];
    case 'UND_ERR_ABORTED':
    case 'UND_ERR_INVALID_ARG':
      return cause instanceof Error && /\(5\d\d\)/.test(cause.message)
        ? [t('the proxy cannot reach it')]
        : [t('the proxy refuses'), checkProxy()];
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
      return [t('the connection broke off')];
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return [t('what answers there does not speak TLS'), checkAddress()];
    // The operating system's own limit.
    case 'ETIMEDOUT':
      return [t('it did not answer in time')];
  }
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return [tooSlow];
  }
  // Of undici's, the only one without a code of its own.
  if (cause instanceof Error && cause.name === 'HTTPParserError') {
    return cause.message.includes('EOF')
      ? [t('the connection broke off')]
      : [t('what answers there does not speak HTTP'), checkAddress()];
  }
  return code?.startsWith('UND_ERR_') && code.endsWith('TIMEOUT') ? [tooSlow] : [t('the request failed')];
}

/** The code of an error, or of the first that it wraps: several addresses of one host fail as one `AggregateError`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  if ('code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
