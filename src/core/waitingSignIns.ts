import type { Memento } from './ports.js';

/** Where the sign-ins that wait for the browser are stored, for when the window is closed meanwhile. */
export const WAITING_SIGN_INS = 'signIns.waiting';

/** Whether sign-ins were waiting when the window was last closed. */
export function hasWaitingSignIns(memory: Pick<Memento, 'get'>): boolean {
  return Object.keys(memory.get(WAITING_SIGN_INS) ?? {}).length > 0;
}
