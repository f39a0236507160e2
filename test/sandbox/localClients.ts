import { randomBytes } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';

/** A client that a provider knows from the start. */
export interface LocalClient {
  readonly id: string;
  /** `undefined`: a public client. */
  readonly secret: string | undefined;
}

/** A client of each kind. Those of people are native ones, sent back to any port of loopback. */
export interface LocalClients {
  readonly public: LocalClient;
  readonly basic: LocalClient;
  readonly post: LocalClient;
  /** One that need not use PKCE. */
  readonly withoutPkce: LocalClient;
  /** A public one of a web application, whose redirect URIs are compared character by character. */
  readonly exact: LocalClient;
  /** A service account, which needs no person. */
  readonly service: LocalClient;
}

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

export function createLocalClients(): LocalClients {
  const confidential = (id: string): LocalClient => ({ id, secret: randomBytes(32).toString('base64url') });
  return {
    public: { id: 'local-public', secret: undefined },
    basic: confidential('local-basic'),
    post: confidential('local-post'),
    withoutPkce: confidential('local-without-pkce'),
    exact: { id: 'local-exact', secret: undefined },
    service: confidential('local-service'),
  };
}

/** The clients as the provider wants them. */
export function metadataOf(
  clients: LocalClients,
  deviceFlow: boolean,
  {
    exactRedirectUris = [],
    exactClientGetsDeviceCodes = true,
  }: { readonly exactRedirectUris?: readonly string[]; readonly exactClientGetsDeviceCodes?: boolean },
): ClientMetadata[] {
  const native = (
    { id, secret }: LocalClient,
    name: string,
    method: 'none' | 'client_secret_basic' | 'client_secret_post',
  ) => ({
    client_id: id,
    ...(secret === undefined ? {} : { client_secret: secret }),
    client_name: name,
    application_type: 'native' as const,
    token_endpoint_auth_method: method,
    redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    response_types: ['code' as const],
    grant_types: ['authorization_code', 'refresh_token', ...(deviceFlow ? [DEVICE_CODE] : [])],
  });
  return [
    native(clients.public, 'Sandbox, public', 'none'),
    native(clients.basic, 'Sandbox, confidential by Basic', 'client_secret_basic'),
    native(clients.post, 'Sandbox, confidential by POST', 'client_secret_post'),
    native(clients.withoutPkce, 'Sandbox, without PKCE', 'client_secret_basic'),
    ...(exactRedirectUris.length === 0
      ? []
      : [
          {
            ...native(clients.exact, 'Sandbox, exact', 'none'),
            application_type: 'web' as const,
            redirect_uris: [...exactRedirectUris],
            ...(exactClientGetsDeviceCodes ? {} : { grant_types: ['authorization_code', 'refresh_token'] }),
          },
        ]),
    {
      client_id: clients.service.id,
      ...(clients.service.secret === undefined ? {} : { client_secret: clients.service.secret }),
      client_name: 'Sandbox, service account',
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
    },
  ];
}
