import type { CallbackRelay } from '../core/callbackUris.js';
import { errorChain } from '../core/errors.js';
import type { SourcePorts } from '../core/source.js';
import { WorkbenchRelay } from '../workbench/relay.js';
import { readSession } from '../workbench/session.js';

/** The relay of the Workbench session that the window is in, if it is in one. */
export function relayOf({ environment, http, log }: SourcePorts): CallbackRelay | undefined {
  const session = readSession(environment);
  if (!session) {
    return undefined;
  }
  try {
    return new WorkbenchRelay(session, http(session.caBundle));
  } catch (error) {
    log.info(`sign-in: the relay of this session cannot be used: ${errorChain(error)}`);
    return undefined;
  }
}
