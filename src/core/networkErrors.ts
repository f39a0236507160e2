import { t } from '@vscode/l10n';
import { CredentialError } from './errors.js';
import type { NetworkSettings } from './httpClient.js';
import { oneLine } from './text.js';

/** How a request went out. */
export interface Way {
  /** The URL of the proxy that was used. */
  readonly proxy: string | undefined;
  readonly caBundle: NetworkSettings['caBundle'];
}

/**
 * The failure of a request that got no usable answer, as a sentence for the user. The host is named, and the proxy
 * where one was used; never a path, a header or a password.
 */
export function networkError(cause: unknown, url: URL, { proxy, caBundle }: Way): CredentialError {
  const host = oneLine(url.host);
  const code = codeOf(cause);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return new CredentialError('protocol', t('{0} sent an answer that is too large. Tell your administrator.', host), {
      cause,
    });
  }
  const through = proxy === undefined ? '' : t(' through the proxy {0}', oneLine(new URL(proxy).host));
  const why = (proxy === undefined ? undefined : proxyReason(cause, code)) ?? reason(cause, code, caBundle?.variable);
  return new CredentialError('network', t('{0} cannot be reached{1}: {2}.', host, through, why), { cause });
}

/** What the proxy itself has answered, by the only trace that undici leaves of it. */
function proxyReason(cause: unknown, code: string | undefined): string | undefined {
  if (code !== 'UND_ERR_ABORTED' && code !== 'UND_ERR_INVALID_ARG') {
    return undefined;
  }
  return cause instanceof Error && /\(5\d\d\)/.test(cause.message)
    ? t('the proxy cannot reach it')
    : t('the proxy refuses; check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY');
}

function reason(cause: unknown, code: string | undefined, caVariable: string | undefined): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return t('its name is not known');
    case 'ECONNREFUSED':
      return t('it refuses connections');
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return t('the connection broke off');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return t('the network has no way to it');
    case 'CERT_HAS_EXPIRED':
      return t('its certificate has expired; ask your administrator to renew it');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return t('its certificate is for another host; tell your administrator');
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return caVariable === undefined
        ? t('its certificate is not trusted; ask your administrator to set REQUESTS_CA_BUNDLE')
        : t(
            'its certificate is not signed by any in the file that {0} names; ask your administrator to correct that file',
            caVariable,
          );
  }
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return t('it did not answer in time');
  }
  // Of undici's, the only one without a code of its own.
  if (cause instanceof Error && cause.name === 'HTTPParserError') {
    return cause.message.includes('EOF') ? t('the connection broke off') : t('what answers there does not speak HTTP');
  }
  return code?.startsWith('UND_ERR_') && code.endsWith('TIMEOUT')
    ? t('it did not answer in time')
    : t('the request failed');
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
