import type { CredentialError } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import { isRecord } from '../core/record.js';
import { redact } from '../core/redaction.js';
import { Secret } from '../core/secret.js';
import type { Clock } from '../core/ports.js';
import { assertFinal } from '../oauth/libraryRequest.js';
import { discover } from '../oauth/discovery.js';
import * as messages from './identityTokenMessages.js';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type';

/** RFC 6750, section 2.1: what can stand in a header. */
const KEY = /^[\x21-\x7e]+$/;

/** An API key that the server has issued for a workload. */
export interface IssuedKey {
  readonly key: Secret;
  /** Milliseconds since the epoch; `undefined` if the server does not say. */
  readonly expiresAt: number | undefined;
}

/**
 * Exchanges the identity token of a workload, such as a CI job, for an API key (RFC 8693). Throws `CredentialError` that says
 * what to check, or the signal's reason once it is aborted.
 *
 * @param base URL of the server
 */
export async function exchangeIdentityToken(
  base: string,
  token: Secret,
  { http, clock }: { readonly http: HttpClient; readonly clock: Clock },
  signal: AbortSignal,
): Promise<IssuedKey> {
  const { host } = new URL(base);
  const { endpoints, grantTypes } = await discover(new URL(base), { http, clock });
  // A server that lists none may know it all the same.
  if (grantTypes && !grantTypes.includes(TOKEN_EXCHANGE)) {
    throw messages.notOffered(host);
  }
  const form = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE,
    subject_token_type: `${TOKEN_TYPE}:id_token`,
    requested_token_type: `${TOKEN_TYPE}:access_token`,
    subject_token: token.reveal(),
  });
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const { token_endpoint: endpoint } = endpoints;
  const response = await http.send(endpoint, { method: 'POST', headers, body: form.toString(), signal });
  assertFinal(response, host, clock.now());
  const answer = parse(response.body);
  if (response.status < 200 || response.status >= 300) {
    throw refusal(host, answer, token);
  }
  const { access_token: key, expires_in: lifetime } = answer;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw messages.noKey(host);
  }
  const isLifetime = typeof lifetime === 'number' && lifetime >= 0 && Number.isFinite(lifetime);
  return { key: new Secret(key), expiresAt: isLifetime ? clock.now() + lifetime * 1_000 : undefined };
}

function parse(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    return isRecord(json) ? json : {};
  } catch {
    return {};
  }
}

/** Connect answers `invalid_grant` for different reasons, which only the description tells apart. */
function refusal(host: string, answer: Readonly<Record<string, unknown>>, token: Secret): CredentialError {
  const { error, error_description: description } = answer;
  const said = redact([error, description].filter((each) => typeof each === 'string').join(': '), [token]);
  if (error !== 'invalid_grant') {
    return messages.refused(host, said);
  }
  const text = typeof description === 'string' ? description.toLowerCase() : '';
  if (text.includes('ambiguous')) {
    return messages.ambiguous(host);
  }
  return text.includes('verif') ? messages.notVerified(host) : messages.notGranted(host);
}
