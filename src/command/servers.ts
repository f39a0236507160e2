import { isoSeconds } from '../core/time.js';
import type { ServerFacts } from '../core/serverAccess.js';
import type { Backends } from './backends.js';
import * as messages from './connectionMessages.js';
import { serverTable } from './table.js';
import { ExitCode, type Terminal } from './terminal.js';

/** `credentials servers`: writes the servers of the editor window. */
export async function servers(backends: Backends, terminal: Terminal, output: string): Promise<ExitCode> {
  const found = await backends.window.servers();
  if (output === 'json') {
    terminal.writeJson(found.map(jsonOf));
  } else if (found.length > 0) {
    terminal.write(await serverTable(found, Date.now()));
  } else {
    terminal.say(messages.noServers());
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
  { header = false }: { readonly header?: boolean },
): Promise<ExitCode> {
  const credential = await backends.window.serverToken(name);
  const token = credential?.value.reveal() ?? '';
  // RFC 6750, section 2.1.
  if (!credential || !/^[\x21-\x7e]+$/.test(token) || !/^[A-Za-z]+$/.test(credential.scheme)) {
    throw messages.noServerToken();
  }
  terminal.write(header ? `Authorization: ${credential.scheme} ${token}\n` : token);
  return ExitCode.done;
}
