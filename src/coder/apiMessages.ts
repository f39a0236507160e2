import { t } from '@vscode/l10n';
import { oneLine } from '../core/text.js';
import type { ErrorAnswer } from './wire.js';

/* The texts of failed calls of Coder's API. */

/** Longest text of the server, in characters, in a message. */
const MAX_SAID_LENGTH = 300;

/** How many wrong fields are named. */
const MAX_VALIDATIONS = 3;

/** What the server says about an error, as one line. */
export function said({ message, detail, validations = [] }: ErrorAnswer): string {
  const wrong = validations.slice(0, MAX_VALIDATIONS).map((each) => `${each.field}: ${each.detail}`);
  return [message, ...(detail === undefined ? [] : [detail]), ...wrong]
    .map((each) => oneLine(each, MAX_SAID_LENGTH))
    .join(' ');
}

export function sessionRefused(host: string): string {
  return t('{0} does not accept your session token. It may have expired. Sign in to Coder again.', host);
}

export function agentRefused(host: string): string {
  return t(
    "{0} does not accept the token of this workspace's agent. Open a new terminal. If that does not help, restart the workspace.",
    host,
  );
}

export function notCoder(host: string): string {
  return t(
    '{0} can be reached, but the answer did not come from Coder. Check the address, or whether a proxy or sign-in page is in the way.',
    host,
  );
}

export function malformed(host: string, wrong: string): string {
  return t(
    "The answer of {0} can't be understood: {1}. See the log for details, and contact your administrator.",
    host,
    oneLine(wrong),
  );
}

/** @param text what the server has said */
export function rejected(host: string, status: number, text: string | undefined): string {
  return text === undefined
    ? t('{0} rejected the request (HTTP {1}) and gave no reason. Contact your administrator.', host, status)
    : t('{0} rejected the request: {1}', host, text);
}

/** @param text what the server has said */
export function failed(host: string, status: number, text: string | undefined): string {
  return text === undefined
    ? t('{0} failed to answer (HTTP {1}). If the problem persists, contact your administrator.', host, status)
    : t('{0} failed to answer: {1} If the problem persists, contact your administrator.', host, text);
}
