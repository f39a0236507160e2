import { createHash } from 'node:crypto';
import type { Integration, ListedIntegration } from './integration.js';

/** Assigns ids, with an ordinal that distinguishes integrations whose ids would otherwise be equal. */
export function identify(source: string, listed: readonly ListedIntegration[]): Integration[] {
  const ordinals = new Map<string, number>();
  const counts = new Map<string | undefined, number>();
  for (const { guid } of listed) {
    counts.set(guid, (counts.get(guid) ?? 0) + 1);
  }
  return listed.map((integration) => {
    const { guid, name, label } = integration;
    const key = `${source}:${shorten(guid ?? `name:${name ?? label}`)}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    const isDuplicate = guid !== undefined && (counts.get(guid) ?? 0) > 1;
    return { ...integration, id: `${key}:${ordinal}`, source, isDuplicate };
  });
}

/** The account at a source. There is one, so that its id needs no more than the source's. */
export function accountOf(source: string, account: ListedIntegration): Integration {
  return { ...account, id: `${source}:account`, source, isDuplicate: false };
}

/** The longest server text, in characters, that becomes part of an id unchanged. */
const MAX_KEY_LENGTH = 100;

/** Replaces a long text with its hash: ids are sent to VS Code with every row, each time a row is drawn. */
function shorten(text: string): string {
  return text.length <= MAX_KEY_LENGTH ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
