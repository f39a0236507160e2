import type { AuthMethod } from '../../oauth/tokenSet.js';
import type { Definition } from '../definition/definition.js';

/** Placeholders for what this extension does not reveal, or does not know. */
export const SECRET_PLACEHOLDER = '<client secret>';
const CLIENT_ID_PLACEHOLDER = '<client ID>';

/** The endpoints of an authorization server, from its metadata or the definition. */
export interface Endpoints {
  readonly authorizationUri: string | undefined;
  readonly tokenUri: string;
  /** How a client with a secret authenticates if its definition does not say. */
  readonly authMethod?: AuthMethod;
}

/**
 * A shell command that creates the same integration on a Posit Connect server: `curl`, for any POSIX shell. Server and
 * API key come from the variables `CONNECT_SERVER` and `CONNECT_API_KEY`, as for Posit's own tools; the client
 * secret is replaced by {@link SECRET_PLACEHOLDER}. See
 * docs.posit.co/connect/admin/integrations/oauth-integrations/custom.
 */
export function connectRequest(definition: Definition, endpoints: Endpoints): string {
  return [
    `curl --request POST "\${CONNECT_SERVER%/}/__api__/v1/oauth/integrations"`,
    `  --header "Authorization: Key \${CONNECT_API_KEY:?}"`,
    `  --header 'Content-Type: application/json'`,
    `  --data-raw '${connectBody(definition, endpoints)}'`,
  ].join(' \\\n');
}

/**
 * The fields of a definition, by their names in the settings, that change requests to the OAuth server and that the
 * template does not have: they are not part of {@link connectRequest}.
 */
export function fieldsWithoutPlace(definition: Definition): readonly string[] {
  const { audience, resource, authorizationParameters, scopeSeparator, server } = definition;
  const { deviceAuthorizationUri, revocationUri } = server.issuer === undefined ? server : {};
  return Object.entries({
    audience,
    resource,
    authorization_parameters: Object.keys(authorizationParameters)[0],
    scope_separator: scopeSeparator,
    device_authorization_uri: deviceAuthorizationUri,
    revocation_uri: revocationUri,
  }).flatMap(([field, value]) => (value === undefined ? [] : [field]));
}

/** A definition in the form in which Connect's API creates integrations. */
export interface ConnectForm {
  readonly template: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
}

/** @param placeholders stand in the place of what is not revealed or not known; otherwise that is left out */
export function connectForm(
  definition: Definition,
  endpoints: Endpoints,
  placeholders: { readonly clientId?: string; readonly clientSecret?: string } = {},
): ConnectForm {
  const { name, description, clientId, scopes, authMode, authType, tokenEndpointAuthMethod, usePkce } = definition;
  const isConfidential = authMode === 'Confidential';
  return {
    template: 'custom',
    name,
    description,
    config: {
      auth_mode: authMode,
      auth_type: authType,
      client_id: clientId ?? placeholders.clientId,
      client_secret: isConfidential ? placeholders.clientSecret : undefined,
      authorization_uri: authType === 'Viewer' ? endpoints.authorizationUri : undefined,
      token_uri: endpoints.tokenUri,
      token_endpoint_auth_method: isConfidential
        ? (tokenEndpointAuthMethod ?? endpoints.authMethod ?? 'client_secret_basic')
        : undefined,
      scopes: scopes.join(' '),
      use_pkce: usePkce,
    },
  };
}

/**
 * JSON of visible ASCII without `'` and `!`: between single quotes it means the same to every shell, interactive or not.
 */
function connectBody(definition: Definition, endpoints: Endpoints): string {
  const placeholders = { clientId: CLIENT_ID_PLACEHOLDER, clientSecret: SECRET_PLACEHOLDER };
  const body = connectForm(definition, endpoints, placeholders);
  return JSON.stringify(body, undefined, 2).replace(
    /['!\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
