import type { Memento } from './ports.js';

/** The key under which pending sign-ins are stored, in case the window is closed. */
export const WAITING_SIGN_INS = 'signIns.waiting';

/** Whether sign-ins were pending when the window was last closed. */
export function hasWaitingSignIns(memory: Pick<Memento, 'get'>): boolean {
  return Object.keys(memory.get(WAITING_SIGN_INS) ?? {}).length > 0;
}
