import { objectsAt, optionalFlag, optionalGuid, optionalText, optionalTime, requiredGuid } from './fields.js';

/** A user's sign-in to an integration. The server tells neither its token nor when that expires. */
export interface ConnectSession {
  readonly guid: string;
  readonly integrationGuid: string;
  /** `undefined` for a service account. */
  readonly userGuid: string | undefined;
  /** Whether it can be renewed without the user; `undefined` if the server does not say. */
  readonly hasRefreshToken: boolean | undefined;
  /** Milliseconds since the epoch, as is `updatedAt`. */
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  /** Changes whenever the user signs in again, which may be within the same millisecond. */
  readonly revision: string;
}

/** Parses a list of sessions. Throws `WrongField`. */
export function parseSessions(json: unknown): readonly ConnectSession[] {
  return objectsAt(json, '').map((place) => {
    const guid = requiredGuid(place, 'guid');
    return {
      guid,
      integrationGuid: requiredGuid(place, 'oauth_integration_guid'),
      userGuid: optionalGuid(place, 'user_guid'),
      hasRefreshToken: optionalFlag(place, 'has_refresh_token'),
      createdAt: optionalTime(place, 'created_time'),
      updatedAt: optionalTime(place, 'updated_time'),
      revision: `${guid} ${optionalText(place, 'updated_time') ?? ''}`,
    };
  });
}
