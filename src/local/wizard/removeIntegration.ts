import { type Entry, isInvalid } from '../definition/definition.js';
import { isChangeable, located, presetNote, writeEntry } from './integrationList.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';

/**
 * Removes an integration after the user has confirmed it: revokes its tokens, and deletes its credentials. Returns whether
 * it was removed. Throws `CredentialError` when it no longer exists, or can't be removed.
 *
 * @param entry as it was parsed from the setting
 */
export async function removeIntegration(ports: WizardPorts, entry: Entry): Promise<boolean> {
  const { dialogs, settings, keeping } = ports;
  if (!(await isChangeable(ports))) {
    return false;
  }
  const { raw, others } = located(settings, entry);
  const hasTwin = entry.id !== undefined && others.some(({ id }) => id === entry.id);
  const label = isInvalid(entry) ? entry.label : (entry.displayName ?? entry.name);
  const detail = [hasTwin ? messages.removeTwinDetail() : messages.removeDetail(), presetNote(settings) ?? []].flat();
  if (!(await dialogs.confirm(messages.removeQuestion(label), detail.join('\n\n'), messages.remove()))) {
    return false;
  }
  const problem = hasTwin ? undefined : await keeping.remove(entry);
  await writeEntry(settings, raw, undefined);
  if (problem !== undefined) {
    await dialogs.tell(problem);
  }
  return true;
}
