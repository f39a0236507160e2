import { Secret } from '../../../src/core/secret.js';
import type { StoredCredentials } from '../../../src/vault/storedCredentials.js';
import type { TokenSet, RegisteredClient } from '../../../src/oauth/tokenSet.js';

/** A type whose secrets are in plain text. */
export type Plain<T> =
  T extends Secret<infer Value>
    ? Value
    : T extends ReadonlyMap<infer Key, infer Value>
      ? ReadonlyMap<Key, Plain<Value>>
      : T extends object
        ? { readonly [Name in keyof T]: Plain<T[Name]> }
        : T;

/** A value with its secrets in plain text. Needed to compare values, since `deepEqual` takes any two secrets for equal. */
export function plain<T>(value: T): Plain<T> {
  return revealedIn(value) as Plain<T>;
}

function revealedIn(value: unknown): unknown {
  if (value instanceof Secret) {
    return value.reveal();
  }
  if (value instanceof Map) {
    return new Map([...value].map(([key, each]) => [key, revealedIn(each)]));
  }
  if (Array.isArray(value)) {
    return value.map(revealedIn);
  }
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isRecord ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revealedIn(each)])) : value;
}

/** A grant whose secrets are given in plain text. */
export function grantFrom(grant: Plain<TokenSet>): TokenSet {
  return {
    ...grant,
    accessToken: new Secret(grant.accessToken),
    refreshToken: secretFrom(grant.refreshToken),
    registration: grant.registration && registrationFrom(grant.registration),
    extra: new Secret(grant.extra),
  };
}

/** What is stored of an integration, whose secrets are given in plain text. */
export function keptFrom({ clientSecret, registration, grant }: Plain<StoredCredentials>): StoredCredentials {
  return {
    clientSecret: secretFrom(clientSecret),
    registration: registration && registrationFrom(registration),
    grant: grant && grantFrom(grant),
  };
}

/** A registered client whose secret is given in plain text. */
function registrationFrom(registration: Plain<RegisteredClient>): RegisteredClient {
  return { ...registration, clientSecret: secretFrom(registration.clientSecret) };
}

export function secretFrom(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : new Secret(text);
}
