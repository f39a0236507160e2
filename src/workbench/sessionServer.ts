import type { Session } from './session.js';
import * as messages from './sessionMessages.js';

/**
 * Whether a server's version is too old for OAuth integrations. A version that is missing, can't be parsed or contains
 * `dev` is accepted. Only the part before the first `-` or `+` counts.
 */
export function isTooOld(version: string | undefined): boolean {
  const [numbers = ''] = version?.split(/[-+]/) ?? [];
  if (version === undefined || version.includes('dev') || !/^\d+(?:\.\d+)*$/.test(numbers)) {
    return false;
  }
  // Missing numbers at the end count as zero.
  return `${numbers}.0.0`.localeCompare(messages.MINIMUM_VERSION, 'en', { numeric: true }) < 0;
}

/** The server's base URL. Throws `CredentialError` (`configuration`) if it is missing or not an http or https URL. */
export function serverAddressOf(session: Session): string {
  if (session.serverAddress === undefined) {
    throw messages.serverAddressMissing();
  }
  return checkedUrl(session.serverAddress, 'RS_SERVER_ADDRESS');
}

/** The base URL for the user's browser, without query and trailing slash. Throws like {@link serverAddressOf}. */
export function serverUrlOf(session: Session): string {
  if (session.serverUrl === undefined) {
    throw messages.serverUrlMissing();
  }
  const url = new URL(checkedUrl(session.serverUrl, 'RS_SERVER_URL'));
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function checkedUrl(url: string, variable: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw messages.serverAddressInvalid(variable);
  }
  return url;
}
