import { inspect } from 'node:util';

/**
 * A value that must not be seen. However it is printed, serialised or inspected, only `[secret]` comes out; the value
 * itself is had by {@link reveal} alone, which is called where it leaves the process and nowhere else.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
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

/** Named values with their secrets revealed: for where they leave the process. */
export function revealed(values: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}
