import { isBrokered, readWindow } from '../../workbench/session.js';
import type { Environment } from '../../core/ports.js';

/** Whether this is a terminal of an editor window, whose servers are used then. */
export function hasWindow(environment: Environment): boolean {
  return isBrokered(environment) || readWindow(environment) !== undefined;
}
