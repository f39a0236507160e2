import { abortable } from '../core/abort.js';
import { asCredentialError, CredentialError } from '../core/errors.js';
import type { Browser, Clock, Disposable } from '../core/ports.js';
import { assertOpenable } from '../core/url.js';
import { type AuthorizationRequest, createAuthorizationRequest } from './authorizationRequest.js';
import { assertPkce, type AuthorizationServer } from './authorizationServer.js';
import { type CallbackListener, type CallbackOutcome, isAnswerTo } from './callbackListener.js';
import { asClient, type ClientAtServer, type ClientRequest, type RequestedAccess } from './clientRequest.js';
import { errorResponse } from './errorResponse.js';
import type { ProcessTokens } from './idToken.js';
import { credentialErrorOf } from './libraryErrors.js';
import type { OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import { isIssuer } from './microsoftEntra.js';
import type { TokenSet } from './tokenSet.js';

/** How long a sign-in waits for the user to finish it in the browser, in milliseconds. */
const TIME_LIMIT = 10 * 60_000;

export interface AuthorizationCodeFlow extends ClientAtServer {
  readonly wanted: RequestedAccess;
  /** Receives the answer. The flow owns it and disposes of it when it ends. */
  readonly receiver: CallbackListener;
}

/**
 * Signs in with the authorization code flow in the user's browser (RFC 6749, section 4.1; RFC 7636; RFC 8252; RFC 9207).
 * Returns what was granted, with an expiry counted from the moment of the answer. Throws `CredentialError` if the server or
 * the user refuses, or after 10 minutes; or the signal's reason once it is aborted.
 */
export async function authorizationCodeFlow(
  { server, client, wanted, receiver }: AuthorizationCodeFlow,
  ports: OAuthPorts & { readonly browser: Browser },
  signal: AbortSignal,
): Promise<TokenSet> {
  const owned: Disposable[] = [receiver];
  try {
    assertPkce(server, wanted.usePkce);
    return await asClient({ server, client, request: 'code' }, ports, signal, async (call) => {
      const request = await createAuthorizationRequest(call, server, wanted, receiver.redirectUri);
      assertOpenable(request.url);
      receiver.expect?.(request.state);
      const check = (parameters: URLSearchParams) => validateCallback(parameters, request, server, call, receiver);
      const answer = await abortable(signal, () => {
        const answered = waitForCallback(request, check, receiver, ports.clock, owned);
        return Promise.race([answered, open(request.url, ports.browser).then(() => answered)]);
      });
      return exchangeCode(answer, request, wanted, receiver.redirectUri, call);
    });
  } finally {
    owned.forEach((each) => each.dispose());
  }
}

/**
 * Waits for the answer to a request. Answers to other requests are ignored: a stray request must not end a sign-in. The
 * first answer to this one counts, and no other after it.
 *
 * @param check returns the answer if it has a code; throws if the answer is a refusal, or has to be refused
 * @param owned takes what has to be disposed of when the flow ends
 */
function waitForCallback(
  { state }: AuthorizationRequest,
  check: (parameters: URLSearchParams) => URLSearchParams,
  receiver: CallbackListener,
  clock: Clock,
  owned: Disposable[],
): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const take = (parameters: URLSearchParams): CallbackOutcome => {
      if (isAnswered || !isAnswerTo(state, parameters)) {
        return 'ignored';
      }
      isAnswered = true;
      try {
        resolve(check(parameters));
        return 'accepted';
      } catch (error) {
        const failure = asCredentialError(error, messages.signInRefused());
        reject(failure);
        return { refusal: failure.message };
      }
    };
    owned.push(
      receiver.onCallback(take),
      clock.setTimeout(() => reject(messages.signInTimedOut()), TIME_LIMIT),
    );
  });
}

/**
 * Checks an answer, and that it comes from the server that was asked (RFC 9207, section 2.4). There is no issuer to compare
 * with where the server is defined by its endpoints, and no `iss` where only the code arrives. Returns an answer with a
 * code; throws for every other.
 */
function validateCallback(
  parameters: URLSearchParams,
  { state }: AuthorizationRequest,
  { issuer, host }: AuthorizationServer,
  { oauth, metadata, client }: ClientRequest,
  { receivesOnlyCode = false }: CallbackListener,
): URLSearchParams {
  const answer = new URLSearchParams(parameters);
  if (!answer.has('state')) {
    const error = answer.get('error') ?? '';
    throw errorResponse({
      ...{ host, request: 'authorization', error },
      description: answer.get('error_description') ?? undefined,
    });
  }
  const issuers = answer.getAll('iss');
  if (issuer === undefined) {
    answer.delete('iss');
  } else if (receivesOnlyCode && issuers.length === 0) {
    // What the library expects where the server announces it.
    answer.set('iss', issuer);
  } else if (issuers.length === 0 && metadata.authorization_response_iss_parameter_supported) {
    throw messages.issuerInAnswerMissing(host);
  } else if (issuers.some((each) => !isIssuer(each, issuer))) {
    throw messages.issuerInAnswerWrong(host);
  } else if (issuers.length === 1) {
    // The library compares it with the issuer in the metadata, which may be a template.
    answer.set('iss', issuer);
  }
  let valid: URLSearchParams;
  try {
    valid = oauth.validateAuthResponse(metadata, client, answer, state);
  } catch (error) {
    throw credentialErrorOf(error, host, oauth);
  }
  if (valid.getAll('code').length !== 1) {
    throw messages.malformed(host, 'code');
  }
  return valid;
}

/** The cause of a failure is dropped: it may contain the URL. */
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
  const process: ProcessTokens = (server, known, response, expectedNonce) =>
    oauth.processAuthorizationCodeResponse(
      server,
      known,
      response,
      expectedNonce === undefined ? {} : { expectedNonce },
    );
  return grant(request, process, { nonce });
}
