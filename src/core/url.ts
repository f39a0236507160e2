import { t } from '@vscode/l10n';
import { isLoopback } from './address.js';
import { CredentialError } from './errors.js';
import { oneLine } from './text.js';

/**
 * Checks that a URL may be opened in the user's browser: https, or http on loopback, without userinfo and control
 * characters. Throws `CredentialError` (`protocol`) that says what is wrong otherwise.
 */
export function assertOpenable(url: string): void {
  const refusal = unsafetyOf(url);
  if (refusal !== undefined) {
    throw new CredentialError(
      'protocol',
      t('The sign-in page was not opened, since its address is not safe: {0}. Tell your administrator.', refusal),
    );
  }
}

/**
 * Why a URL is neither opened nor asked, as a clause; `undefined` if it may be: https, or http on loopback, without
 * userinfo and control characters.
 */
export function unsafetyOf(url: string): string | undefined {
  if (/[\p{Cc}\s]/u.test(url)) {
    return t('it holds control characters or spaces');
  }
  if (!URL.canParse(url)) {
    return t('it is not a URL');
  }
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') {
    return t('it holds a user name or password');
  }
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) {
    return undefined;
  }
  return protocol === 'http:' ? t('it is http, not https') : t('it begins with {0}, not https', oneLine(protocol, 20));
}

/** The schemes of servers and proxies. */
const USUAL_SCHEME = /^(?:https?|socks[45]?[ah]?):/i;

/**
 * A URL of somebody's configuration, without what may be secret in it: user name, password, query and fragment are
 * replaced by an ellipsis. A text without a scheme is read as a host. For reports and messages, not for requests.
 */
export function redactUrl(text: string): string {
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const address = hasScheme ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(address)) {
    return t('set, but not a URL');
  }
  const { protocol, username, password, host, pathname, search, hash } = new URL(address);
  const isUserAScheme = !USUAL_SCHEME.test(address) && address.includes('@');
  if (isUserAScheme || `${pathname}${search}${hash}`.includes('@')) {
    // A user or password with a `/`, `?` or `#` that is not encoded: it ends the scheme or the host, and stands for that.
    return t('set, but not shown, since it may hold a password');
  }
  const user = username === '' && password === '' ? '' : '…@';
  const rest = search === '' && hash === '' ? '' : '?…';
  return `${hasScheme ? `${protocol}//` : ''}${user}${host}${pathname === '/' ? '' : pathname}${rest}`;
}
