import { CredentialError } from '../../core/errors.js';
import type { ServerFacts } from '../../core/serverAccess.js';
import { noDefault, noServers, unknownServer } from '../../connect/loginMessages.js';
import { isUrlOf } from '../../connect/logins.js';
import type { ConnectServer } from '../../connect/server.js';
import type { ConnectSource } from '../../connect/source.js';
import { Deadline } from '../deadline.js';
import { tooSlow } from '../connectionMessages.js';
import { writeServers, writeServerToken } from '../servers.js';
import { ExitCode, type Terminal } from '../terminal.js';
import * as messages from './messages.js';
import type { OwnServers } from './ownServers.js';

/** Seconds in which servers say who is signed in; otherwise the list says less. */
const TIMEOUT = 10;

/** `credentials servers` without an editor window. */
export async function ownServersList(own: OwnServers, terminal: Terminal, output: string): Promise<ExitCode> {
  const servers = await own.servers();
  await own.assertOpen();
  const deadline = new Deadline(TIMEOUT, tooSlow);
  let facts: readonly ServerFacts[];
  try {
    facts = await Promise.all(servers.map((each) => own.source(each).serverAccess.facts(deadline.signal)));
  } finally {
    deadline.dispose();
  }
  return writeServers(facts, terminal, output, noServers());
}

/** `credentials connect token` without an editor window. @param name a nickname or URL; `undefined`: the default server */
export function ownToken(
  own: OwnServers,
  terminal: Terminal,
  name: string | undefined,
  options: { readonly header?: boolean },
): Promise<ExitCode> {
  return withSignedIn(own, terminal, name, async ({ serverAccess }) =>
    writeServerToken(await serverAccess.credential(), terminal, options),
  );
}

/**
 * Uses a server, or says that the user has to sign in to it. Throws `CredentialError` if there is no such server.
 *
 * @param name a nickname or URL; `undefined`: the default server
 */
export async function withSignedIn(
  own: OwnServers,
  terminal: Terminal,
  name: string | undefined,
  use: (source: ConnectSource) => Promise<ExitCode>,
): Promise<ExitCode> {
  const found = serverNamed(await own.servers(), name);
  await own.assertOpen();
  const source = own.source(found);
  const { signedIn } = source;
  if (signedIn.state(await signedIn.stored()).kind === 'signedOut') {
    terminal.say(messages.notSignedIn(found.name, found.url));
    return ExitCode.notSignedIn;
  }
  try {
    return await use(source);
  } catch (error) {
    if (error instanceof CredentialError && error.failure === 'authorization') {
      terminal.say(messages.signInAgain(error.message, found.url));
      return ExitCode.notSignedIn;
    }
    throw error;
  }
}

/** The server with a nickname or URL; without one, the default, or else the only one. Throws `CredentialError`. */
function serverNamed(servers: readonly ConnectServer[], name: string | undefined): ConnectServer {
  const found =
    name === undefined
      ? (servers.find(({ isDefault }) => isDefault) ?? (servers.length === 1 ? servers[0] : undefined))
      : servers.find((each) => isUrlOf(each, name) || each.name.toLowerCase() === name.toLowerCase());
  if (!found) {
    const names = servers.map((each) => each.name);
    throw name === undefined ? noDefault(names) : unknownServer(name, names);
  }
  return found;
}
