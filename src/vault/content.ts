import { isRecord } from '../core/record.js';
import { Secret } from '../core/secret.js';
import type { RegisteredClient, TokenSet } from '../oauth/tokenSet.js';
import * as messages from './messages.js';
import type { StoredCredentials } from './storedCredentials.js';
import type * as Zod from './zod.js';

/** A callback of an authorization server that reached a different window from the one that waits for it. */
export interface ForwardedCallback {
  /** A hash of its `state`. */
  readonly state: string;
  /** The query of the callback URI, which contains a code. */
  readonly answer: Secret;
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The content of a vault. Entries are stored unparsed, so that an entry that is invalid or has fields of a later version
 * is written back unchanged unless it is replaced.
 */
export interface VaultContent {
  readonly entries: ReadonlyMap<string, Secret<unknown>>;
  readonly answers: readonly ForwardedCallback[];
}

export const EMPTY: VaultContent = { entries: new Map(), answers: [] };

/** The content as text. Throws `CredentialError` if it can't be written as JSON, for example because it is nested too deeply. */
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

/** A type as stored. A secret that is not revealed would be stored as `[secret]`: this makes it a compiler error. */
type Stored<T> =
  T extends Secret<infer Value> ? Value : T extends object ? { readonly [Name in keyof T]: Stored<T[Name]> } : T;

/** Converts credentials to an entry of the content. */
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

/** Parses and validates the content of a vault. */
export class ContentReader {
  readonly #schemas: ReturnType<typeof schemas>;

  constructor(z: typeof Zod) {
    this.#schemas = schemas(z);
  }

  /** Parses a vault's content without its entries; `undefined` if it is invalid. */
  content(text: string): VaultContent | undefined {
    const value = parseJson(text);
    if (!isRecord(value) || !isRecord(value['entries'])) {
      return undefined;
    }
    const answers: readonly unknown[] = Array.isArray(value['answers']) ? value['answers'] : [];
    return {
      // A map, because `__proto__` would not be an ordinary entry of an object.
      entries: new Map(Object.entries(value['entries']).map(([id, entry]) => [id, new Secret(entry)])),
      answers: answers.map((each) => this.#schemas.answer.safeParse(each).data).filter((each) => each !== undefined),
    };
  }

  /** Parses an entry; returns the name of the invalid field, such as `grant.expiresAt`, if it is invalid. */
  entry(entry: Secret<unknown>): StoredCredentials | { readonly wrong: string } {
    const { data, error } = this.#schemas.credentials.safeParse(entry.reveal());
    return data ?? { wrong: error.issues[0]?.path.join('.') ?? '' };
  }
}

/** JSON has no `undefined`: the transformations add absent fields. */
function schemas(z: typeof Zod) {
  const text = z.string().check(z.minLength(1));
  const secret = z.pipe(
    text,
    z.transform((value) => new Secret(value)),
  );
  const registration = z.pipe(
    z.object({
      clientId: text,
      clientSecret: z.optional(secret),
      redirectUri: text,
      authMethod: z.optional(z.enum(['none', 'client_secret_basic', 'client_secret_post'])),
    }),
    z.transform((fields): RegisteredClient => ({ clientSecret: undefined, ...fields })),
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
        z.transform((value) => new Secret(value)),
      ),
    }),
    z.transform((fields): TokenSet => ({
      expiresAt: undefined,
      refreshToken: undefined,
      scope: undefined,
      registration: undefined,
      ...fields,
    })),
  );
  const credentials = z.pipe(
    z.object({
      clientSecret: z.optional(secret),
      registration: z.optional(registration),
      grant: z.optional(grant),
    }),
    z.transform((fields): StoredCredentials => ({
      clientSecret: undefined,
      registration: undefined,
      grant: undefined,
      ...fields,
    })),
  );
  const query = z.pipe(
    z.string(),
    z.transform((value) => new Secret(value)),
  );
  return { credentials, answer: z.object({ state: text, answer: query, at: z.number() }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
