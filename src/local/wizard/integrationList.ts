import { isDeepStrictEqual } from 'node:util';
import { CredentialError } from '../../core/errors.js';
import type { Entry } from '../definition/definition.js';
import type { Fields } from '../definition/fields.js';
import { parseDefinitions } from '../definition/parser.js';
import * as messages from './messages.js';
import type { IntegrationSettings, WizardPorts } from './ports.js';

/** Whether the user can change the setting. Says so if not. */
export async function isChangeable({ dialogs, settings }: WizardPorts): Promise<boolean> {
  const problem =
    settings.origin() === 'policy'
      ? messages.setByPolicy()
      : isList(settings.read())
        ? undefined
        : messages.settingNotList();
  if (problem !== undefined) {
    await dialogs.tell(problem);
  }
  return problem === undefined;
}

/** What else changes with the setting, in a sentence, if an administrator has preset it. */
export function presetNote(settings: IntegrationSettings): string | undefined {
  return settings.origin() === 'default' ? messages.copiesPreset() : undefined;
}

/** The Integration IDs in use. */
export function takenIds(settings: IntegrationSettings): ReadonlySet<string> {
  return new Set(parseDefinitions(entriesIn(settings)).flatMap(({ id }) => id ?? []));
}

/**
 * An entry as it is in the setting now, and the others. Throws `CredentialError` when it is no longer in the setting.
 */
export function located(
  settings: IntegrationSettings,
  entry: Entry,
): { readonly raw: unknown; readonly others: readonly Entry[] } {
  const entries = parseDefinitions(entriesIn(settings));
  const at = entries.findIndex((each) => isDeepStrictEqual(each, entry));
  if (at === -1) {
    throw messages.changedMeanwhile();
  }
  return { raw: entriesIn(settings)[at], others: entries.toSpliced(at, 1) };
}

/** The entries, unchecked. */
export function entriesIn(settings: IntegrationSettings): readonly unknown[] {
  const value = copied(settings.read());
  return Array.isArray(value) ? value : [];
}

/**
 * Replaces one entry, or removes it, or adds one, and writes the list; the others and their order stay the same. Throws
 * `CredentialError` when that entry is no longer in the list, or the settings can't be written.
 *
 * @param before the entry as it was read; `undefined` to add one
 * @param after the new entry; `undefined` to remove it
 */
export async function writeEntry(
  settings: IntegrationSettings,
  before: unknown,
  after: Fields | undefined,
): Promise<void> {
  const list = entriesIn(settings);
  const at = before === undefined ? list.length : list.findIndex((entry) => isSame(entry, before));
  if (at === -1 || !isList(settings.read())) {
    throw messages.changedMeanwhile();
  }
  try {
    await settings.write(list.toSpliced(at, 1, ...(after ? [after] : [])));
  } catch (cause) {
    throw cause instanceof CredentialError ? cause : messages.notWritten(cause);
  }
}

/** Whether two values are the same JSON. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isList(value: unknown): boolean {
  return value === undefined || value === null || Array.isArray(value);
}

/** VS Code's settings are read-only proxies. */
function copied(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
