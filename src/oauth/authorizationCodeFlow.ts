import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import type { Browser, Clock, Disposable } from '../core/ports.js';
import { assertOpenable } from '../core/url.js';
import type { TokenSet } from './tokenSet.js';
import { type AuthorizationRequest, createAuthorizationRequest } from './authorizationRequest.js';
import { type ClientRequest, asClient, type ClientAtServer, type RequestedAccess } from './clientRequest.js';
import type { OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import type { CallbackOutcome, CallbackListener } from './callbackListener.js';
import { assertPkce, type AuthorizationServer } from './authorizationServer.js';

/** Milliseconds for which a sign-in waits for the user to come through with it in the browser. */
const TIME_LIMIT = 10 * 60_000;

export interface AuthorizationCodeFlow extends ClientAtServer {
  readonly wanted: RequestedAccess;
  /** Where the answer arrives. It is the flow's from now on, which disposes of it in the end, however that comes. */
  readonly receiver: CallbackListener;
}

/**
 * Signs in by the authorization code flow, in the user's browser (RFC 6749, section 4.1; RFC 7636; RFC 8252; RFC 9207).
 * Returns what was granted, with an expiry that counts from the moment of the answer. Throws `CredentialError` when the
 * server or the user refuses, or after 10 minutes; the signal's reason once it is aborted.
 */
export async function authorizationCodeFlow(
  { server, client, wanted, receiver }: AuthorizationCodeFlow,
  ports: OAuthPorts & { readonly browser: Browser },
  signal: AbortSignal,
): Promise<TokenSet> {
  const owned: Disposable[] = [receiver];
  try {
    assertPkce(server, wanted.usePkce);
    return await asClient({ server, client }, ports, signal, async (call) => {
      const request = await createAuthorizationRequest(call, server, wanted, receiver.redirectUri);
      assertOpenable(request.url);
      const check = (parameters: URLSearchParams) => validateCallback(parameters, request, server, call);
      const answer = await abortable(signal, () => {
        const answered = waitForCallback(request, check, receiver, ports.clock, owned);
        return Promise.race([answered, open(request.url, ports.browser).then(() => answered)]);
      });
      return exchangeCode(check(answer), request, wanted, receiver.redirectUri, call);
    });
  } finally {
    owned.forEach((each) => each.dispose());
  }
}

/**
 * The answer to a request. What has another `state`, or none, is ignored: a stray request must not end a sign-in. The
 * first that has it is the one, and no other is looked at.
 *
 * @param check throws where the answer is a refusal, or is to be refused
 * @param owned takes what has to be disposed of when nobody waits any longer
 */
function waitForCallback(
  { state }: AuthorizationRequest,
  check: (parameters: URLSearchParams) => void,
  receiver: CallbackListener,
  clock: Clock,
  owned: Disposable[],
): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const take = (parameters: URLSearchParams): CallbackOutcome => {
      const states = parameters.getAll('state');
      if (isAnswered || states.length !== 1 || states[0] !== state) {
        return 'ignored';
      }
      isAnswered = true;
      resolve(parameters);
      try {
        check(parameters);
        return 'taken';
      } catch {
        return 'refused';
      }
    };
    owned.push(
      receiver.onCallback(take),
      clock.setTimeout(() => reject(messages.signInTimedOut()), TIME_LIMIT),
    );
  });
}

/**
 * An answer with a code, which comes from the server that was asked, as far as that can be known (RFC 9207, section 2.4):
 * where the server is defined by its endpoints, there is no issuer to compare with. Throws for every other.
 */
function validateCallback(
  parameters: URLSearchParams,
  { state }: AuthorizationRequest,
  { issuer, host }: AuthorizationServer,
  { oauth, metadata, client }: ClientRequest,
): URLSearchParams {
  const answer = new URLSearchParams(parameters);
  const issuers = answer.getAll('iss');
  if (issuer === undefined) {
    answer.delete('iss');
  } else if (issuers.length === 0 && metadata.authorization_response_iss_parameter_supported) {
    throw messages.issuerInAnswerMissing(host);
  } else if (issuers.some((each) => each !== issuer)) {
    throw messages.issuerInAnswerWrong(host);
  }
  const valid = oauth.validateAuthResponse(metadata, client, answer, state);
  if (valid.getAll('code').length !== 1) {
    throw messages.malformed(host, 'code');
  }
  return valid;
}

/** The cause of a failure is not kept: it may hold the URL. */
async function open(url: string, browser: Browser): Promise<void> {
  try {
    await browser.open(url);
  } catch (error) {
    throw error instanceof CredentialError ? error : messages.browserNotOpened();
  }
}

/** Exchanges the code for tokens (RFC 6749, section 4.1.3). */
function exchangeCode(
  answer: URLSearchParams,
  { codeVerifier, nonce }: AuthorizationRequest,
  { resource }: RequestedAccess,
  redirectUri: string,
  { oauth, metadata, client, authentication, options, grant }: ClientRequest,
): Promise<TokenSet> {
  const request = oauth.authorizationCodeGrantRequest(
    metadata,
    client,
    authentication,
    answer,
    redirectUri,
    codeVerifier?.reveal() ?? oauth.nopkce,
    { ...options, ...(resource === undefined ? {} : { additionalParameters: { resource } }) },
  );
  return grant(request, (...[server, known, response]) =>
    oauth.processAuthorizationCodeResponse(
      server,
      known,
      response,
      nonce === undefined ? {} : { expectedNonce: nonce },
    ),
  );
}
