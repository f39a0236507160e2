import type { Catalog } from '../core/catalog.js';
import { usesOf } from '../core/contentChoices.js';
import type { ContentUse } from '../core/contentUses.js';
import type { Integration } from '../core/integration.js';
import * as messages from './contentMessages.js';
import type { Detail } from './rows.js';

export interface ContentDetailsContext {
  readonly catalog: Pick<Catalog, 'integrations'>;
  readonly uses: readonly ContentUse[];
  /** The names of other viewers as which an app was opened. */
  readonly viewers: readonly string[];
  /** The name of the user, whose access tokens content gets. */
  readonly author: string;
}

/** What the row of an integration says about content under development. */
export function contentDetails(integration: Integration, context: ContentDetailsContext): readonly Detail[] {
  const { viewers, author } = context;
  const used = usesOf(integration, context.uses);
  if (used.length === 0) {
    return [];
  }
  const value = used.map((use) => descriptionOf(use, integration, context)).join('; ');
  // Each label once: rows are told apart by it.
  const details = [{ integration, label: messages.usedForContent(), value }];
  // The access token of a service account does not belong to a user.
  const isViewed = viewers.length > 0 && used.some(({ authType }) => authType === 'Viewer');
  return isViewed
    ? [
        ...details,
        { integration, label: messages.viewersLabel(), value: messages.viewers(viewers) },
        { integration, label: messages.tokenOwnerLabel(), value: author },
      ]
    : details;
}

function descriptionOf(
  { guid, answeredBy, name }: ContentUse,
  integration: Integration,
  { catalog }: ContentDetailsContext,
): string {
  if (answeredBy === undefined || guid === answeredBy) {
    return messages.usedAsItself();
  }
  if (integration.guid === answeredBy) {
    return messages.usedInstead(name, guid);
  }
  const answering = catalog.integrations.find((each) => each.guid === answeredBy);
  return messages.usedByAnother(answering?.label ?? answeredBy);
}
