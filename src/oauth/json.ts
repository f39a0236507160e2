import { isRecord } from '../core/record.js';

/** Members of a JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** An object without one of its members. */
export function withoutMember(json: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([each]) => each !== name));
}

/** The texts of a list; `undefined` if it is no list. */
export function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : undefined;
}

/** A body as a JSON object, or the parameters of a form; `undefined` if it is neither. */
export function parseObject(bytes: Uint8Array): JsonObject | undefined {
  const text = decoded(bytes);
  return text === undefined ? undefined : (jsonIn(text) ?? formIn(text));
}

/** Without a byte order mark; `undefined` if it is not UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** GitHub and others answer with a form, whatever is asked for and whatever the content type says. */
function formIn(text: string): JsonObject | undefined {
  return /^\s*[\w.-]+=[^<>\s{}]*\s*$/.test(text) ? Object.fromEntries(new URLSearchParams(text.trim())) : undefined;
}
