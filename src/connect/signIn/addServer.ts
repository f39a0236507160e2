import { BACK, type Dialogs } from '../../core/dialogs.js';
import { asCredentialError, CredentialError } from '../../core/errors.js';
import type { HttpClient, ServerOptions } from '../../core/httpClient.js';
import type { Clock, Logger } from '../../core/ports.js';
import { Secret } from '../../core/secret.js';
import { candidatesOf, nicknameFor, problemOfAddress } from '../address.js';
import { readCertificates } from '../certificateFile.js';
import type { KnownServer } from '../knownServers.js';
import { type FoundServer, findServer } from '../probe.js';
import type { ConnectServer } from '../server.js';
import type { ServerFields } from '../settings.js';
import { isUntrusted } from '../untrusted.js';
import { verifyCredential } from '../verifyCredential.js';
import * as messages from './messages.js';

/** What it takes to ask for a server. */
export interface AddServerPorts {
  readonly dialogs: Dialogs;
  readonly clock: Clock;
  readonly log: Logger;
  /** Creates a client for one server; the caller disposes of it. */
  readonly http: (server: ServerOptions) => HttpClient;
  /** The servers that there are already. */
  readonly servers: readonly ConnectServer[];
  /** The servers that other tools know, without those. */
  readonly known: readonly KnownServer[];
}

/** A server to add, and the API key to sign in with; without one, the user signs in with OAuth. */
export interface AskedServer {
  readonly fields: ServerFields;
  readonly apiKey: Secret | undefined;
}

/** How the certificate of a server is treated. */
type Trust = Pick<ServerFields, 'ca_certificate' | 'insecure'>;

/** The answers so far. */
interface Found {
  readonly typed: string;
  readonly server: FoundServer;
  readonly trust: Trust;
}

/** The choice of an address that no tool knows. */
const OTHER = Symbol('other');

/** RFC 6750, section 2.1: what can stand in a header. Connect's keys have 32 letters and digits. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * Asks for the address of a server, looks whether there is a Posit Connect, and asks for a nickname; for an API key too if the
 * server has no OAuth. Resolves with `undefined` if the user cancels.
 */
export async function askForServer(ports: AddServerPorts): Promise<AskedServer | undefined> {
  const start = await askForKnown(ports);
  if (start === undefined) {
    return undefined;
  }
  const taken = start === OTHER ? undefined : start;
  let typed = taken?.url ?? '';
  let isKnown = taken !== undefined;
  for (;;) {
    const found = (isKnown && taken ? await takeOver(ports, taken) : undefined) ?? (await askForAddress(ports, typed));
    isKnown = false;
    if (!found) {
      return undefined;
    }
    const existing = ports.servers.find(({ url }) => url === found.server.url);
    const name = existing?.name ?? (await askForName(ports, found.server.url, taken?.name));
    if (name === undefined) {
      return undefined;
    }
    if (name !== BACK) {
      const becomesDefault = taken?.isDefault === true && ports.servers.every(({ isDefault }) => !isDefault);
      const fields = {
        ...{ name, url: found.server.url, ...found.trust },
        ...(becomesDefault && taken.url === found.server.url ? { default: true } : {}),
      };
      const apiKey = found.server.hasOAuth ? undefined : await keyFor(ports, found, taken);
      if (apiKey === undefined && !found.server.hasOAuth) {
        return undefined;
      }
      if (apiKey !== BACK) {
        return { fields, apiKey };
      }
    }
    typed = found.typed;
  }
}

/** Offers the servers that other tools know. */
async function askForKnown({ dialogs, known }: AddServerPorts): Promise<KnownServer | typeof OTHER | undefined> {
  if (known.length === 0) {
    return OTHER;
  }
  const picked = await dialogs.choose<KnownServer | typeof OTHER>({
    ...{ title: messages.title(), prompt: messages.pickKnown() },
    choices: [
      ...known.map((value) => ({
        ...{
          label: value.name,
          description: value.url,
          detail: messages.knownTo(value.origin, value.isDefault),
          value,
        },
      })),
      { label: messages.otherAddress(), value: OTHER },
    ],
  });
  return picked === BACK ? undefined : picked;
}

/** Looks for a server that another tool knows; `undefined` if it is not there, of which the user is told. */
async function takeOver(
  ports: AddServerPorts,
  { url, caCertificate, insecure }: KnownServer,
): Promise<Found | undefined> {
  const trust = {
    ...(caCertificate === undefined ? {} : { ca_certificate: caCertificate }),
    ...(insecure ? { insecure } : {}),
  };
  const server = await lookFor(ports, url, trust);
  if (server instanceof CredentialError) {
    await ports.dialogs.tell(server.message);
  }
  return server === undefined || server instanceof CredentialError ? undefined : { typed: url, server, trust };
}

/** The API key of another tool if the user allows that and the server accepts it, or else one that the user enters. */
async function keyFor(
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

async function askForAddress(ports: AddServerPorts, start: string): Promise<Found | undefined> {
  let typed = start;
  let trust: Trust = {};
  for (;;) {
    const answer = await ports.dialogs.text({
      ...{ title: messages.title(), prompt: messages.enterAddress(), placeholder: 'https://connect.example.com/' },
      ...{ value: typed, problemOf: problemOfAddress },
    });
    if (answer === undefined || answer === BACK) {
      return undefined;
    }
    trust = answer === typed ? trust : {};
    typed = answer;
    const server = await lookFor(ports, typed, trust);
    if (server === undefined) {
      continue;
    }
    if (!(server instanceof CredentialError)) {
      return { typed, server, trust };
    }
    if (!isUntrusted(server) || trust.insecure === true) {
      await ports.dialogs.tell(server.message);
      continue;
    }
    const chosen = await askForTrust(ports, server);
    if (chosen) {
      trust = chosen;
      const again = await lookFor(ports, typed, trust);
      if (again !== undefined && !(again instanceof CredentialError)) {
        return { typed, server: again, trust };
      }
      if (again) {
        await ports.dialogs.tell(again.message);
      }
      trust = {};
    }
  }
}

/** @returns the server, why there is none, or `undefined` if the user has cancelled the search */
async function lookFor(
  { dialogs, clock, log, http }: AddServerPorts,
  typed: string,
  trust: Trust,
): Promise<FoundServer | CredentialError | undefined> {
  const client = http(optionsOf(trust));
  try {
    return await dialogs.during(messages.looking(new URL(candidatesOf(typed)[0] ?? '').host), async (signal) => {
      try {
        const hasOwnCa = trust.ca_certificate !== undefined;
        return await findServer(candidatesOf(typed), { http: client, clock, log, hasOwnCa }, signal);
      } catch (error) {
        return signal.aborted ? undefined : asCredentialError(error, messages.notFound());
      }
    });
  } finally {
    client.dispose();
  }
}

function optionsOf({ ca_certificate: caCertificate, insecure = false }: Trust): ServerOptions {
  return { caCertificate, insecure, returnsCookies: true };
}

async function askForTrust({ dialogs }: AddServerPorts, failure: CredentialError): Promise<Trust | undefined> {
  const choice = await dialogs.choose({
    ...{ title: messages.title(), canGoBack: true, prompt: failure.message },
    choices: [
      { label: messages.useCertificate(), detail: messages.useCertificateDetail(), value: 'certificate' as const },
      { label: messages.skipCheck(), detail: messages.skipCheckDetail(), value: 'insecure' as const },
    ],
  });
  if (choice === undefined || choice === BACK) {
    return undefined;
  }
  if (choice === 'insecure') {
    return { insecure: true };
  }
  const file = await dialogs.text({
    ...{ title: messages.title(), canGoBack: true, prompt: messages.enterCertificateFile() },
    problemOf: (text) => (text === '' ? messages.certificateFileMissing() : undefined),
  });
  if (file === undefined || file === BACK) {
    return undefined;
  }
  try {
    return { ca_certificate: await readCertificates(file) };
  } catch (error) {
    await dialogs.tell(asCredentialError(error, messages.notFound()).message);
    return undefined;
  }
}

/** @param proposed the nickname that another tool has */
function askForName(
  { dialogs, servers }: AddServerPorts,
  url: string,
  proposed: string | undefined,
): Promise<string | typeof BACK | undefined> {
  const isFree = proposed !== undefined && servers.every(({ name }) => name !== proposed);
  return dialogs.text({
    ...{ title: messages.title(), canGoBack: true, prompt: messages.enterName() },
    value: isFree ? proposed : nicknameFor(url, servers),
    problemOf: (name) => {
      if (name === '') {
        return messages.nameMissing();
      }
      return servers.some((each) => each.name === name) ? messages.nameTaken(name) : undefined;
    },
  });
}

/** Asks until the server accepts the key. */
async function askForKey(ports: AddServerPorts, found: Found): Promise<Secret | typeof BACK | undefined> {
  const { dialogs } = ports;
  for (;;) {
    const typed = await dialogs.text({
      ...{ title: messages.title(), canGoBack: true, prompt: messages.enterKey(found.server), isSecret: true },
      problemOf: (text) => (KEY.test(text) ? undefined : messages.keyWrong()),
    });
    if (typed === undefined || typed === BACK) {
      return typed;
    }
    const key = new Secret(typed);
    const problem = await problemOfKey(ports, found, key);
    if (problem === undefined) {
      return key;
    }
    await dialogs.tell(problem);
  }
}

/** Why the server does not accept a key, in a sentence; `undefined` if it does. */
async function problemOfKey(
  { dialogs, http, log }: AddServerPorts,
  { server, trust }: Found,
  key: Secret,
): Promise<string | undefined> {
  const client = http(optionsOf(trust));
  const credential = { kind: 'apiKey', value: key, expiresAt: undefined } as const;
  try {
    const ports = { http: client, log };
    await dialogs.during(messages.checkingKey(), (signal) => verifyCredential(server.url, credential, ports, signal));
    return undefined;
  } catch (error) {
    return asCredentialError(error, messages.notFound()).message;
  } finally {
    client.dispose();
  }
}
