import { CredentialError } from '../../core/errors.js';
import type { ServerFacts } from '../../core/serverAccess.js';
import { Deadline } from '../deadline.js';
import { tooSlow } from '../connectionMessages.js';
import { writeServers, writeServerToken } from '../servers.js';
import { ExitCode, type Terminal } from '../terminal.js';
import { isUrlOf } from './logout.js';
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
  return writeServers(facts, terminal, output, messages.noServers());
}

/** `credentials connect token` without an editor window. @param name a nickname or URL; `undefined`: the default server */
export async function ownToken(
  own: OwnServers,
  terminal: Terminal,
  name: string | undefined,
  options: { readonly header?: boolean },
): Promise<ExitCode> {
  const servers = await own.servers();
  const found =
    name === undefined
      ? (servers.find(({ isDefault }) => isDefault) ?? (servers.length === 1 ? servers[0] : undefined))
      : servers.find((each) => isUrlOf(each, name) || each.name.toLowerCase() === name.toLowerCase());
  if (!found) {
    const names = servers.map((each) => each.name);
    throw name === undefined ? messages.noDefault(names) : messages.unknownServer(name, names);
  }
  await own.assertOpen();
  const { signedIn, serverAccess } = own.source(found);
  if (signedIn.state(await signedIn.stored()).kind === 'signedOut') {
    terminal.say(messages.notSignedIn(found.name, found.url));
    return ExitCode.notSignedIn;
  }
  try {
    return writeServerToken(await serverAccess.credential(), terminal, options);
  } catch (error) {
    if (error instanceof CredentialError && error.failure === 'authorization') {
      terminal.say(messages.signInAgain(error.message, found.url));
      return ExitCode.notSignedIn;
    }
    throw error;
  }
}
