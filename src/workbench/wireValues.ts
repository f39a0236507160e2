import { isRecord } from '../core/record.js';

/** How many items are listed in a message, since a server may send any number. */
export const MAX_LISTED = 10;

/** The text of an error: a string, or `message` and `description` of an object. `undefined` if it contains no text. */
export function messageOf(value: unknown): string | undefined {
  if (!isRecord(value)) {
    return textOf(value);
  }
  const parts = [textOf(value['message']), textOf(value['description'])].filter((part) => part !== undefined);
  if (parts.length > 0) {
    return [...new Set(parts)].join(': ');
  }
  const fields = Object.entries(value).filter(
    ([, each]) => isPresent(each) && (typeof each !== 'string' || textOf(each)),
  );
  // Not JSON: it would be hard to read, and deep nesting could overflow the stack.
  return fields.length > 0 ? fields.slice(0, MAX_LISTED).map(fieldText).join(', ') : undefined;
}

function fieldText([name, value]: readonly [string, unknown]): string {
  return `${name}: ${isPrimitive(value) ? value : '…'}`;
}

function isPrimitive(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A text that is not blank; `undefined` for any other value. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** A list. As for posit-sdk-py and rstudioapi, a missing list, null and `{}` are empty lists. */
export function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) {
    return value as readonly unknown[];
  }
  return !isPresent(value) || (isRecord(value) && Object.keys(value).length === 0) ? [] : undefined;
}

export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A time in milliseconds since the epoch; `undefined` if it is invalid. Without a zone it is in UTC, as for rstudioapi. */
export function parseTime(value: unknown): number | undefined {
  const text = textOf(value)?.trim() ?? '';
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const hasTime = /\dT\d\d:\d\d/i.test(text);
  const time = hasZone ? Date.parse(text) : hasTime ? Date.parse(`${text}Z`) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
