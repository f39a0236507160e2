import { asClient, type ClientAtServer } from './clientRequest.js';
import { OAuthError } from './errorResponse.js';
import type { OAuthPorts } from './libraryRequest.js';

/** A code that no server has issued. */
const NO_CODE = 'available-credentials-check';

/** Error codes by which servers reject the client (RFC 6749, section 5.2). */
const REJECTED = ['invalid_client', 'unauthorized_client'];

export type ClientTrial =
  | { readonly kind: 'accepted' }
  /** `unclear`: the server fails for another reason. */
  | { readonly kind: 'refused' | 'unclear'; readonly message: string };

/**
 * Tries whether a server accepts a client, by a request that can't succeed: for a code that does not exist. Servers check
 * the client first (RFC 6749, section 5.2). Throws `CredentialError` if there is no answer, or the signal's reason once it
 * is aborted.
 */
export async function tryClient(
  parties: ClientAtServer,
  redirectUri: string,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<ClientTrial> {
  try {
    await asClient({ ...parties, request: 'code' }, ports, signal, (call) => {
      const { oauth, metadata, client, authentication, options } = call;
      const parameters = {
        code: NO_CODE,
        redirect_uri: redirectUri,
        code_verifier: oauth.generateRandomCodeVerifier(),
      };
      const type = 'authorization_code';
      const request = oauth.genericTokenEndpointRequest(metadata, client, authentication, type, parameters, options);
      return call.grant(request, (as, known, response) =>
        oauth.processGenericTokenEndpointResponse(as, known, response),
      );
    });
    return { kind: 'accepted' };
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    const { error: code, message } = error;
    // The code is not accepted, but the client is.
    return code === 'invalid_grant'
      ? { kind: 'accepted' }
      : { kind: REJECTED.includes(code) ? 'refused' : 'unclear', message };
  }
}
