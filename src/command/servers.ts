import { CredentialError } from '../core/errors.js';
import { roleText } from '../core/roles.js';
import { isoSeconds } from '../core/time.js';
import type { ServerCredential, ServerFacts } from '../core/serverAccess.js';
import type { Backend } from './backend.js';
import type { Backends } from './backends.js';
import * as messages from './connectionMessages.js';
import { serverTable } from './table.js';
import { ExitCode, type Terminal } from './terminal.js';

/** `credentials servers`: writes the servers of the editor window. */
export async function servers(backends: Backends, terminal: Terminal, output: string): Promise<ExitCode> {
  return writeServers(await backends.window.servers(), terminal, output, messages.noServers());
}

/** @param none said if there are no servers */
export async function writeServers(
  found: readonly ServerFacts[],
  terminal: Terminal,
  output: string,
  none: string,
): Promise<ExitCode> {
  if (output === 'json') {
    terminal.writeJson(found.map(jsonOf));
  } else if (found.length > 0) {
    const shown = found.map((server) => ({ ...server, role: server.role && roleText(server.role) }));
    terminal.write(await serverTable(shown, Date.now()));
  } else {
    terminal.say(none);
  }
  return ExitCode.done;
}

function jsonOf({ name, url, isDefault, isSignedIn, username, role, expiry }: ServerFacts): object {
  return {
    ...{ name, url, default: isDefault, status: isSignedIn ? 'signed_in' : 'not_signed_in' },
    ...{ user: username ?? null, role: role ?? null },
    ...(expiry ? { expires_at: isoSeconds(expiry.at), renewable: expiry.isRenewable } : {}),
  };
}

/** `credentials connect token`: writes the access token or the API key of a server; with `header`, a line for `curl --header @-`. */
export async function connectToken(
  backends: Backends,
  terminal: Terminal,
  name: string | undefined,
  options: { readonly header?: boolean },
): Promise<ExitCode> {
  const { window } = backends;
  let credential: ServerCredential | undefined;
  try {
    credential = await window.serverToken(name);
  } catch (error) {
    if (error instanceof CredentialError && (await isSignedOut(window, name))) {
      terminal.say(error.message);
      return ExitCode.notSignedIn;
    }
    throw error;
  }
  return writeServerToken(credential, terminal, options);
}

/** Whether the window says that the user is not signed in to this server. */
async function isSignedOut(window: Backend, wanted: string | undefined): Promise<boolean> {
  const found = await window.servers().catch(() => []);
  const isWanted = ({ name, url, isDefault }: ServerFacts) =>
    wanted === undefined
      ? isDefault || found.length === 1
      : name.toLowerCase() === wanted.toLowerCase() || url === wanted.replace(/\/+$/, '');
  return found.some((each) => isWanted(each) && !each.isSignedIn);
}

export function writeServerToken(
  credential: ServerCredential | undefined,
  terminal: Terminal,
  { header = false }: { readonly header?: boolean },
): ExitCode {
  const token = credential?.value.reveal() ?? '';
  // RFC 6750, section 2.1.
  if (!credential || !/^[\x21-\x7e]+$/.test(token) || !/^[A-Za-z]+$/.test(credential.scheme)) {
    throw messages.noServerToken();
  }
  terminal.write(header ? `Authorization: ${credential.scheme} ${token}\n` : token);
  return ExitCode.done;
}
