import type { Memento } from './ports.js';

/** The key under which the workspace's uses of integrations for content are stored. */
export const CONTENT_USES = 'contentUses';

/** Whether content in this workspace uses an integration. */
export function hasContentUses(memory: Pick<Memento, 'get'>): boolean {
  return Object.keys(memory.get(CONTENT_USES) ?? []).length > 0;
}
