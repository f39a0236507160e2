import { errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';
import { isRecord } from '../core/record.js';
import { oneLine } from '../core/text.js';
import type { JsonObject } from './json.js';
import { withoutDetails } from './libraryErrors.js';
import { idTokenWrong } from './messages.js';
import { issuerForTenant } from './microsoftEntra.js';
import type * as OAuth from './oauth4webapi.js';
import { jsonResponse } from './response.js';

/** The library's check of a token answer. */
export type ProcessTokens = (
  metadata: OAuth.Metadata,
  client: OAuth.LibraryClient,
  response: Response,
  nonce: string | undefined,
) => Promise<OAuth.TokenEndpointResponse>;

/** The `nonce` that was sent with `openid`. */
export interface ExpectedNonce {
  readonly value: string;
  /** Whether it has to match, since the code is not bound to this sign-in by PKCE (RFC 9700, section 2.1.1). */
  readonly isRequired: boolean;
}

export interface TokenCheck {
  readonly oauth: typeof OAuth;
  readonly process: ProcessTokens;
  readonly metadata: OAuth.Metadata;
  readonly client: OAuth.LibraryClient;
  readonly nonce: ExpectedNonce | undefined;
  readonly host: string;
  /** Whether the issuer is known, without which an ID token can't be checked. */
  readonly hasIssuer: boolean;
}

/**
 * A token answer, checked by the library. Only the access token is used here, so an ID token that is missing or not valid is
 * logged and left out, and fails nothing; `state` and PKCE bind the code to the sign-in. Without PKCE the nonce does, and then
 * has to match.
 *
 * @returns also whether there was an ID token at all, valid or not
 */
export async function processWithIdToken(
  response: Response,
  { oauth, process, metadata, client, nonce, host, hasIssuer }: TokenCheck,
  log: Logger,
): Promise<{ readonly answer: OAuth.TokenEndpointResponse; readonly hadIdToken: boolean }> {
  const { id_token: idToken, ...rest } = (await response.json()) as JsonObject;
  const answer = await process(metadata, client, jsonResponse(rest), undefined);
  if (nonce?.isRequired && claimsIn(idToken)['nonce'] !== nonce.value) {
    throw idTokenWrong(host);
  }
  if (typeof idToken !== 'string') {
    if (nonce) {
      log.info(`oauth: ${oneLine(host)} sent no ID token, though the scope openid was requested`);
    }
    return { answer, hadIdToken: false };
  }
  if (!hasIssuer) {
    return { answer, hadIdToken: true };
  }
  try {
    const issuer = issuerForTenant(metadata.issuer, claimsIn(idToken)['tid']);
    await process({ ...metadata, issuer }, client, jsonResponse({ ...rest, id_token: idToken }), nonce?.value);
    return { answer: { ...answer, id_token: idToken }, hadIdToken: true };
  } catch (error) {
    log.warn(
      `oauth: the ID token of ${oneLine(host)} is not valid and is left out: ${errorChain(withoutDetails(error, oauth))}`,
    );
    return { answer, hadIdToken: true };
  }
}

/**
 * The claims of an ID token, not checked; none if they can't be read. The token came from the token endpoint itself, over TLS,
 * so its signature need not be verified (OpenID Connect Core, section 3.1.3.7, item 6).
 */
function claimsIn(idToken: unknown): JsonObject {
  try {
    const [, payload = ''] = typeof idToken === 'string' ? idToken.split('.') : [];
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
}
