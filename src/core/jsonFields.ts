import { isGuid } from './integration.js';

/*
 * Readers of members of JSON objects. Null counts as absent. What has another type than expected throws `WrongField`, which
 * names the field: after that, no value needs a second check.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** A field of an answer that can't be used. `field` is its path, such as `[2].guid`. */
export class WrongField extends Error {
  override readonly name = 'WrongField';

  constructor(
    readonly field: string,
    expected: string,
  ) {
    super(`${field} is not ${expected}`);
  }
}

/** An object of an answer, with the path that leads to it. */
export interface Place {
  readonly object: JsonObject;
  /** Empty for the whole answer. */
  readonly path: string;
}

export function objectAt(value: unknown, path: string): Place {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WrongField(path === '' ? 'the answer' : path, 'an object');
  }
  return { object: value as JsonObject, path };
}

/** A list of objects. */
export function objectsAt(value: unknown, path: string): readonly Place[] {
  return elementsAt(value, path).map((each, index) => objectAt(each, `${path}[${index}]`));
}

function elementsAt(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new WrongField(path === '' ? 'the answer' : path, 'a list');
  }
  return value;
}

export function pathOf({ path }: Place, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** A member; `undefined` if it is absent or null. An inherited one does not count. */
export function member({ object }: Place, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

function optional<T>(expected: string, isRight: (value: unknown) => value is T) {
  return (place: Place, name: string): T | undefined => {
    const value = member(place, name);
    if (value !== undefined && !isRight(value)) {
      throw new WrongField(pathOf(place, name), expected);
    }
    return value;
  };
}

export const optionalText = optional('a text', (value) => typeof value === 'string');
export const optionalFlag = optional('true or false', (value) => typeof value === 'boolean');
export const optionalCount = optional(
  'a whole number',
  (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
);
export const optionalNumber = optional('a number', (value) => typeof value === 'number');

/** A text that is not empty. */
export function requiredText(place: Place, name: string): string {
  const text = optionalText(place, name);
  if (text === undefined || text === '') {
    throw new WrongField(pathOf(place, name), 'a text');
  }
  return text;
}

/** Goes into the paths of later requests, so that it must not be anything else. */
export function requiredGuid(place: Place, name: string): string {
  const guid = optionalText(place, name);
  if (guid === undefined || !isGuid(guid)) {
    throw new WrongField(pathOf(place, name), 'a GUID');
  }
  return guid;
}

export function optionalGuid(place: Place, name: string): string | undefined {
  return member(place, name) === undefined ? undefined : requiredGuid(place, name);
}

/** A time (RFC 3339) in milliseconds since the epoch. */
export function optionalTime(place: Place, name: string): number | undefined {
  const text = optionalText(place, name);
  const time = text === undefined ? undefined : Date.parse(text);
  if (time !== undefined && Number.isNaN(time)) {
    throw new WrongField(pathOf(place, name), 'a time');
  }
  return time;
}

/** A list of objects; an empty one if it is absent. */
export function optionalObjects(place: Place, name: string): readonly Place[] {
  const value = member(place, name);
  return value === undefined ? [] : objectsAt(value, pathOf(place, name));
}

/** A list of texts; an empty one if it is absent. */
export function optionalTexts(place: Place, name: string): readonly string[] {
  const value = member(place, name);
  const path = pathOf(place, name);
  return (value === undefined ? [] : elementsAt(value, path)).map((each, index) => {
    if (typeof each !== 'string') {
      throw new WrongField(`${path}[${index}]`, 'a text');
    }
    return each;
  });
}
