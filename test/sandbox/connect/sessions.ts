import { randomUUID } from 'node:crypto';
import { notFound } from './apiError.js';
import type { Caller } from './callers.js';
import type { Integration } from './integrations.js';
import type { User } from './users.js';

/** What a provider has granted; stays in the server's memory. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface Session {
  readonly id: number;
  readonly guid: string;
  /** Undefined: of a service account. */
  readonly userGuid: string | undefined;
  readonly integrationGuid: string;
  readonly created: string;
  updated: string;
  tokens: SessionTokens;
}

/** OAuth sessions: a user has one for each integration that they are signed in to. */
export class Sessions {
  readonly #all = new Map<string, Session>();
  #created = 0;

  list(): readonly Session[] {
    return [...this.#all.values()];
  }

  find(user: User | undefined, { guid }: Pick<Integration, 'guid'>): Session | undefined {
    return this.list().find((each) => each.userGuid === user?.guid && each.integrationGuid === guid);
  }

  /** A new session; or the one that there is, with new tokens. */
  save(user: User | undefined, integration: Pick<Integration, 'guid'>, tokens: SessionTokens): Session {
    const now = new Date().toISOString();
    const found = this.find(user, integration);
    if (found) return Object.assign(found, { tokens, updated: now });
    const session: Session = {
      ...{ id: ++this.#created, guid: randomUUID(), userGuid: user?.guid, integrationGuid: integration.guid },
      ...{ created: now, updated: now, tokens },
    };
    this.#all.set(session.guid, session);
    return session;
  }

  /** @throws ApiError 404, also where the session is another user's and the caller is no administrator. */
  getFor({ user, role }: Caller, guid: string): Session {
    const found = this.#all.get(guid);
    if (!found || (role !== 'administrator' && found.userGuid !== user?.guid)) throw notFound();
    return found;
  }

  delete({ guid }: Session): void {
    this.#all.delete(guid);
  }

  /** After an integration was deleted. */
  forgetIntegration(integrationGuid: string): void {
    for (const session of this.list()) if (session.integrationGuid === integrationGuid) this.delete(session);
  }
}

/** As the API shows it. */
export function sessionToWire({ id, guid, userGuid, integrationGuid, created, updated, tokens }: Session): object {
  return {
    ...{ id: String(id), guid, user_guid: userGuid ?? null, oauth_integration_guid: integrationGuid },
    ...{ has_refresh_token: tokens.refreshToken !== undefined, created_time: created, updated_time: updated },
  };
}
