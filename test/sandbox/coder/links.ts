import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { NO_EXPIRY } from '../../../src/coder/wire.js';

/** That the user has signed in to a provider. */
export interface CoderLink {
  readonly providerId: string;
  accessToken: string;
  refreshToken: string | undefined;
  /** Milliseconds since the epoch; undefined: never. */
  expiresAt: number | undefined;
  /** Why the provider does not accept the token. */
  validateError: string | undefined;
  readonly createdAt: number;
  updatedAt: number;
}

export interface LinkInput {
  /** Milliseconds from now; negative: expired; undefined: never. */
  readonly expiresIn?: number;
  readonly hasRefreshToken?: boolean;
  readonly validateError?: string;
}

/** The links of the workspace's owner. */
export class Links {
  readonly #links = new Map<string, CoderLink>();
  /** Every token that a link has ever had. */
  readonly tokens = new Set<string>();
  /** Emits `changed`. */
  readonly events = new EventEmitter<{ changed: [] }>();

  get all(): readonly CoderLink[] {
    return [...this.#links.values()];
  }

  find(providerId: string): CoderLink | undefined {
    return this.#links.get(providerId);
  }

  /** A link whose tokens no provider has issued. */
  add(providerId: string, { expiresIn, hasRefreshToken = true, validateError }: LinkInput = {}): CoderLink {
    return this.save(providerId, {
      accessToken: newToken(providerId),
      refreshToken: hasRefreshToken ? newToken(`${providerId}-refresh`) : undefined,
      expiresAt: expiresIn === undefined ? undefined : Date.now() + expiresIn,
      validateError,
    });
  }

  save(
    providerId: string,
    tokens: Pick<CoderLink, 'accessToken' | 'refreshToken' | 'expiresAt'> & { validateError?: string | undefined },
  ): CoderLink {
    const now = Date.now();
    const createdAt = this.#links.get(providerId)?.createdAt ?? now;
    const link = { validateError: undefined, ...tokens, providerId, createdAt, updatedAt: now };
    this.#links.set(providerId, link);
    [link.accessToken, link.refreshToken].forEach((token) => token !== undefined && this.tokens.add(token));
    this.events.emit('changed');
    return link;
  }

  /** Whether no provider could refresh its tokens. */
  isInvented({ providerId, refreshToken }: CoderLink): boolean {
    return refreshToken?.startsWith(`${providerId}-refresh-`) ?? false;
  }

  delete(providerId: string): boolean {
    return this.#links.delete(providerId);
  }
}

export function isExpired({ expiresAt }: CoderLink): boolean {
  return expiresAt !== undefined && expiresAt <= Date.now();
}

export function newToken(prefix: string): string {
  return `${prefix}-${randomBytes(18).toString('base64url')}`;
}

/** A time as Go writes it. */
export function timeToWire(time: number | undefined): string {
  return time === undefined ? NO_EXPIRY : new Date(time).toISOString();
}
