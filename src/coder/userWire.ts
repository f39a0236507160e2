import {
  objectAt,
  optionalCount,
  optionalFlag,
  optionalObjects,
  optionalText,
  requiredText,
  member,
  type Place,
  WrongField,
} from '../core/jsonFields.js';
import { Secret } from '../core/secret.js';
import { timeOf } from './wire.js';

/*
 * The API for a user's own session token. None of its answers contains a token of a provider.
 */

export const USER_EXTERNAL_AUTH_PATH = '/api/v2/external-auth';
export const USER_PATH = '/api/v2/users/me';
export const LOGOUT_PATH = '/api/v2/users/logout';

/** What the device endpoint says, in an error's `detail`, until the user has entered the code (RFC 8628, section 3.5). */
export const AUTHORIZATION_PENDING = 'authorization_pending';

/** A provider that the deployment's administrator has configured. Texts are as received. */
export interface Provider {
  readonly id: string;
  readonly type: string | undefined;
  readonly displayName: string | undefined;
  /** Whether users can sign in with a device code. */
  readonly device: boolean;
  readonly allowRefresh: boolean;
}

/** That the user has signed in to a provider, which may have been removed since. */
export interface Link {
  readonly providerId: string;
  readonly hasRefreshToken: boolean;
  /** Milliseconds since the epoch; `undefined` if the access token does not expire. */
  readonly expires: number | undefined;
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly authenticated: boolean;
  readonly validateError: string | undefined;
}

export interface ExternalAuthList {
  readonly providers: readonly Provider[];
  readonly links: readonly Link[];
  /** What is wrong with the items that were left out. */
  readonly problems: readonly string[];
}

/** The state of one provider. */
export interface ExternalAuth {
  readonly authenticated: boolean;
  /** The account at the provider. */
  readonly login: string | undefined;
}

/** A device code (RFC 8628, section 3.2). */
export interface DeviceCode {
  readonly deviceCode: Secret;
  readonly userCode: string;
  readonly verificationUri: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds. */
  readonly interval: number;
}

/** The result of a sign-out. */
export interface SignedOut {
  /** `undefined` if the server does not say. */
  readonly tokenRevoked: boolean | undefined;
  readonly revocationError: string | undefined;
}

/**
 * Parses the list. An invalid item does not affect the others. Throws `WrongField` if there is no list. A list that is null
 * is empty: that is how Go writes it.
 */
export function parseList(json: unknown): ExternalAuthList {
  const answer = objectAt(json, '');
  const problems: string[] = [];
  const valid = <T>(name: string, parse: (place: Place) => T): readonly T[] =>
    optionalObjects(answer, name).flatMap((place) => {
      try {
        return [parse(place)];
      } catch (error) {
        if (!(error instanceof WrongField)) {
          throw error;
        }
        problems.push(error.message);
        return [];
      }
    });
  return { providers: valid('providers', providerOf), links: valid('links', linkOf), problems };
}

function providerOf(place: Place): Provider {
  return {
    id: requiredText(place, 'id'),
    type: optionalText(place, 'type') || undefined,
    displayName: optionalText(place, 'display_name') || undefined,
    device: optionalFlag(place, 'device') ?? false,
    allowRefresh: optionalFlag(place, 'allow_refresh') ?? false,
  };
}

function linkOf(place: Place): Link {
  return {
    providerId: requiredText(place, 'provider_id'),
    hasRefreshToken: optionalFlag(place, 'has_refresh_token') ?? false,
    expires: timeOf(place, 'expires'),
    createdAt: timeOf(place, 'created_at'),
    updatedAt: timeOf(place, 'updated_at'),
    authenticated: optionalFlag(place, 'authenticated') ?? false,
    validateError: optionalText(place, 'validate_error') || undefined,
  };
}

/** Parses the state of one provider. Throws `WrongField`. */
export function parseExternalAuth(json: unknown): ExternalAuth {
  const answer = objectAt(json, '');
  const user = member(answer, 'user');
  return {
    authenticated: optionalFlag(answer, 'authenticated') ?? false,
    login: user === undefined ? undefined : optionalText(objectAt(user, 'user'), 'login') || undefined,
  };
}

/** Parses a device code. Throws `WrongField`. */
export function parseDeviceCode(json: unknown): DeviceCode {
  const answer = objectAt(json, '');
  return {
    deviceCode: new Secret(requiredText(answer, 'device_code')),
    userCode: requiredText(answer, 'user_code'),
    verificationUri: requiredText(answer, 'verification_uri'),
    expiresIn: optionalCount(answer, 'expires_in') ?? 900,
    interval: optionalCount(answer, 'interval') ?? 5,
  };
}

/** Parses the answer to a sign-out; older servers send none. Throws `WrongField`. */
export function parseSignedOut(json: unknown): SignedOut {
  if (json === undefined) {
    return { tokenRevoked: undefined, revocationError: undefined };
  }
  const answer = objectAt(json, '');
  return {
    tokenRevoked: optionalFlag(answer, 'token_revoked'),
    revocationError: optionalText(answer, 'token_revocation_error') || undefined,
  };
}

/** The user's name in an answer of `users/me`. Throws `WrongField`. */
export function parseUsername(json: unknown): string {
  return requiredText(objectAt(json, ''), 'username');
}
