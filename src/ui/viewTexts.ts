import type { Snapshot, SourceSnapshot } from '../core/catalog.js';
import * as messages from './messages.js';

/**
 * What the welcome content of a source is about, by its context key: `loading` before the first answer, `ready` with rows, `empty` with none, else the
 * failure.
 */
export function stateOf({ integrations, error }: SourceSnapshot): string {
  if (integrations && integrations.length > 0) {
    return 'ready';
  }
  return error?.failure ?? (integrations ? 'empty' : 'loading');
}

/**
 * Set only above rows, since a message would hide the welcome content: above those that stay from an earlier answer, and
 * above those of other sources, beside which a source that failed has no more room than for a few words.
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
 * What the view shows beside its name, where there are no rows and a failure can be told in a few words: the welcome
 * content can't name the reason. Above rows, the message does.
 */
export function summaryOf(snapshot: Snapshot): string | undefined {
  const hasRows = snapshot.some(({ integrations }) => integrations && integrations.length > 0);
  return hasRows ? undefined : snapshot.find(({ error }) => error?.summary !== undefined)?.error?.summary;
}
