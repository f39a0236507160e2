import { tooSlow } from '../connectionMessages.js';
import { Deadline } from '../deadline.js';
import { writeCreated, writeServerIntegrations } from '../serverIntegrations.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { withSignedIn } from './access.js';
import type { OwnServers } from './ownServers.js';

/** Seconds for all answers of a server that a command needs. */
const TIMEOUT = 60;

/** `credentials connect integrations` without an editor window. @param name of a server; `undefined`: the default */
export function ownIntegrations(
  own: OwnServers,
  terminal: Terminal,
  name: string | undefined,
  output: string,
): Promise<ExitCode> {
  return withSignedIn(own, terminal, name, async ({ serverAccess }) => {
    const integrations = await inTime((signal) => serverAccess.integrations(signal));
    return writeServerIntegrations(integrations, terminal, output);
  });
}

/** `credentials connect integrations create` without an editor window. @param body of the request to the server's API */
export function createOwnIntegration(
  own: OwnServers,
  terminal: Terminal,
  name: string | undefined,
  body: Readonly<Record<string, unknown>>,
  output: string,
): Promise<ExitCode> {
  return withSignedIn(own, terminal, name, async ({ label, serverAccess }) => {
    const created = await inTime((signal) => serverAccess.createIntegration(body, signal));
    return writeCreated({ server: label, created }, body, terminal, output);
  });
}

async function inTime<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new Deadline(TIMEOUT, tooSlow);
  try {
    return await ask(deadline.signal);
  } finally {
    deadline.dispose();
  }
}
