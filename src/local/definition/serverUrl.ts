import { t } from '@vscode/l10n';
import { unsafetyOf } from '../../core/url.js';

/** The pattern of an authorization server's URL. The setting's JSON schema has the same pattern. */
const SERVER_URL = /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s\p{C}/?#@\\]+(?:[/?][^\s\p{C}#\\]*)?$/u;

/**
 * Why a URL can't be an authorization server's, as a clause; `undefined` if it can: https, or http on loopback, without
 * userinfo, fragment and control characters (RFC 6749, section 3).
 */
export function whyNoServerUrl(text: string): string | undefined {
  const why = unsafetyOf(text);
  if (why !== undefined) {
    return why;
  }
  if (text.includes('#')) {
    return t('it contains a fragment');
  }
  return SERVER_URL.test(text) ? undefined : t('it is not a URL');
}

/** As {@link whyNoServerUrl}, for an issuer, which must not have a query either (RFC 8414, section 2). */
export function whyNoIssuer(text: string): string | undefined {
  return whyNoServerUrl(text) ?? (text.includes('?') ? t('it contains a query') : undefined);
}
