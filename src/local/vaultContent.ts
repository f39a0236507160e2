import type { Grant, Kept, Registration } from './grant.js';
import * as messages from './vaultMessages.js';
import type * as Zod from './zod.js';

/** An answer of an authorization server that came to another window than the one that waits for it. */
export interface HandedOn {
  /** A hash of the `state` that it answers. */
  readonly state: string;
  readonly answer: string;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What a vault holds. Entries stand here as they were found: one that can't be read, or has fields that only a later
 * version knows, is written again as it was as long as nobody changes it.
 */
export interface VaultContent {
  readonly entries: ReadonlyMap<string, unknown>;
  readonly answers: readonly HandedOn[];
}

export const EMPTY: VaultContent = { entries: new Map(), answers: [] };

/** A content as text. Throws `CredentialError` where there is no such text, as for what is nested without end. */
export function writeContent({ entries, answers }: VaultContent): string {
  try {
    return JSON.stringify({ entries: Object.fromEntries(entries), answers });
  } catch (error) {
    throw messages.tooLarge(error);
  }
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
      entries: new Map(Object.entries(value['entries'])),
      answers: answers.map((each) => this.#schemas.answer.safeParse(each).data).filter((each) => each !== undefined),
    };
  }

  /** An entry; or the name of the field that is wrong, such as `grant.expiresAt`. */
  entry(value: unknown): Kept | { readonly wrong: string } {
    const { data, error } = this.#schemas.kept.safeParse(value);
    return data ?? { wrong: error.issues[0]?.path.join('.') ?? '' };
  }
}

/** JSON knows no `undefined`: what is absent there is told by the transformations. */
function schemas(z: typeof Zod) {
  const text = z.string().check(z.minLength(1));
  const registration = z.pipe(
    z.object({ clientId: text, clientSecret: z.optional(text), redirectUri: text }),
    z.transform((found): Registration => ({ clientSecret: undefined, ...found })),
  );
  const grant = z.pipe(
    z.object({
      accessToken: text,
      tokenType: text,
      expiresAt: z.optional(z.number()),
      refreshToken: z.optional(text),
      scope: z.optional(z.string()),
      registration: z.optional(registration),
      extra: z.record(z.string(), z.unknown()),
    }),
    z.transform((found): Grant => ({
      expiresAt: undefined,
      refreshToken: undefined,
      scope: undefined,
      registration: undefined,
      ...found,
    })),
  );
  const kept = z.pipe(
    z.object({
      clientSecret: z.optional(text),
      registration: z.optional(registration),
      grant: z.optional(grant),
    }),
    z.transform((found): Kept => ({ clientSecret: undefined, registration: undefined, grant: undefined, ...found })),
  );
  return { kept, answer: z.object({ state: text, answer: z.string(), at: z.number() }) };
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
