import { CredentialError } from '../core/errors.js';
import { isRecord } from '../core/record.js';
import * as messages from './messages.js';

/** A name that needs no quotes behind a dot. */
const PLAIN_NAME = /^[\w-]+$/;

/**
 * A value of a JSON file, with its position there, such as `answers[2].delay`. Its methods throw `CredentialError` if the
 * value is not what it must be. The error names file and position, and never contains the value: it may be a secret.
 */
export class JsonPlace {
  private constructor(
    readonly value: unknown,
    private readonly file: string,
    /** The position; empty for the whole file. */
    readonly name: string,
  ) {}

  /** The value of a whole file. */
  static root(value: unknown, file: string): JsonPlace {
    return new JsonPlace(value, file, '');
  }

  /** @param problem what it must be, as in `it must be a text` */
  error(problem: string): CredentialError {
    return new CredentialError('configuration', messages.wrongPlace(this.file, this.name, problem));
  }

  /** The fields of an object, none of which may be unknown. */
  fields<Name extends string>(known: readonly Name[]): Readonly<Partial<Record<Name, JsonPlace>>> {
    const fields: Partial<Record<Name, JsonPlace>> = {};
    for (const [own, place] of this.entries()) {
      const name = known.find((each) => each === own);
      if (name === undefined) {
        throw place.error(messages.unknownField(known));
      }
      fields[name] = place;
    }
    return fields;
  }

  /** The fields of an object, with any names. */
  entries(): readonly (readonly [string, JsonPlace])[] {
    if (!isRecord(this.value)) {
      throw this.error(messages.mustBeObject());
    }
    return Object.entries(this.value).map(([name, value]) => [
      name,
      new JsonPlace(value, this.file, this.#nameOf(name)),
    ]);
  }

  /** The values of a list. */
  items(): readonly JsonPlace[] {
    if (!Array.isArray(this.value)) {
      throw this.error(messages.mustBeList());
    }
    return this.value.map((value: unknown, index) => new JsonPlace(value, this.file, `${this.name}[${index}]`));
  }

  /** Any text that is not empty. */
  text(): string {
    if (typeof this.value !== 'string' || this.value === '') {
      throw this.error(messages.mustBeText());
    }
    return this.value;
  }

  oneOf<Value extends string>(values: readonly Value[]): Value {
    const found = values.find((each) => each === this.value);
    if (found === undefined) {
      throw this.error(messages.mustBeOneOf(values));
    }
    return found;
  }

  wholeNumber(least: number, most: number): number {
    const { value } = this;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      throw this.error(messages.mustBeWholeNumber(least, most));
    }
    return value;
  }

  #nameOf(field: string): string {
    if (!PLAIN_NAME.test(field)) {
      return `${this.name}[${JSON.stringify(field)}]`;
    }
    return this.name === '' ? field : `${this.name}.${field}`;
  }
}
