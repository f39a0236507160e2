import { randomBytes } from 'node:crypto';
import type { Content } from './content.js';
import type { User } from './users.js';

/** For whom content asks for credentials. */
export interface ContentSubject {
  readonly content: Content;
  /** The person who looks at it; undefined: the content itself. */
  readonly viewer: User | undefined;
}

/** The tokens that Connect gives to the content that it runs, which exchanges them for credentials. */
export class ContentTokens {
  readonly #subjects = new Map<string, ContentSubject>();

  /** Every token that has ever been issued. */
  get all(): readonly string[] {
    return [...this.#subjects.keys()];
  }

  /** A content session token; or, for a viewer, the user session token that comes with the viewer's requests. */
  issue(content: Content, viewer?: User): string {
    const claims = viewer ? { sub: viewer.guid, preferred_username: viewer.login } : { sub: content.guid };
    const parts = [{ alg: 'none', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const token = [...parts, randomBytes(24).toString('base64url')].join('.');
    this.#subjects.set(token, { content, viewer });
    return token;
  }

  find(token: string): ContentSubject | undefined {
    return this.#subjects.get(token);
  }
}
