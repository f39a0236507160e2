import { inspect } from 'node:util';

/**
 * A value that must not be printed: a text, or an object that may hold secrets. However it is printed, serialised or
 * inspected, only `[secret]` comes out. Call {@link reveal} only where the value leaves the process, is encrypted or is
 * checked.
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
 * Whether two secrets are the same text, or both are absent. Only for secrets of our own: for one that a caller presents,
 * the time that this takes would tell how much of it is right.
 */
export function isSameSecret(one: Secret | undefined, other: Secret | undefined): boolean {
  return one?.reveal() === other?.reveal();
}

/** Named values with their secrets revealed: for where they leave the process. */
export function revealed(values: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}
