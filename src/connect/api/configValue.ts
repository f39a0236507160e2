import { member, objectAt, pathOf, type Place } from './fields.js';

/** A value in an integration's configuration. Which ones there are depends on its template. */
export type ConfigValue = string | number | boolean;

export type Config = Readonly<Record<string, ConfigValue>>;

/** The values of an object by name. Null is left out; a list or an object becomes its JSON text. */
export function optionalConfig(place: Place, name: string): Config {
  const value = member(place, name);
  const { object } = value === undefined ? { object: {} } : objectAt(value, pathOf(place, name));
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, each]) => {
      const known = configValue(each);
      return known === undefined ? [] : [[key, known]];
    }),
  );
}

/** `undefined` for null. */
export function configValue(value: unknown): ConfigValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return value === undefined || value === null ? undefined : jsonText(value);
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested more deeply than the stack is.
    return '…';
  }
}
