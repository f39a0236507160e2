import { createHmac } from 'node:crypto';
import { isRecord } from '../../core/record.js';
import { Secret } from '../../core/secret.js';
import { isEqualInConstantTime } from '../constantTime.js';
import type { Viewer } from '../face.js';
import { uuid } from '../uuid.js';

/** Who calls the API. */
export interface Caller extends Viewer {
  /** Whether it is a viewer of the content, and not the content itself. */
  readonly isVisitor: boolean;
}

/** For whom content asks for credentials: a viewer, or (without one) the content itself. */
export interface Subject {
  readonly viewer: Viewer | undefined;
}

/** Milliseconds for which a user session token is valid. A page that is open for longer must be loaded again. */
const USER_TOKEN_LIFETIME = 24 * 60 * 60_000;

/** The audiences by which tokens of one kind are not accepted for the other. */
const USER_SESSION = 'user-session';
const CONTENT_SESSION = 'content-session';

const HEADER = encoded({ alg: 'HS256', typ: 'JWT' });

/** The viewer token that connectcreds sends by itself in a process with `CONNECTCREDS_MOCKING`. */
const CONNECTCREDS_USER_TOKEN = 'user-token';

/**
 * The credentials of content under development: all are derived from the broker's key, so they are valid in this window
 * only, also after it was reloaded. Tokens have the shape of a JWT (RFC 7519), since content reads the viewer's name in
 * them; only this window checks the signature.
 */
export class ContentSubjects {
  /** The API key of content: 32 letters and digits, like those of Connect. */
  readonly apiKey: Secret;
  /** The same for a process whose viewer token is the one that connectcreds makes up. */
  readonly mockingApiKey: Secret;
  /** The GUID of the content. */
  readonly contentGuid: string;
  readonly contentToken: Secret;
  /** By the fingerprint of a visitor's API key. As many as there are names that the author has used. */
  readonly #visitors = new Map<string, Viewer>();

  /** @param author who develops the content */
  constructor(
    private readonly key: Secret,
    private readonly author: Viewer,
    private readonly now: () => number,
  ) {
    this.apiKey = this.#apiKey('api-key');
    this.mockingApiKey = this.#apiKey('mocking-api-key');
    this.contentGuid = uuid(this.#mac('content-guid'));
    this.contentToken = this.#token({ aud: CONTENT_SESSION, sub: this.contentGuid });
  }

  /** A token for the requests of a viewer. */
  userToken({ username, groups }: Viewer): Secret {
    const issuedAt = Math.floor(this.now() / 1000);
    return this.#token({
      aud: USER_SESSION,
      ...{ sub: this.guidOf(username), preferred_username: username, name: username, groups },
      ...{ iat: issuedAt, exp: issuedAt + USER_TOKEN_LIFETIME / 1000 },
    });
  }

  /** A stable GUID for a user. */
  guidOf(username: string): string {
    return uuid(this.#mac(`user-guid ${username}`));
  }

  /** An API key for calls as a viewer. It is accepted until the window is reloaded. */
  visitorKey(viewer: Viewer): Secret {
    const key = this.#apiKey(`visitor-api-key ${viewer.username}`);
    this.#visitors.set(this.#fingerprint(key.reveal()), viewer);
    return key;
  }

  /** Who calls with an API key: the author, or a viewer whose key it is. `undefined` if it is not one of this window's. */
  callerWith(apiKey: string): Caller | undefined {
    if ([this.apiKey, this.mockingApiKey].some((key) => isEqualInConstantTime(apiKey, key.reveal()))) {
      return { ...this.author, isVisitor: false };
    }
    const viewer = this.#visitors.get(this.#fingerprint(apiKey));
    return viewer && { ...viewer, isVisitor: true };
  }

  /** The viewer that a user session token was issued for. `undefined` if it is not one of this window's, or has expired. */
  viewerOf(token: string, apiKey: string): Viewer | undefined {
    if (token === CONNECTCREDS_USER_TOKEN && isEqualInConstantTime(apiKey, this.mockingApiKey.reveal())) {
      return this.author;
    }
    const claims = this.#claims(token);
    const username = claims?.['preferred_username'];
    if (
      claims?.['aud'] !== USER_SESSION ||
      typeof username !== 'string' ||
      Number(claims['exp']) * 1000 <= this.now()
    ) {
      return undefined;
    }
    const groups: unknown = claims['groups'];
    return { username, groups: Array.isArray(groups) ? groups.map(String) : [] };
  }

  /** Whether a text is the content session token of this window. */
  isContentToken(token: string): boolean {
    return isEqualInConstantTime(token, this.contentToken.reveal());
  }

  /** The claims of a token that this window has signed. */
  #claims(token: string): Readonly<Record<string, unknown>> | undefined {
    const [header = '', claims = '', signature = ''] = token.split('.');
    if (!isEqualInConstantTime(signature, this.#mac(`${header}.${claims}`).toString('base64url'))) {
      return undefined;
    }
    const parsed: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    return isRecord(parsed) ? parsed : undefined;
  }

  #token(claims: object): Secret {
    const content = `${HEADER}.${encoded({ iss: 'available-credentials', ...claims })}`;
    return new Secret(`${content}.${this.#mac(content).toString('base64url')}`);
  }

  #apiKey(purpose: string): Secret {
    return new Secret(this.#mac(purpose).toString('hex').slice(0, 32));
  }

  /** Looking for a key by this tells nothing about the keys that there are. */
  #fingerprint(apiKey: string): string {
    return this.#mac(`fingerprint ${apiKey}`).toString('hex');
  }

  #mac(content: string): Buffer {
    return createHmac('sha256', this.key.reveal()).update(`connect ${content}`).digest();
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
