import { type Definition, type Entry, isInvalid } from '../definition/definition.js';
import type { WizardPorts } from '../wizard/ports.js';
import { endpointsOf } from './copyRequest.js';
import { type ConnectForm, connectForm } from './request.js';

/** A local integration that an integration on Posit Connect can start with. */
export interface OfferedForm {
  /** The name that users see. */
  readonly label: string;
  /**
   * Reads the metadata of its issuer, if it has one. Resolves with `undefined` if the user cancels that. Throws
   * `CredentialError`.
   */
  readonly read: () => Promise<ConnectForm | undefined>;
}

/** The integrations of the setting that are valid, without their secrets. */
export function offeredForms(
  ports: Pick<WizardPorts, 'dialogs' | 'discover'>,
  entries: readonly Entry[],
): readonly OfferedForm[] {
  return entries
    .filter((entry): entry is Definition => !isInvalid(entry))
    .map((definition) => ({
      label: definition.displayName ?? definition.name,
      read: async () => {
        const endpoints = await endpointsOf(ports, definition);
        return endpoints && connectForm(definition, endpoints);
      },
    }));
}
