import { asCredentialError } from '../../core/errors.js';
import { type Definition, type Entry, isInvalid, type InvalidEntry } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import { type Draft, fieldsOf } from './draft.js';
import { writeEntry } from './integrationList.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';

/**
 * Writes a draft to the settings, and then stores its client secret. Throws `CredentialError`.
 *
 * @param raw the entry that it replaces; `undefined` to add it
 * @param before the integration whose credentials it takes over, as far as they are still valid
 */
export async function save(
  { settings, keeping }: WizardPorts,
  draft: Draft,
  raw?: unknown,
  before?: Entry,
): Promise<Definition> {
  const fields = fieldsOf(draft);
  const definition = parseDefinition(fields);
  if (isInvalid(definition)) {
    throw messages.notUsable(definition.problem);
  }
  await writeEntry(settings, raw, fields);
  const secret = definition.authMode === 'Confidential' ? draft.clientSecret : undefined;
  try {
    if (before && isInvalid(before) && before.id !== definition.id) {
      await keeping.remove(before);
    }
    await keeping.migrate(definition, secret, before && (isInvalid(before) ? corrected(before, definition) : before));
  } catch (error) {
    throw asCredentialError(error, messages.secretNotKept());
  }
  return definition;
}

/** What a wrong entry counts as for its credentials: the corrected one, if that has the same ID. */
function corrected({ id }: InvalidEntry, definition: Definition): Definition | undefined {
  return id === definition.id ? definition : undefined;
}
