import { inspect } from 'node:util';

/**
 * A string or object that must not be printed. Printing, serialising and inspecting it give `[secret]`. Call
 * {@link reveal} only where the value leaves the process, is encrypted or is checked.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/**
 * Whether two secrets are equal or both absent. Not for a secret presented by a caller, who could learn from the time
 * this takes how much of it is correct.
 */
export function isSameSecret(one: Secret | undefined, other: Secret | undefined): boolean {
  return one?.reveal() === other?.reveal();
}

/** Reveals the secrets among named values, for use where they leave the process. */
export function revealed(values: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}
