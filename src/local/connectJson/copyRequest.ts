import type { Definition } from '../definition/definition.js';
import { discovered } from '../wizard/discovery.js';
import * as messages from '../wizard/messages.js';
import type { WizardPorts } from '../wizard/ports.js';
import { connectRequest, type Endpoints, unsupportedFields } from './request.js';

/**
 * Copies the command that creates an integration on Posit Connect, with the endpoints from the issuer's metadata. Does
 * nothing if the user cancels. Throws `CredentialError` if the metadata can't be read.
 */
export async function copyConnectRequest(
  ports: Pick<WizardPorts, 'dialogs' | 'discover'>,
  definition: Definition,
): Promise<void> {
  const endpoints = await endpointsOf(ports, definition);
  if (endpoints) {
    const text = connectRequest(definition, endpoints);
    await ports.dialogs.copy(text, messages.requestCopied(unsupportedFields(definition)));
  }
}

async function endpointsOf(
  ports: Pick<WizardPorts, 'dialogs' | 'discover'>,
  { server }: Definition,
): Promise<Endpoints | undefined> {
  if (server.issuer === undefined) {
    return server;
  }
  const metadata = await discovered(ports, server.issuer);
  return (
    metadata && {
      authorizationUri: metadata.endpoints.authorization_endpoint,
      tokenUri: metadata.endpoints.token_endpoint,
    }
  );
}
