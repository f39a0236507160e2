import { signInTargetsOf, type Snapshot, type SourceSnapshot } from './snapshot.js';
import type { Integration } from './integration.js';

/** The statuses that the view can be filtered by. */
export const STATUS_FILTERS = ['signedIn', 'notSignedIn', 'configurationError'] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

/**
 * The integrations and accounts of a status. A source without any is left out, unless it is loading or has failed: then it is
 * not known whether it has some now.
 */
export function filtered(snapshot: Snapshot, filter: StatusFilter): Snapshot {
  const matches = (each: Integration) => filterOf(each) === filter;
  return snapshot.flatMap((source): SourceSnapshot[] => {
    const integrations = source.integrations?.filter(matches);
    const hasFailed = source.error !== undefined && source.error.failure !== 'unavailable';
    const isLoading = integrations === undefined && source.error === undefined;
    const hasMatch = (integrations?.length ?? 0) > 0 || (source.account !== undefined && matches(source.account));
    const isKept = hasMatch || hasFailed || isLoading;
    return isKept ? [{ ...source, integrations }] : [];
  });
}

/** Whether there are integrations or accounts, but none of the status. */
export function leavesNoRow(snapshot: Snapshot, filter: StatusFilter): boolean {
  const hasRows = (each: SourceSnapshot) => signInTargetsOf(each).length > 0;
  return snapshot.some(hasRows) && !filtered(snapshot, filter).some(hasRows);
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
