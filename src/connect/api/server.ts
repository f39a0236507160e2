import { member, objectAt, optionalFlag, optionalText, pathOf, requiredGuid, requiredText } from './fields.js';

/** What a user may do, least first. */
const ROLES = ['viewer', 'publisher', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  readonly guid: string;
  readonly username: string;
  readonly email: string | undefined;
  /** `undefined` if the server gives a role that is not known. */
  readonly role: Role | undefined;
}

export interface ServerSettings {
  /** Such as `2026.07.0`; `undefined` if the server hides it. */
  readonly version: string | undefined;
  /** Whether the license includes OAuth integrations; `undefined` if the server does not say. */
  readonly isLicensed: boolean | undefined;
  /** Whether OAuth integrations are turned on; `undefined` if the server does not say. */
  readonly isEnabled: boolean | undefined;
}

/** Parses the answer of `GET /v1/user`. Throws `WrongField`. */
export function parseUser(json: unknown): User {
  const user = objectAt(json, '');
  const role = optionalText(user, 'user_role');
  return {
    guid: requiredGuid(user, 'guid'),
    username: requiredText(user, 'username'),
    email: optionalText(user, 'email'),
    role: ROLES.find((each) => each === role),
  };
}

/** Parses the answer of `GET /server_settings`. Throws `WrongField`. */
export function parseServerSettings(json: unknown): ServerSettings {
  const settings = objectAt(json, '');
  const license = member(settings, 'license');
  return {
    version: optionalText(settings, 'version') || undefined,
    isLicensed:
      license === undefined
        ? undefined
        : optionalFlag(objectAt(license, pathOf(settings, 'license')), 'oauth-integrations'),
    isEnabled: optionalFlag(settings, 'oauth_integrations_enabled'),
  };
}
