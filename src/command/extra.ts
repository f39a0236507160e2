import * as messages from './messages.js';
import { visibleJson } from './terminal.js';

/**
 * One of the fields that came with a token: a text as it is, anything else as JSON. Throws `CredentialError` that names the
 * fields there are if there is no such one, and if it is a text that would act on a terminal.
 *
 * @param path names of properties and positions in arrays, with dots between them
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

/** Of an object or array what JSON gave it, and not what JavaScript did, such as an array's `length`. */
function ownProperty(value: unknown, name: string): unknown {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.find(([own]) => own === name)?.[1];
}
