import * as messages from './messages.js';
import { visibleJson } from './terminal.js';

/**
 * One of the additional fields of a token response: a text as it is, anything else as JSON. Throws `CredentialError` if
 * there is no such field, naming those that exist, and if it is a text with control characters that act on a terminal.
 *
 * @param path names of properties and positions in arrays, separated by dots
 * @param label of the integration
 */
export function extraAt(extra: Readonly<Record<string, unknown>> | undefined, path: string, label: string): string {
  const names = Object.keys(extra ?? {});
  if (names.length === 0) {
    throw messages.noExtra(label, path);
  }
  let value: unknown = extra;
  for (const name of path.split('.')) {
    value = ownProperty(value, name);
    if (value === undefined) {
      throw messages.extraMissing(label, path, names);
    }
  }
  if (typeof value !== 'string') {
    return visibleJson(value);
  }
  if (/[^\P{Cc}\t\n\r]/u.test(value)) {
    throw messages.unsafeExtra(path);
  }
  return value;
}

/** A property that came from JSON; not one that JavaScript adds, such as an array's `length`. */
function ownProperty(value: unknown, name: string): unknown {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.find(([own]) => own === name)?.[1];
}
