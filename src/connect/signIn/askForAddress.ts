import { BACK } from '../../core/dialogs.js';
import { asCredentialError, CredentialError } from '../../core/errors.js';
import { firstSentence } from '../../core/text.js';
import { candidatesOf, problemOfAddress } from '../address.js';
import { readCertificates } from '../certificateFile.js';
import type { KnownServer } from '../knownServers.js';
import { type FoundServer, findServer } from '../probe.js';
import { isUntrusted } from '../untrusted.js';
import * as messages from './messages.js';
import { type AddServerPorts, type Found, optionsOf, type Trust } from './ports.js';

/** Looks for a server that another tool knows; `undefined` if it is not there, after telling the user. */
export async function takeOver(
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

/** Asks for an address until there is a Posit Connect at it; `undefined` if the user cancels. */
export async function askForAddress(ports: AddServerPorts, start: string): Promise<Found | undefined> {
  let typed = start;
  let trust: Trust = {};
  let problem: string | undefined;
  for (;;) {
    const answer = await ports.dialogs.text({
      ...{ title: messages.title(), prompt: messages.enterAddress(), placeholder: 'https://connect.example.com/' },
      ...{ value: typed, problemOf: problemOfAddress, problem },
    });
    if (answer === undefined || answer === BACK) {
      return undefined;
    }
    trust = answer === typed ? trust : {};
    typed = answer;
    problem = undefined;
    const server = await lookFor(ports, typed, trust);
    if (server === undefined) {
      continue;
    }
    if (!(server instanceof CredentialError)) {
      return { typed, server, trust };
    }
    if (!isUntrusted(server) || trust.insecure === true) {
      problem = server.message;
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
        problem = again.message;
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

async function askForTrust({ dialogs }: AddServerPorts, failure: CredentialError): Promise<Trust | undefined> {
  // A list has one line for its prompt, and its choices say what to do.
  const [prompt] = firstSentence(failure.message);
  const choice = await dialogs.choose({
    ...{ title: messages.title(), canGoBack: true, prompt },
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
  let file = '';
  for (let problem: string | undefined; ;) {
    const typed = await dialogs.text({
      ...{ title: messages.title(), canGoBack: true, prompt: messages.enterCertificateFile(), value: file, problem },
      problemOf: (text) => (text === '' ? messages.certificateFileMissing() : undefined),
    });
    if (typed === undefined || typed === BACK) {
      return undefined;
    }
    file = typed;
    try {
      return { ca_certificate: await readCertificates(file) };
    } catch (error) {
      problem = asCredentialError(error, messages.notFound()).message;
    }
  }
}
