/** What must be known to none but those to whom it was given. */
export const secretKinds = ['cookie', 'client secret', 'authorization code', 'access token', 'refresh token'] as const;

export interface IssuedSecret {
  readonly kind: (typeof secretKinds)[number];
  readonly value: string;
}

/** Remembers each secret that a sandbox has ever issued or received, so that tests can look for it where it does not belong. */
export class IssuedSecrets {
  readonly #all = new Map<string, IssuedSecret>();

  /** Each once, oldest first. */
  get all(): readonly IssuedSecret[] {
    return [...this.#all.values()];
  }

  /** @param value undefined: none was issued */
  add(kind: IssuedSecret['kind'], value: string | undefined): void {
    if (value !== undefined) this.#all.set(`${kind} ${value}`, { kind, value });
  }
}
