import { connectRequest, type Endpoints, fieldsWithoutPlace } from './request.js';
import { secretMethodOf } from '../../oauth/client.js';
import type { Definition } from '../definition/definition.js';
import { discovered } from '../wizard/discovery.js';
import * as messages from '../wizard/messages.js';
import type { WizardPorts } from '../wizard/ports.js';

/**
 * Copies the command that creates an integration on Posit Connect, with the endpoints from the metadata of its issuer.
 * Does nothing when the user cancels. Throws `CredentialError` when the metadata can't be read.
 */
export async function copyConnectRequest(
  ports: Pick<WizardPorts, 'dialogs' | 'discover'>,
  definition: Definition,
): Promise<void> {
  const endpoints = await endpointsOf(ports, definition);
  if (endpoints) {
    const text = connectRequest(definition, endpoints);
    await ports.dialogs.copy(text, messages.requestCopied(fieldsWithoutPlace(definition)));
  }
}

/** The endpoints of a definition, or those of its issuer; `undefined` if the user cancels. Throws `CredentialError`. */
export async function endpointsOf(
  ports: Pick<WizardPorts, 'dialogs' | 'discover'>,
  { server }: Definition,
): Promise<Endpoints | undefined> {
  if (server.issuer === undefined) {
    return server;
  }
  const told = await discovered(ports, server.issuer);
  return (
    told && {
      authorizationUri: told.endpoints.authorization_endpoint,
      tokenUri: told.endpoints.token_endpoint,
      authMethod: secretMethodOf(told),
    }
  );
}
