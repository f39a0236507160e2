import { t } from '@vscode/l10n';
import { isLoopback } from './address.js';
import { CredentialError } from './errors.js';
import { oneLine } from './text.js';

/**
 * Checks that a URL may be opened in the user's browser: https, or http on loopback, without userinfo and control
 * characters. Otherwise throws a `CredentialError` (`protocol`) that says what is wrong.
 *
 * @param sender the URL of the server that has sent it, if that may be on another machine: see {@link leadsBack}
 */
export function assertOpenable(url: string, sender?: string): void {
  const reason =
    unsafetyOf(url) ?? (sender !== undefined && leadsBack(new URL(sender).hostname, url) ? onThisMachine() : undefined);
  if (reason !== undefined) {
    throw new CredentialError(
      'protocol',
      t('The sign-in page was not opened because its address is not safe: {0}. Contact your administrator.', reason),
    );
  }
}

/**
 * Why a URL is not safe to open or request, as a clause; `undefined` if it is: https, or http on loopback, without
 * userinfo and control characters.
 */
export function unsafetyOf(url: string): string | undefined {
  // Marks that change the direction, and other invisible characters (Cf), make an address look like another one.
  if (/[\p{Cc}\p{Cf}\s]/u.test(url)) {
    return t('it contains control characters or spaces');
  }
  if (!URL.canParse(url)) {
    return t('it is not a URL');
  }
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') {
    return t('it contains a user name or password');
  }
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) {
    return undefined;
  }
  return protocol === 'http:' ? t('it is http, not https') : t('it begins with {0}, not https', oneLine(protocol, 20));
}

/**
 * Whether a URL that another machine has sent points to this one. Services on loopback trust requests from this machine, and
 * the other machine would choose what these contain.
 *
 * @param sender the host name of the other machine
 */
export function leadsBack(sender: string, url: string): boolean {
  return isLoopback(new URL(url).hostname) && !isLoopback(sender);
}

export const onThisMachine = (): string => t('it points to this machine, but the server is on another one');

/** The schemes of servers and proxies. */
const USUAL_SCHEME = /^(?:https?|socks[45]?[ah]?):/i;

/**
 * A configured URL without its secrets, for reports and messages: user name, password, query and fragment are replaced
 * by an ellipsis. A text without a scheme is read as a host.
 */
export function redactUrl(text: string): string {
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const address = hasScheme ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(address)) {
    return t('set, but not a URL');
  }
  const { protocol, username, password, host, pathname, search, hash } = new URL(address);
  const schemeMayBeUser = !USUAL_SCHEME.test(address) && address.includes('@');
  if (schemeMayBeUser || `${pathname}${search}${hash}`.includes('@')) {
    // A `/`, `?` or `#` in a user name or password that is not encoded: part of it was parsed as scheme or host.
    return t('set, but not shown because it may contain a password');
  }
  const user = username === '' && password === '' ? '' : '…@';
  const rest = search === '' && hash === '' ? '' : '?…';
  return `${hasScheme ? `${protocol}//` : ''}${user}${host}${pathname === '/' ? '' : pathname}${rest}`;
}

/**
 * A name that a user or a program gives, for messages and the log: where a URL was given in its place, without its secrets
 * (see {@link redactUrl}). Only these characters can begin or end a secret in a URL.
 */
export function redactIfUrl(name: string): string {
  return /[@?#]|:\/\//.test(name) ? redactUrl(name) : name;
}

/** A URL unchanged if it is ASCII, as it should be: decoding and encoding it could change its meaning. */
export function asAscii(url: string): string {
  return /^[\x21-\x7e]+$/.test(url) ? url : new URL(url).href;
}
