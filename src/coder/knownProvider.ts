import type { Asked } from './api.js';
import type { CoderError } from './coderError.js';
import type { Link, Provider } from './userWire.js';

/** One provider as it is known now, by the user's list or by the agent's answers. */
export interface KnownProvider {
  readonly asked: Asked;
  readonly status: 'signedIn' | 'notSignedIn' | 'failed';
  readonly type: string | undefined;
  readonly displayName: string | undefined;
  /** Why the token is not valid, or could not be refreshed, as the server says. */
  readonly problem: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  /** Whether the token is refreshed without the user; `undefined` if that is not known. */
  readonly isRenewable: boolean | undefined;
  /** The account at the provider. */
  readonly login: string | undefined;
  /** Whether signing out removes something, which may be an access token that is not valid; `undefined` if that is not known. */
  readonly hasLink?: boolean | undefined;
  /** What the user's list says. Absent with the agent's token alone. */
  readonly listed?: { readonly provider: Provider; readonly link: Link | undefined };
  /** Why the server could not say, if the status is `failed`. */
  readonly failure?: CoderError;
  /** Where the user signs in, if the agent has said so. */
  readonly signInUrl?: string;
}

/** What users and code call it: the provider's ID, or the Git host. */
export function nameOf(asked: Asked): string {
  return 'id' in asked ? asked.id : asked.match.replace(/^https:\/\//, '');
}

/** What the view calls it. */
export function labelOf({ asked, displayName }: KnownProvider): string {
  return displayName ?? nameOf(asked);
}
