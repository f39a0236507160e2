import { BACK } from '../../core/dialogs.js';
import { CredentialError } from '../../core/errors.js';
import type { Secret } from '../../core/secret.js';
import { whileAsking } from '../../core/signInQuestion.js';
import type { SignInOptions } from '../../core/source.js';
import { findServer } from '../probe.js';
import type { ConnectServer } from '../server.js';
import { askForKey } from './askForKey.js';
import * as messages from './messages.js';
import { type AddServerPorts, optionsOf } from './ports.js';

/**
 * Asks for an API key where a server without OAuth was to be signed in to. Throws `failure` if it has OAuth; `CredentialError` if
 * no key is entered; or the signal's reason once it is aborted.
 *
 * @param failure of the sign-in with OAuth
 */
export async function keyInstead(
  failure: unknown,
  { name, url, caCertificate, insecure }: ConnectServer,
  ports: Pick<AddServerPorts, 'dialogs' | 'http' | 'log' | 'clock'>,
  options: SignInOptions,
  signal: AbortSignal,
): Promise<Secret> {
  const isAnswer = failure instanceof CredentialError && ['configuration', 'protocol'].includes(failure.failure);
  if (!isAnswer) {
    throw failure;
  }
  const trust = { ...(caCertificate === undefined ? {} : { ca_certificate: caCertificate }), insecure };
  const http = ports.http(optionsOf(trust));
  try {
    const server = await findServer([url], { ...ports, http, hasOwnCa: caCertificate !== undefined }, signal);
    if (server.hasOAuth) {
      throw failure;
    }
    const step = { title: messages.titleFor(name), signal };
    const key = await whileAsking(options, () => askForKey(ports, { server, trust }, step));
    signal.throwIfAborted();
    if (key === undefined || key === BACK) {
      throw messages.keyNotGiven(name);
    }
    return key;
  } finally {
    http.dispose();
  }
}
