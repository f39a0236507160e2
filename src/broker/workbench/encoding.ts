import type { Integration } from '../../core/integration.js';
import type { CreatedIntegration, ServerCredential, ServerFacts, ServerIntegration } from '../../core/serverAccess.js';
import type { AccessToken } from '../../core/source.js';
import { isoSeconds } from '../../core/time.js';
import type {
  WireCreatedIntegration,
  WireIntegration,
  WireIntegrations,
  WireServerIntegration,
  WireServerIntegrations,
  WireServers,
  WireServerToken,
  WireToken,
} from '../../workbench/wire.js';

/** Milliseconds after which clients ask again for a token of unknown lifetime: they require an expiry. */
const UNKNOWN_LIFETIME = 60_000;

/**
 * The answer to `oauth_integrations`.
 *
 * @param signInErrorOf why the last sign-in to an integration failed, if it did
 * @param notice what the user should know about the list
 */
export function encodeIntegrations(
  integrations: readonly Integration[],
  signInErrorOf: (integration: Integration) => string | undefined,
  notice?: string,
): WireIntegrations {
  const encoded = integrations.map((each) => encodeIntegration(each, signInErrorOf(each)));
  return { providers: [{ type: 'custom', integrations: encoded }], ...(notice === undefined ? {} : { notice }) };
}

/** Clients index Workbench's keys, so each of them is there, `null` without a value. Keys that we added may be absent. */
function encodeIntegration(integration: Integration, signInError: string | undefined): WireIntegration {
  const { status, actions, expiry, gitHosts, signInReason, isTokenUnknown = false } = integration;
  return {
    uid: integration.guid ?? null,
    type: integration.type ?? null,
    name: integration.name ?? null,
    display_name: integration.label,
    client_id: integration.clientId ?? null,
    auth_url: integration.authUrl ?? null,
    token_url: integration.tokenUrl ?? null,
    // Clients iterate over them.
    scopes: integration.scopes ?? [],
    issuer: integration.issuer ?? null,
    // A client that asks for the token then gets the failure, and is not told to sign in.
    authenticated: status.kind === 'authenticated' || isTokenUnknown,
    ...(status.kind === 'configurationError' ? { error: status.detail } : { complete: true }),
    ...(expiry ? { expiry: isoSeconds(expiry.at), renewable: expiry.isRenewable } : {}),
    ...(gitHosts ? { git_hosts: gitHosts } : {}),
    ...(signInError === undefined ? {} : { sign_in_error: signInError }),
    ...(signInReason === undefined ? {} : { sign_in_reason: signInReason }),
    ...(status.kind === 'notSignedIn' && actions.includes('signOut') ? { can_sign_out: true } : {}),
  };
}

/**
 * The answer to `oauth_token`.
 *
 * @param now milliseconds since the epoch
 */
export function encodeToken({ value, expiresAt, extra }: AccessToken, now: number): WireToken {
  const fields = extra && withoutRefreshTokens(extra.reveal());
  return {
    access_token: value.reveal(),
    expiry: isoSeconds(expiresAt ?? now + UNKNOWN_LIFETIME),
    ...(fields && Object.keys(fields).length > 0 ? { extra: fields } : {}),
  };
}

/** The answer to `oauth_servers`. */
export function encodeServers(servers: readonly ServerFacts[]): WireServers {
  return { servers: servers.map(encodeServer) };
}

export function encodeServer(server: ServerFacts): WireServers['servers'][number] {
  const { name, url, isDefault, isSignedIn, username, role, expiry } = server;
  return {
    ...{ name, url, default: isDefault, signed_in: isSignedIn, user: username ?? null, role: role ?? null },
    ...(expiry ? { expiry: isoSeconds(expiry.at), renewable: expiry.isRenewable } : {}),
  };
}

/** The answer to `oauth_server_token`. */
export function encodeServerToken({ scheme, value, expiresAt }: ServerCredential): WireServerToken {
  return {
    ...{ scheme, token: value.reveal() },
    ...(expiresAt === undefined ? {} : { expiry: isoSeconds(expiresAt) }),
  };
}

/** The answer to `oauth_server_integrations`. */
export function encodeServerIntegrations(integrations: readonly ServerIntegration[]): WireServerIntegrations {
  return { integrations: integrations.map(encodeServerIntegration) };
}

/** The answer to `oauth_server_create_integration`. @param server its name */
export function encodeCreated(created: CreatedIntegration, server: string): WireCreatedIntegration {
  const { redirectUri } = created;
  return {
    ...{ server, integration: encodeServerIntegration(created) },
    ...(redirectUri === undefined ? {} : { redirect_uri: redirectUri }),
  };
}

function encodeServerIntegration(integration: ServerIntegration): WireServerIntegration {
  const { guid, name, label, description, template, authType, isSignedIn } = integration;
  return {
    ...{ id: guid, name: name ?? null, display_name: label, description: description ?? null },
    ...{ template: template ?? null, auth_type: authType ?? null, signed_in: isSignedIn ?? null },
  };
}

/** Some providers return several tokens at once, each in an object with a refresh token of its own. */
function withoutRefreshTokens(extra: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const json = JSON.stringify(extra, (name, value: unknown) => (name === 'refresh_token' ? undefined : value));
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}
