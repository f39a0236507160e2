import { callerOf, type ApiKeys, type Caller } from './callers.js';
import { isVerified, unverifiedClaims } from './identityTokens.js';
import { users, type Role } from './users.js';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** A service principal: an identity token with these claims can be exchanged for an API key. */
export interface ServicePrincipal {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** The role of the user that the API key belongs to; default: no user. */
  readonly user?: Role;
  /** Milliseconds that the API key lives; default: an hour. */
  readonly lifetime?: number;
}

/** An answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, string | number>>;
}

/** Exchanges a workload's identity token for a short-lived API key (RFC 8693), as `rsconnect login --identity-token` asks. */
export async function exchangeIdentityToken(
  form: URLSearchParams,
  principals: readonly ServicePrincipal[],
  keys: ApiKeys,
): Promise<TokenAnswer> {
  const token = form.get('subject_token') ?? '';
  if (form.get('subject_token_type') !== ID_TOKEN || token === '') {
    return refusal('invalid_request', 'The subject token must be an ID token.');
  }
  if ((form.get('requested_token_type') ?? ACCESS_TOKEN) !== ACCESS_TOKEN) {
    return refusal('invalid_request', 'The requested token type is not supported.');
  }
  const claims = unverifiedClaims(token) ?? {};
  const ofIssuer = principals.filter(({ issuer }) => issuer === claims['iss']);
  if (!ofIssuer[0] || !(await isVerified(token, ofIssuer[0].issuer))) {
    return refusal('invalid_grant', 'The identity token could not be verified.');
  }
  const audiences = [claims['aud']].flat();
  const matching = ofIssuer.filter(
    ({ subject, audience }) => subject === claims['sub'] && audiences.includes(audience),
  );
  const [principal] = matching;
  if (!principal) return refusal('invalid_grant', 'No service principal was granted access.');
  if (matching.length > 1) return refusal('invalid_grant', 'The service principal is ambiguous.');
  const lifetime = principal.lifetime ?? 60 * 60_000;
  return {
    status: 200,
    body: {
      access_token: keys.issue(holderOf(principal), lifetime),
      issued_token_type: ACCESS_TOKEN,
      token_type: 'Key',
      expires_in: Math.floor(lifetime / 1000),
    },
  };
}

function holderOf({ user }: ServicePrincipal): Caller {
  return user ? callerOf(users[user]) : { user: undefined, role: 'viewer' };
}

function refusal(error: string, description: string): TokenAnswer {
  return { status: 400, body: { error, error_description: description } };
}
