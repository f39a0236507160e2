import type { ConnectServer } from '../../connect/server.js';
import { ExitCode, type Terminal } from '../terminal.js';
import * as messages from './messages.js';
import type { OwnServers } from './ownServers.js';

export interface LogoutArguments {
  readonly server?: string;
  readonly name?: string;
  readonly verbose: number;
}

/** A server by its URL or its nickname. */
export type Wanted = { readonly url: string } | { readonly name: string };

/** The server that the arguments name, or a sentence without a full stop. */
export function wantedServer(positional: string | undefined, { server, name }: LogoutArguments): Wanted | string {
  const given = [positional, server, name].filter((each) => each !== undefined && each !== '');
  if (given.length > 1) {
    return messages.oneServer();
  }
  const [value] = given;
  if (value === undefined) {
    return messages.noServerGiven();
  }
  return value === name ? { name } : { url: value };
}

/** `credentials logout`: deletes the tokens, and revokes them if the server can. The server stays in the list. */
export async function logout(wanted: Wanted, own: OwnServers, terminal: Terminal): Promise<ExitCode> {
  const servers = await own.servers();
  const found = servers.find((each) => ('name' in wanted ? each.name === wanted.name : isUrlOf(each, wanted.url)));
  if (!found) {
    const names = servers.map(({ name }) => name);
    throw messages.unknownServer('name' in wanted ? wanted.name : wanted.url, names);
  }
  await own.assertOpen();
  const problem = await own.source(found).signedIn.signOut(new AbortController().signal);
  if (problem !== undefined) {
    terminal.say(problem);
  }
  terminal.write(`${messages.signedOut(found.name)}\n`);
  return ExitCode.done;
}

/** Whether a server is meant by a URL. Its nickname is accepted in its place. */
export function isUrlOf({ url, name }: ConnectServer, wanted: string): boolean {
  return wanted === name || url === (URL.canParse(wanted) ? new URL(wanted).href : wanted).replace(/\/+$/, '');
}
