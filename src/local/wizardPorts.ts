import { unsafetyOf } from '../core/url.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import type { LocalPorts } from './ports.js';
import type { IntegrationCredentials, WizardPorts } from './wizard/ports.js';

/** What the wizards need, from what the source has. */
export function wizardPorts(
  ports: LocalPorts,
  servers: Pick<ServerMetadataCache, 'get'>,
  keeping: IntegrationCredentials,
): WizardPorts {
  const { dialogs, settings, log, browser, providers } = ports;
  return {
    ...{ browser, providers, dialogs, settings, log, keeping },
    relayRedirectUri: relayRedirectUri(ports),
    signIn: ({ id }) => ports.signIn(id),
    discover: (server, signal) => servers.get(server, signal),
  };
}

/** The relay's, if that is the first way by which the browser returns to this window. */
function relayRedirectUri({ relay, redirects }: LocalPorts): string | undefined {
  const isFirst = redirects.windowKind === 'browser' && relay && unsafetyOf(relay.redirectUri) === undefined;
  return isFirst ? relay.redirectUri : undefined;
}
