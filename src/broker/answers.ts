import type { AccessToken } from '../core/source.js';
import type { Integration } from '../core/integration.js';
import type { WireIntegration, WireIntegrations, WireToken } from '../workbench/wire.js';

/** Milliseconds after which a token of unknown lifetime is to be asked for again: clients want an expiry. */
const UNKNOWN_LIFETIME = 60_000;

/**
 * The answer to `oauth_integrations`.
 *
 * @param signInErrorOf why the last sign-in to an integration came to nothing, if it did
 */
export function integrationsAnswer(
  integrations: readonly Integration[],
  signInErrorOf: (integration: Integration) => string | undefined,
): WireIntegrations {
  const listed = integrations.map((each) => wireIntegration(each, signInErrorOf(each)));
  return { providers: [{ type: 'custom', integrations: listed }] };
}

/** Clients index the documented keys: each is there, `null` without a value. The keys of our own may be absent. */
function wireIntegration(integration: Integration, signInError: string | undefined): WireIntegration {
  const { status, expiry, gitHosts } = integration;
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
    authenticated: status.kind === 'authenticated',
    ...(status.kind === 'configurationError' ? { error: status.detail } : { complete: true }),
    ...(expiry ? { expiry: wireTime(expiry.at), renewable: expiry.isRenewable } : {}),
    ...(gitHosts ? { git_hosts: gitHosts } : {}),
    ...(signInError === undefined ? {} : { sign_in_error: signInError }),
  };
}

/**
 * The answer to `oauth_token`.
 *
 * @param now milliseconds since the epoch
 */
export function tokenAnswer({ value, expiresAt, extra }: AccessToken, now: number): WireToken {
  const fields = withoutRefreshTokens(extra?.reveal() ?? {});
  return {
    access_token: value.reveal(),
    expiry: wireTime(expiresAt ?? now + UNKNOWN_LIFETIME),
    ...(Object.keys(fields).length > 0 ? { extra: fields } : {}),
  };
}

/** Some providers send several tokens in one answer, each in an object with a refresh token of its own. */
function withoutRefreshTokens(extra: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const json = JSON.stringify(extra, (name, value: unknown) => (name === 'refresh_token' ? undefined : value));
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}

/** Whole seconds, rounded down: a token must not be taken for valid when it no longer is. */
function wireTime(time: number): string {
  return new Date(Math.floor(time / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}
