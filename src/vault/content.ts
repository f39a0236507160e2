import { Secret } from '../core/secret.js';
import type { StoredCredentials } from './storedCredentials.js';
import type { TokenSet, RegisteredClient } from '../oauth/tokenSet.js';
import * as messages from './messages.js';
import type * as Zod from './zod.js';

/** An answer of an authorization server that came to another window than the one that waits for it. */
export interface ForwardedCallback {
  /** A hash of the `state` that it answers. */
  readonly state: string;
  /** The query of the URI that it came by, which holds a code. */
  readonly answer: Secret;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What a vault holds. Entries stand here as they were found: one that can't be read, or has fields that only a later
 * version knows, is written again as it was as long as nobody changes it.
 */
export interface VaultContent {
  readonly entries: ReadonlyMap<string, Secret<unknown>>;
  readonly answers: readonly ForwardedCallback[];
}

export const EMPTY: VaultContent = { entries: new Map(), answers: [] };

/** A content as text. Throws `CredentialError` where there is no such text, as for what is nested without end. */
export function writeContent({ entries, answers }: VaultContent): string {
  try {
    return JSON.stringify({
      entries: Object.fromEntries([...entries].map(([id, entry]) => [id, entry.reveal()])),
      answers: answers.map((each) => ({ ...each, answer: each.answer.reveal() })),
    });
  } catch (error) {
    throw messages.tooLarge(error);
  }
}

/** A type as it is stored. JSON would write `[secret]` in place of a secret that is not revealed, so the compiler finds it. */
type Stored<T> =
  T extends Secret<infer Value> ? Value : T extends object ? { readonly [Name in keyof T]: Stored<T[Name]> } : T;

/** What is kept of an integration, as an entry that can be written. */
export function entryOf({ clientSecret, registration, grant }: StoredCredentials): Secret<unknown> {
  return new Secret<Stored<StoredCredentials>>({
    clientSecret: clientSecret?.reveal(),
    registration: registration && plainRegistration(registration),
    grant: grant && plainGrant(grant),
  });
}

function plainRegistration(registration: RegisteredClient): Stored<RegisteredClient> {
  return { ...registration, clientSecret: registration.clientSecret?.reveal() };
}

function plainGrant(grant: TokenSet): Stored<TokenSet> {
  return {
    ...grant,
    accessToken: grant.accessToken.reveal(),
    refreshToken: grant.refreshToken?.reveal(),
    registration: grant.registration && plainRegistration(grant.registration),
    extra: grant.extra.reveal(),
  };
}

/** Checks what a vault holds. */
export class ContentReader {
  readonly #schemas: ReturnType<typeof schemas>;

  constructor(z: typeof Zod) {
    this.#schemas = schemas(z);
  }

  /** A vault's content, of which the entries are not yet read; `undefined` if it is none. */
  content(text: string): VaultContent | undefined {
    const value = parsed(text);
    if (!isObject(value) || !isObject(value['entries'])) {
      return undefined;
    }
    const answers: readonly unknown[] = Array.isArray(value['answers']) ? value['answers'] : [];
    return {
      // Pairs and no object, in which `__proto__` is no entry like others.
      entries: new Map(Object.entries(value['entries']).map(([id, entry]) => [id, new Secret(entry)])),
      answers: answers.map((each) => this.#schemas.answer.safeParse(each).data).filter((each) => each !== undefined),
    };
  }

  /** An entry; or the name of the field that is wrong, such as `grant.expiresAt`. */
  entry(entry: Secret<unknown>): StoredCredentials | { readonly wrong: string } {
    const { data, error } = this.#schemas.kept.safeParse(entry.reveal());
    return data ?? { wrong: error.issues[0]?.path.join('.') ?? '' };
  }
}

/** JSON knows no `undefined`: what is absent there is told by the transformations. */
function schemas(z: typeof Zod) {
  const text = z.string().check(z.minLength(1));
  const secret = z.pipe(
    text,
    z.transform((found) => new Secret(found)),
  );
  const registration = z.pipe(
    z.object({
      clientId: text,
      clientSecret: z.optional(secret),
      redirectUri: text,
      authMethod: z.optional(z.enum(['none', 'client_secret_basic', 'client_secret_post'])),
    }),
    z.transform((found): RegisteredClient => ({ clientSecret: undefined, ...found })),
  );
  const grant = z.pipe(
    z.object({
      accessToken: secret,
      tokenType: text,
      expiresAt: z.optional(z.number()),
      refreshToken: z.optional(secret),
      scope: z.optional(z.string()),
      registration: z.optional(registration),
      extra: z.pipe(
        z.record(z.string(), z.unknown()),
        z.transform((found) => new Secret(found)),
      ),
    }),
    z.transform((found): TokenSet => ({
      expiresAt: undefined,
      refreshToken: undefined,
      scope: undefined,
      registration: undefined,
      ...found,
    })),
  );
  const kept = z.pipe(
    z.object({
      clientSecret: z.optional(secret),
      registration: z.optional(registration),
      grant: z.optional(grant),
    }),
    z.transform((found): StoredCredentials => ({
      clientSecret: undefined,
      registration: undefined,
      grant: undefined,
      ...found,
    })),
  );
  const query = z.pipe(
    z.string(),
    z.transform((found) => new Secret(found)),
  );
  return { kept, answer: z.object({ state: text, answer: query, at: z.number() }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
