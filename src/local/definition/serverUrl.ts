import { t } from '@vscode/l10n';
import { unsafetyOf } from '../../core/url.js';

/** The outline of a URL that can belong to an authorization server. The setting's JSON schema has the same. */
export const SERVER_URL = /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s\p{C}/?#@\\]+(?:[/?][^\s\p{C}#\\]*)?$/u;

/**
 * Why a URL can't be one of an authorization server, as a clause; `undefined` if it can: https, or http on loopback,
 * without userinfo, fragment and control characters (RFC 6749, section 3).
 */
export function whyNoServerUrl(text: string): string | undefined {
  const why = unsafetyOf(text);
  if (why !== undefined) {
    return why;
  }
  if (text.includes('#')) {
    return t('it holds a fragment');
  }
  return SERVER_URL.test(text) ? undefined : t('it is not a URL');
}

/** As {@link whyNoServerUrl}, of an issuer, which has no query either (RFC 8414, section 2). */
export function whyNoIssuer(text: string): string | undefined {
  return whyNoServerUrl(text) ?? (text.includes('?') ? t('it holds a query') : undefined);
}
