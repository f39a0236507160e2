import type { Dialogs } from '../core/dialogs.js';
import { errorChain } from '../core/errors.js';
import type { Browser, Logger } from '../core/ports.js';
import type { CallbackUris } from '../core/callbackUris.js';
import type { Secret } from '../core/secret.js';
import type { SignInOptions } from '../core/source.js';
import { askForClientSecret } from './clientSecretQuestion.js';
import type { Definition } from './definition/definition.js';
import type { EditorCallbacks } from './editorCallbacks.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { TokenSet, RegisteredClient } from '../oauth/tokenSet.js';
import * as messages from './messages.js';
import { registeredClient } from '../oauth/client.js';
import { clientAtServer, configuredClient } from './configuredClient.js';
import { authorizationCodeFlow } from '../oauth/authorizationCodeFlow.js';
import { type DeviceAuthorization, pollDeviceFlow, startDeviceFlow } from '../oauth/deviceFlow.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import { openLoopback } from '../oauth/loopbackListener.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import { OAuthError } from '../oauth/errorResponse.js';
import { register } from '../oauth/registration.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';
import { clientCredentialsGrant } from '../oauth/tokens.js';

/** What users see on the pages of a server where this editor has registered itself. */
const CLIENT_NAME = 'Available Credentials';

/** What a client is registered for that needs no redirect. */
const LOOPBACK_REDIRECT = 'http://127.0.0.1/callback';

export interface SignInPorts extends OAuthPorts {
  readonly browser: Browser;
  readonly dialogs: Dialogs;
  readonly redirects: CallbackUris;
  readonly log: Logger;
}

/** What a sign-in has brought. */
export interface SignedIn {
  readonly grant: TokenSet;
  /** The client that was registered on the way, to be used again. */
  readonly registration: RegisteredClient | undefined;
  /** The client secret that the user was asked for, and that the server has accepted. */
  readonly clientSecret: Secret | undefined;
}

/** Who signs in where, with what is kept. */
interface SignInRequest {
  readonly definition: Definition;
  readonly kept: StoredCredentials | undefined;
  readonly server: AuthorizationServer;
  /** What opens the page. */
  readonly browser: Browser;
}

/** What comes of a way to sign in. */
type SignInResult = Omit<SignedIn, 'clientSecret'>;
type SignInMethod = (candidate: SignInRequest, signal: AbortSignal) => Promise<SignInResult>;
type Attempt = (known: RegisteredClient | undefined) => Promise<SignInResult>;

/** The ways to sign in to an integration of the user's own, and which of them fits. */
export class SignInFlows {
  constructor(
    private readonly servers: ServerMetadataCache,
    private readonly editorRedirects: EditorCallbacks,
    private readonly ports: SignInPorts,
  ) {}

  /**
   * Signs in: a service account by itself, a viewer in the browser, or with a device code where the user wants that, or
   * where nothing else reaches this window. Asks for a client secret that is not there. Throws `CredentialError`, or the
   * signal's reason once it is aborted.
   */
  async signIn(
    definition: Definition,
    kept: StoredCredentials | undefined,
    { withDeviceCode = false, browser = this.ports.browser }: SignInOptions,
    signal: AbortSignal,
  ): Promise<SignedIn> {
    const server = await this.servers.get(definition.server, signal);
    const isSecretMissing = definition.authMode === 'Confidential' && kept?.clientSecret === undefined;
    const clientSecret = isSecretMissing ? await askForClientSecret(this.ports.dialogs, definition, signal) : undefined;
    const withSecret = clientSecret ? { registration: kept?.registration, grant: kept?.grant, clientSecret } : kept;
    const candidate = { definition, kept: withSecret, server, browser };
    return { ...(await this.#way(candidate, withDeviceCode)(candidate, signal)), clientSecret };
  }

  /** The way in that fits. Throws `CredentialError` where there is none. */
  #way({ definition, server }: SignInRequest, wantsDeviceCode: boolean): SignInMethod {
    if (definition.authType === 'Service Account') {
      return (candidate, signal) => this.#asService(candidate, signal);
    }
    if (wantsDeviceCode) {
      return (candidate, signal) => this.#byDeviceCode(candidate, signal);
    }
    if (this.ports.redirects.reachesLoopback) {
      return (candidate, signal) => this.#byLoopback(candidate, signal);
    }
    // A redirect URI that changes with each call can only be one that is registered for it.
    if (definition.clientId === undefined) {
      return (candidate, signal) => this.#byEditorUri(candidate, signal);
    }
    if (server.endpoints.device_authorization_endpoint !== undefined) {
      return (candidate, signal) => this.#byDeviceCode(candidate, signal);
    }
    throw messages.noWayBack(definition, server.host);
  }

  async #asService({ definition, kept, server }: SignInRequest, signal: AbortSignal): Promise<SignInResult> {
    const client = configuredClient(definition, kept?.clientSecret, server);
    return {
      grant: await clientCredentialsGrant({ server, client, wanted: definition }, this.ports, signal),
      registration: undefined,
    };
  }

  #byLoopback(candidate: SignInRequest, signal: AbortSignal): Promise<SignInResult> {
    const { definition, kept, server, browser } = candidate;
    return this.#asClient(candidate, async (known) => {
      const receiver = await openLoopback();
      try {
        const registration = await this.#registration(candidate, known, anyPort(receiver.redirectUri), signal);
        const flow = { ...clientAtServer(definition, kept, server, registration), wanted: definition, receiver };
        return { grant: await authorizationCodeFlow(flow, { ...this.ports, browser }, signal), registration };
      } finally {
        receiver.dispose();
      }
    });
  }

  async #byEditorUri(
    { definition, server, browser: opener }: SignInRequest,
    signal: AbortSignal,
  ): Promise<SignInResult> {
    const { receiver, browser } = await this.editorRedirects.open(opener);
    try {
      const registration = await this.#register(server, receiver.redirectUri, signal);
      const flow = { server, client: registeredClient(registration, server), wanted: definition, receiver };
      // It can't be used again: the next redirect URI is another one.
      return { grant: await authorizationCodeFlow(flow, { ...this.ports, browser }, signal), registration: undefined };
    } finally {
      receiver.dispose();
    }
  }

  #byDeviceCode(candidate: SignInRequest, signal: AbortSignal): Promise<SignInResult> {
    const { definition, kept, server } = candidate;
    return this.#asClient(candidate, async (known) => {
      const registration = await this.#registration(candidate, known, known?.redirectUri ?? LOOPBACK_REDIRECT, signal);
      const flow = { ...clientAtServer(definition, kept, server, registration), wanted: definition };
      const device = await startDeviceFlow(flow, this.ports, signal);
      // Not awaited: the user may enter the code on another device, and leave the question unanswered.
      void this.#offer(device, candidate);
      return { grant: await pollDeviceFlow(device, flow, this.ports, signal), registration };
    });
  }

  /** Never rejects: the code can be entered by hand. */
  async #offer(device: DeviceAuthorization, { definition, browser }: SignInRequest): Promise<void> {
    const { dialogs, log } = this.ports;
    const open = messages.copyCodeAndOpen();
    const page = device.verificationUriComplete ?? device.verificationUri;
    try {
      if (browser !== this.ports.browser) {
        // Whoever asked for it opens the page; the code is shown here all the same.
        await browser.open(page);
      }
      if ((await dialogs.tell(messages.enterCode(definition, device), open)) === open) {
        await dialogs.copy(device.userCode, messages.codeCopied());
        await this.ports.browser.open(page);
      }
    } catch (error) {
      log.warn(`local: the page for the device code was not opened: ${errorChain(error)}`);
    }
  }

  /** Signs in as the client that is kept, if one was registered; and where the server no longer knows that, as another. */
  async #asClient({ definition, kept }: SignInRequest, attempt: Attempt): Promise<SignInResult> {
    const known = definition.clientId === undefined ? kept?.registration : undefined;
    if (!known) {
      return attempt(undefined);
    }
    try {
      return await attempt(known);
    } catch (error) {
      const isUnknown = error instanceof OAuthError && ['invalid_client', 'unauthorized_client'].includes(error.error);
      if (!isUnknown) {
        throw error;
      }
      this.ports.log.info(`local: ${definition.id} is registered anew, since its client was refused`);
      return attempt(undefined);
    }
  }

  /** The client of an integration that names none: the one that is known, if it has this redirect URI, else a new one. */
  async #registration(
    { definition, server }: SignInRequest,
    known: RegisteredClient | undefined,
    redirectUri: string,
    signal: AbortSignal,
  ): Promise<RegisteredClient | undefined> {
    if (definition.clientId !== undefined) {
      return undefined;
    }
    return known?.redirectUri === redirectUri ? known : this.#register(server, redirectUri, signal);
  }

  #register(server: AuthorizationServer, redirectUri: string, signal: AbortSignal): Promise<RegisteredClient> {
    return register(server, { clientName: CLIENT_NAME, redirectUri }, this.ports, signal);
  }
}

/** What is registered of an address of loopback, where any port will do (RFC 8252, section 7.3). */
function anyPort(redirectUri: string): string {
  const url = new URL(redirectUri);
  url.port = '';
  return url.href;
}
