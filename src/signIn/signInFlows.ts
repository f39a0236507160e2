import { type CredentialError, errorChain } from '../core/errors.js';
import type { Browser } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { whileAsking } from '../core/signInQuestion.js';
import type { SignInOptions } from '../core/source.js';
import { endpointUnavailable } from '../oauth/authorizationServer.js';
import { CallbackUnavailable } from '../oauth/callbackListener.js';
import { OAuthError } from '../oauth/errorResponse.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import { clientCredentialsGrant } from '../oauth/tokens.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import { askForClientSecret } from './clientSecretQuestion.js';
import { configuredClient } from './configuredClient.js';
import type { SignInTarget } from './target.js';
import * as messages from './messages.js';
import { deviceCode } from './methods/deviceCode.js';
import {
  hasSignInPage,
  type MethodPorts,
  type SignInMethod,
  type SignInRequest,
  type SignInResult,
} from './methods/method.js';
import { methodsFor } from './methods/order.js';
import { WaitingPages } from './waitingPages.js';

/** What a sign-in has brought, to be stored. */
export interface SignedIn extends SignInResult {
  /** The client secret that the user was asked for, and that the server has accepted. */
  readonly clientSecret: Secret | undefined;
}

/** Signs in by the first method that works in this window. */
export class SignInFlows {
  readonly #pages = new WaitingPages();

  constructor(
    private readonly servers: ServerMetadataCache,
    private readonly ports: MethodPorts,
  ) {}

  /**
   * Signs in. Asks for the client secret if it is not stored. Throws as {@link SignInMethod.attempt} does.
   */
  async signIn(
    target: SignInTarget,
    stored: StoredCredentials | undefined,
    options: SignInOptions,
    signal: AbortSignal,
  ): Promise<SignedIn> {
    const { withDeviceCode = false, browser } = options;
    const server = await this.servers.get(target.server, signal);
    const isSecretMissing = target.authMode === 'Confidential' && stored?.clientSecret === undefined;
    const clientSecret = isSecretMissing
      ? await whileAsking(options, () => askForClientSecret(this.ports.dialogs, target, signal))
      : undefined;
    const request: Omit<SignInRequest, 'onPage'> = {
      target,
      stored: clientSecret ? { registration: stored?.registration, grant: stored?.grant, clientSecret } : stored,
      server,
      browser: browser ?? this.ports.browser,
      isPageOpenedElsewhere: browser !== undefined,
    };
    const result = await this.#pages.during(target.id, (onPage) =>
      this.#signIn({ ...request, onPage }, withDeviceCode, signal),
    );
    return { ...result, clientSecret };
  }

  /** Shows the page of a sign-in that is waiting again, with this browser. Resolves with whether there is such a page. */
  showAgain(id: string, browser: Browser = this.ports.browser): Promise<boolean> {
    return this.#pages.showAgain(id, browser);
  }

  #signIn(request: SignInRequest, withDeviceCode: boolean, signal: AbortSignal): Promise<SignInResult> {
    if (request.target.authType === 'Service Account') {
      return this.#asServiceAccount(request, signal);
    }
    return withDeviceCode
      ? deviceCode(this.ports).attempt(request, signal)
      : this.#byFirstMethod(request, methodsFor(this.ports.redirects.windowKind, this.ports), signal);
  }

  async #byFirstMethod(
    request: SignInRequest,
    methods: readonly SignInMethod[],
    signal: AbortSignal,
  ): Promise<SignInResult> {
    let failure: CredentialError | undefined;
    for (const method of methods.filter((each) => each.isPossible(request))) {
      try {
        return await method.attempt(request, signal);
      } catch (error) {
        if (!isNextTried(error, method)) {
          throw error;
        }
        failure = error;
        this.ports.log.info(`sign-in: ${request.target.id}: ${method.name} does not work: ${errorChain(error)}`);
      }
    }
    throw failure ?? whyNone(request);
  }

  async #asServiceAccount({ target, stored, server }: SignInRequest, signal: AbortSignal): Promise<SignInResult> {
    const client = configuredClient(target, stored?.clientSecret, server);
    return {
      grant: await clientCredentialsGrant({ server, client, wanted: target }, this.ports, signal),
      registration: undefined,
    };
  }
}

/** Why no method is possible. */
function whyNone({ target, server }: SignInRequest): CredentialError {
  return hasSignInPage({ server }) ? messages.noMethod(target) : endpointUnavailable(server, 'authorization_endpoint');
}

function isNextTried(error: unknown, { passesOn }: SignInMethod): error is CredentialError {
  return error instanceof CallbackUnavailable || (error instanceof OAuthError && passesOn.includes(error.error));
}
