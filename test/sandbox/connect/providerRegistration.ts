import { loopbackFetch } from '../loopbackFetch.js';
import type { ProviderAccess } from './providerClient.js';
import { isObject } from './router.js';

/**
 * Registers Connect, or another server, as a client of an identity provider on this machine (RFC 7591).
 *
 * @param redirectUri where the provider sends the browser back to
 * @param grantTypes such as `authorization_code`
 * @throws Error where the provider registers no clients
 */
export async function registerAtProvider(
  issuer: string,
  redirectUri: string,
  grantTypes: readonly string[],
  clientName = 'Posit Connect',
): Promise<ProviderAccess> {
  const metadata = await json(`${issuer}/.well-known/openid-configuration`);
  const hasCode = grantTypes.includes('authorization_code');
  const client = await json(textIn(metadata, 'registration_endpoint'), {
    client_name: clientName,
    redirect_uris: hasCode ? [redirectUri] : [],
    response_types: hasCode ? ['code'] : [],
    grant_types: grantTypes,
    token_endpoint_auth_method: 'client_secret_basic',
  });
  return {
    authorizationUri: textIn(metadata, 'authorization_endpoint'),
    tokenUri: textIn(metadata, 'token_endpoint'),
    clientId: textIn(client, 'client_id'),
    clientSecret: textIn(client, 'client_secret'),
  };
}

async function json(url: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
  const request = body && {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  };
  const response = await loopbackFetch(url, request);
  const answer: unknown = await response.json();
  if (!response.ok || !isObject(answer)) throw new Error(`The provider answered ${response.status}`);
  return answer;
}

function textIn(answer: Readonly<Record<string, unknown>>, name: string): string {
  const value = answer[name];
  if (typeof value !== 'string') throw new Error(`The provider's answer has no ${name}`);
  return value;
}
