import { CredentialError, errorChain } from '../../core/errors.js';
import { type Entry, type Definition, isInvalid } from '../definition/definition.js';
import { type AuthorizationServer, endpointUnavailable } from '../../oauth/authorizationServer.js';
import type { Finding } from '../../core/finding.js';
import * as messages from './messages.js';
import { networkFindings } from './network.js';
import type { CheckPorts } from './ports.js';
import { redirectFindings } from './redirect.js';

/**
 * Goes through what a sign-in needs: settings, metadata, network, redirect, client and what is stored. Every failure is a
 * finding. Throws only the signal's reason once it is aborted.
 */
export async function checkIntegration(
  entry: Entry,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (isInvalid(entry)) {
    return [messages.settingsWrong(entry.problem)];
  }
  const settings = messages.settingsRight();
  const read = await attempt(signal, () => ports.server(entry, signal));
  if ('failure' in read) {
    const network = await networkFindings(locationsOf(entry), ports, signal);
    return [settings, messages.metadataUnreadable(read.failure), ...network, await stateFinding(entry, ports, signal)];
  }
  const { value: server } = read;
  return [
    settings,
    metadataFinding(entry, server),
    ...(await networkFindings(usedEndpoints(entry, server), ports, signal)),
    ...(entry.authType === 'Viewer'
      ? [pkceFinding(entry, server), ...(await redirectFindings(entry, server, ports, signal))]
      : []),
    ...scopeFindings(entry, server),
    await clientFinding(entry, server, ports, signal),
    await stateFinding(entry, ports, signal),
  ];
}

/** The URLs that are known without metadata. */
function locationsOf({ server }: Definition): readonly string[] {
  return server.issuer === undefined ? [server.tokenUri] : [server.issuer];
}

/** The endpoints that a sign-in or sign-out sends something to. */
function usedEndpoints({ authType }: Definition, { endpoints }: AuthorizationServer): readonly string[] {
  const { token_endpoint: token, revocation_endpoint: revocation } = endpoints;
  const forUsers = [endpoints.authorization_endpoint, endpoints.device_authorization_endpoint];
  const used = [...(authType === 'Viewer' ? forUsers : []), token, revocation];
  return used.filter((url) => url !== undefined);
}

function metadataFinding({ server: { issuer }, authType }: Definition, server: AuthorizationServer): Finding {
  const { authorization_endpoint: page, device_authorization_endpoint: device } = server.endpoints;
  if (authType === 'Viewer' && page === undefined) {
    return device === undefined
      ? messages.signInPageMissing(endpointUnavailable(server, 'authorization_endpoint').message)
      : messages.deviceCodesOnly(server.host);
  }
  const origins = server.crossOriginEndpoints.map(({ origin }) => origin);
  return issuer === undefined ? messages.endpointsEntered() : messages.metadataRead(server.host, [...new Set(origins)]);
}

function pkceFinding({ usePkce }: Definition, { host, pkceMethods }: AuthorizationServer): Finding {
  if (!usePkce) {
    return messages.pkceOff();
  }
  return pkceMethods === undefined
    ? messages.pkceNotListed(host)
    : pkceMethods.includes('S256')
      ? messages.pkceListed()
      : messages.pkceUnsupported(host);
}

/** Many servers accept scopes that they do not list. */
function scopeFindings({ scopes }: Definition, { host, scopes: listed }: AuthorizationServer): readonly Finding[] {
  const unlisted = listed ? scopes.filter((scope) => !listed.includes(scope)) : [];
  return unlisted.length === 0 ? [] : [messages.scopesNotListed(host, unlisted)];
}

async function clientFinding(
  definition: Definition,
  server: AuthorizationServer,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<Finding> {
  const tried = await attempt(signal, () => ports.client(definition, server, signal));
  return 'failure' in tried ? messages.clientUnclear(tried.failure) : messages.clientResult(server.host, tried.value);
}

async function stateFinding(definition: Definition, ports: CheckPorts, signal: AbortSignal): Promise<Finding> {
  const read = await attempt(signal, () => ports.state(definition));
  return 'failure' in read
    ? messages.stateUnreadable(read.failure)
    : messages.signInState(read.value, ports.clock.now());
}

/** What `work` returns, or the sentence of its failure. */
async function attempt<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    signal.throwIfAborted();
    return { failure: error instanceof CredentialError ? error.message : errorChain(error) };
  }
}
