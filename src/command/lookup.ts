import type { ListedIntegration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';

/** An integration that can be asked for by its Integration ID. */
export interface Usable extends ListedIntegration {
  readonly guid: string;
}

/**
 * The integration that is meant by an Integration ID, a name or a display name: one that is exactly that, else one that is
 * that without case. Throws `CredentialError` that says so if there is none, and lists those that there are if there are several.
 */
export function findIntegration(integrations: readonly ListedIntegration[], asked: string): ListedIntegration {
  const folded = fold(asked);
  const ways: ((integration: ListedIntegration) => boolean)[] = [
    ({ guid }) => guid !== undefined && fold(guid) === folded,
    ({ name, label }) => name === asked || label === asked,
    ({ name, label }) => fold(name ?? '') === folded || fold(label) === folded,
  ];
  for (const isMeant of ways) {
    const found = distinct(integrations.filter(isMeant));
    if (found.length > 1) {
      throw messages.ambiguous(asked, found.map(named));
    }
    if (found[0]) {
      return found[0];
    }
  }
  throw messages.notFound(asked);
}

/** Checks that a server can be asked for it. Throws `CredentialError` that says why it can't. */
export function assertUsable(integration: ListedIntegration): asserts integration is Usable {
  const { status, guid, label } = integration;
  if (status.kind === 'configurationError') {
    throw messages.misconfigured(label, status.detail);
  }
  if (guid === undefined) {
    throw messages.withoutId(label);
  }
}

/** An integration with its ID, as one of several. */
export function named({ label, guid }: ListedIntegration): string {
  return guid === undefined ? oneLine(label) : `${oneLine(label)} (${oneLine(guid)})`;
}

/** The first of those that no server can tell apart. */
function distinct(integrations: readonly ListedIntegration[]): readonly ListedIntegration[] {
  return integrations.filter(
    ({ guid }, at) => guid === undefined || integrations.findIndex((each) => each.guid === guid) === at,
  );
}

function fold(text: string): string {
  return text.normalize().toLowerCase();
}
