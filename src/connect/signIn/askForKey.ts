import { BACK, type Step, type TextStep } from '../../core/dialogs.js';
import { asCredentialError } from '../../core/errors.js';
import { ConnectError } from '../api/connectError.js';
import { Secret } from '../../core/secret.js';
import type { KnownServer } from '../knownServers.js';
import { verifyCredential } from '../verifyCredential.js';
import * as messages from './messages.js';
import { type AddServerPorts, type Found, optionsOf } from './ports.js';

type KeyPorts = Pick<AddServerPorts, 'dialogs' | 'http' | 'log'>;

/** RFC 6750, section 2.1: what can stand in a header. Connect's keys have 32 letters and digits. */
const KEY = /^[\x21-\x7e]+$/;

/** The API key of another tool if the user allows that and the server accepts it, or else one that the user enters. */
export async function keyFor(
  ports: AddServerPorts,
  found: Found,
  taken: KnownServer | undefined,
): Promise<Secret | typeof BACK | undefined> {
  if (taken?.readApiKey && taken.url === found.server.url) {
    const { dialogs } = ports;
    const question = messages.useKeyQuestion(taken.origin);
    if (await dialogs.confirm(question, messages.useKeyDetail(), messages.useKey())) {
      const key = await taken.readApiKey();
      const problem = key && (await problemOfKey(ports, found, key));
      if (key && problem === undefined) {
        return key;
      }
      await dialogs.tell(problem ?? messages.noKey());
    }
  }
  return askForKey(ports, found);
}

/** Asks until the server accepts the key. @param step of the wizard, or a step of its own */
export async function askForKey(
  ports: KeyPorts,
  found: Pick<Found, 'server' | 'trust'>,
  step: Step & Pick<TextStep, 'signal'> = { title: messages.title(), canGoBack: true },
): Promise<Secret | typeof BACK | undefined> {
  const { dialogs } = ports;
  for (let problem: string | undefined; ;) {
    const typed = await dialogs.text({
      ...{ ...step, prompt: messages.enterKey(found.server), isSecret: true, problem },
      problemOf: (text) => (KEY.test(text) ? undefined : messages.keyWrong()),
    });
    if (typed === undefined || typed === BACK) {
      return typed;
    }
    const key = new Secret(typed);
    problem = await problemOfKey(ports, found, key);
    if (problem === undefined) {
      return key;
    }
  }
}

/** Why the server does not accept a key, in a sentence; `undefined` if it does. */
async function problemOfKey(
  { dialogs, http, log }: KeyPorts,
  { server, trust }: Pick<Found, 'server' | 'trust'>,
  key: Secret,
): Promise<string | undefined> {
  const client = http(optionsOf(trust));
  const credential = { kind: 'apiKey', value: key, expiresAt: undefined } as const;
  try {
    const ports = { http: client, log };
    await dialogs.during(messages.checkingKey(), (signal) => verifyCredential(server.url, credential, ports, signal));
    return undefined;
  } catch (error) {
    return error instanceof ConnectError && error.problem === 'credential'
      ? messages.keyRefused(new URL(server.url).host)
      : asCredentialError(error, messages.notFound()).message;
  } finally {
    client.dispose();
  }
}
