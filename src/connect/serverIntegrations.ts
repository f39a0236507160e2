import type { CreatedIntegration, ServerIntegration } from '../core/serverAccess.js';
import type { ConnectApi } from './api/connectApi.js';
import type { ConnectIntegration } from './api/integrations.js';
import type { Template } from './api/templates.js';
import { labelOf, takesSignIn } from './listing.js';
import { newIntegration } from './manage/newIntegration.js';
import { redirectUriOf } from './server.js';

/* What the command shows and does with the integrations of a server. */

/** All integrations that the user may list, with whether the user is signed in to them. Throws `CredentialError`. */
export async function listServerIntegrations(
  api: ConnectApi,
  signal: AbortSignal,
): Promise<readonly ServerIntegration[]> {
  const [integrations, sessions] = await Promise.all([api.integrations(signal), api.sessions(signal)]);
  const isNamed = integrations.every(({ name }) => name !== undefined);
  const templates = isNamed ? [] : await templatesOf(api, signal);
  const signedIn = new Set(sessions.map(({ integrationGuid }) => integrationGuid));
  return integrations.map((each) => shownIntegration(each, signedIn, templates));
}

/** Creates an integration. Throws `CredentialError`. @param body see `ServerAccess.createIntegration` */
export async function createServerIntegration(
  api: ConnectApi,
  serverUrl: string,
  body: unknown,
  signal: AbortSignal,
): Promise<CreatedIntegration> {
  const templates = await api.templates(signal);
  const created = await api.createIntegration(newIntegration(body, templates), signal);
  return {
    ...shownIntegration(created, new Set(), templates),
    redirectUri: takesSignIn(created) ? redirectUriOf(serverUrl) : undefined,
  };
}

/** They only give integrations without a name one. A failure is logged by the client. */
async function templatesOf(api: ConnectApi, signal: AbortSignal): Promise<readonly Template[]> {
  try {
    return await api.templates(signal);
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

function shownIntegration(
  integration: ConnectIntegration,
  signedIn: ReadonlySet<string>,
  templates: readonly Template[],
): ServerIntegration {
  const { guid, name, description, template, authType, authTypeText } = integration;
  return {
    ...{ guid, name, description, template, authType: authTypeText ?? authType },
    label: labelOf(
      integration,
      templates.find(({ id }) => id === template),
    ),
    isSignedIn: takesSignIn(integration) ? signedIn.has(guid) : undefined,
  };
}
