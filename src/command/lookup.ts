import type { ListedIntegration } from '../core/integration.js';
import { integrationsCalled } from '../core/integrationNames.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';

/** An integration that has an Integration ID and is configured correctly. */
export interface Usable extends ListedIntegration {
  readonly guid: string;
}

/**
 * Finds an integration by its Integration ID, its name or its display name: first exactly, then without regard to case.
 * Throws `CredentialError` if there is none, and one that lists the candidates if there are several.
 */
export function findIntegration(integrations: readonly ListedIntegration[], asked: string): ListedIntegration {
  const [found, ...others] = integrationsCalled(integrations, asked);
  if (!found) {
    throw messages.notFound(asked);
  }
  if (others.length > 0) {
    throw messages.ambiguous(asked, [found, ...others].map(named));
  }
  return found;
}

/** Checks that an integration can be used. Throws `CredentialError` with the reason if it can't. */
export function assertUsable(integration: ListedIntegration): asserts integration is Usable {
  const { status, guid, label } = integration;
  if (status.kind === 'configurationError') {
    throw messages.misconfigured(label, status.detail);
  }
  if (guid === undefined) {
    throw messages.withoutId(label);
  }
}

/** An integration with its ID, to tell it from others of that name. */
export function named({ label, guid }: ListedIntegration): string {
  return guid === undefined ? oneLine(label) : `${oneLine(label)} (${oneLine(guid)})`;
}
