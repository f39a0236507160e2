import type { LoginProgress, ServerLogins, WantedServer } from '../../core/serverLogins.js';
import { ExitCode, type Terminal } from '../terminal.js';
import * as messages from './messages.js';

export interface LogoutArguments {
  readonly server?: string;
  readonly name?: string;
  readonly verbose: number;
}

/** The server that the arguments name, or a sentence without a full stop. */
export function wantedServer(positional: string | undefined, { server, name }: LogoutArguments): WantedServer | string {
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
export async function logout(
  wanted: WantedServer,
  logins: ServerLogins,
  progress: LoginProgress,
  terminal: Terminal,
): Promise<ExitCode> {
  terminal.write(`${messages.signedOut(await logins.logOut(wanted, progress))}\n`);
  return ExitCode.done;
}
