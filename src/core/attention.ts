import type { Integration } from './integration.js';

/** Milliseconds before an access token expires that can't be renewed, from when on the user is warned. */
export const WARNING_TIME = 10 * 60_000;

type Known = Pick<Integration, 'status' | 'expiry' | 'signInEnded'>;

/** When the access token expires, in milliseconds since the epoch, if the user then has to sign in again. */
export function endOf({ status, expiry }: Known): number | undefined {
  return status.kind === 'authenticated' && expiry?.isRenewable === false ? expiry.at : undefined;
}

/** Whether the user has to sign in again. A list may be older than the end of a token. */
export function hasEnded(integration: Known, now: number): boolean {
  const end = endOf(integration);
  const isOver = integration.status.kind === 'notSignedIn' && integration.signInEnded === true;
  return isOver || (end !== undefined && end <= now);
}

/** Whether the user should sign in again soon. */
export function endsSoon(integration: Known, now: number): boolean {
  const end = endOf(integration);
  return end !== undefined && end > now && end - now <= WARNING_TIME;
}

/** The moments from which on something else is true of an integration, in milliseconds since the epoch. */
export function turningPoints(integration: Known): readonly number[] {
  const end = endOf(integration);
  return end === undefined ? [] : [end - WARNING_TIME, end];
}
