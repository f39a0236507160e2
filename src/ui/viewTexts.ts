import type { Snapshot, SourceSnapshot } from '../core/snapshot.js';
import * as messages from './viewMessages.js';

/**
 * A source's context key, which selects its welcome content: `loading` before the first result, `ready` with rows, `empty`
 * without, or the failure.
 */
export function stateOf({ integrations, error }: SourceSnapshot): string {
  if (integrations && integrations.length > 0) {
    return 'ready';
  }
  return error?.failure ?? (integrations ? 'empty' : 'loading');
}

/**
 * The message above the rows. Set only if there are rows, since a message would hide the welcome content: above outdated
 * rows, and, if a source failed, above the rows of the others, since its own row has little room for text.
 */
export function messageOf(snapshot: Snapshot, isGrouped: boolean): string | undefined {
  const lines = snapshot.flatMap(({ label, integrations, error, staleSince, notice }) => {
    if (!error) {
      return notice === undefined ? [] : isGrouped ? messages.sourceNotice(label, notice) : notice;
    }
    if (staleSince !== undefined && integrations && integrations.length > 0) {
      return isGrouped ? messages.staleSource(label, staleSince, error) : messages.stale(staleSince, error);
    }
    return isGrouped && error.failure !== 'unavailable' ? messages.failedSource(label, error) : [];
  });
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/**
 * The text beside the view's title if there are no rows and the failure has a short summary, since the welcome content
 * can't name the reason. If there are rows, the message does.
 */
export function summaryOf(snapshot: Snapshot): string | undefined {
  const hasRows = snapshot.some(({ integrations }) => integrations && integrations.length > 0);
  return hasRows ? undefined : snapshot.find(({ error }) => error?.summary !== undefined)?.error?.summary;
}
