import { Secret } from '../core/secret.js';

/** What a request to Posit Connect authenticates with. */
export interface ConnectCredential {
  readonly kind: 'accessToken' | 'apiKey';
  readonly value: Secret;
  /** Milliseconds since the epoch; `undefined` if unknown. */
  readonly expiresAt: number | undefined;
}

/** The scheme of the header `Authorization`. */
export function schemeOf(kind: ConnectCredential['kind']): string {
  return kind === 'accessToken' ? 'Bearer' : 'Key';
}

/** The value of the header `Authorization`. */
export function authorizationOf({ kind, value }: ConnectCredential): Secret {
  return new Secret(`${schemeOf(kind)} ${value.reveal()}`);
}
