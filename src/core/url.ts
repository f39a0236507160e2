import { t } from '@vscode/l10n';
import { CredentialError } from './errors.js';
import { oneLine } from './text.js';

/**
 * Whether a URL's host name can only mean this machine: `127.0.0.0/8`, `[::1]`, `localhost` and names below it (RFC 6761,
 * section 6.3). `hostname` is that of a parsed `URL`, which has normalised every other spelling of an address.
 */
export function isLoopback(hostname: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]' || /^(?:.+\.)?localhost\.?$/.test(hostname);
}

/**
 * Checks that a URL may be opened in the user's browser: https, or http on loopback, without userinfo and control
 * characters. Throws `CredentialError` (`protocol`) that says what is wrong otherwise.
 */
export function assertOpenable(url: string): void {
  const refusal = /[\p{Cc}\s]/u.test(url) ? t('it holds control characters or spaces') : refusalOf(url);
  if (refusal !== undefined) {
    throw new CredentialError(
      'protocol',
      t('The sign-in page was not opened, since its address is not safe: {0}. Tell your administrator.', refusal),
    );
  }
}

function refusalOf(url: string): string | undefined {
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

/** Appends path segments to a base URL's path, and keeps that path: `https://h/base/` and `x` are `https://h/base/x`. */
export function joinUrl(base: string, segment: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${segment}`;
  url.search = '';
  url.hash = '';
  return url.href;
}
