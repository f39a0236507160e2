import type { Snapshot, SourceSnapshot } from './catalog.js';
import type { Integration } from './integration.js';

/** The statuses that the view can be filtered by. */
export const STATUS_FILTERS = ['signedIn', 'notSignedIn', 'configurationError'] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

/**
 * The integrations and accounts of a status. A source without any is left out, unless it is loading or has failed: whether
 * it has some is not known.
 */
export function filtered(snapshot: Snapshot, filter: StatusFilter): Snapshot {
  const matches = (each: Integration) => filterOf(each) === filter;
  return snapshot.flatMap((source): SourceSnapshot[] => {
    const integrations = source.integrations?.filter(matches);
    const isKept =
      (integrations ? integrations.length > 0 : source.error?.failure !== 'unavailable') ||
      (source.account && matches(source.account));
    return isKept ? [{ ...source, integrations }] : [];
  });
}

function filterOf({ status: { kind } }: Integration): StatusFilter {
  switch (kind) {
    case 'authenticated':
      return 'signedIn';
    case 'notSignedIn':
    case 'signingIn':
      return 'notSignedIn';
    case 'configurationError':
      return kind;
  }
}
