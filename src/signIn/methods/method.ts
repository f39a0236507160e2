import type { CallbackRelay, CallbackUris } from '../../core/callbackUris.js';
import type { Dialogs } from '../../core/dialogs.js';
import type { Browser, Logger } from '../../core/ports.js';
import type { AuthorizationServer } from '../../oauth/authorizationServer.js';
import type { OAuthPorts } from '../../oauth/libraryRequest.js';
import type { RegisteredClient, TokenSet } from '../../oauth/tokenSet.js';
import type { StoredCredentials } from '../../vault/storedCredentials.js';
import type { SignInTarget } from '../target.js';
import type { EditorCallbacks } from '../editorCallbacks.js';

/** What the sign-in methods need from outside. */
export interface MethodPorts extends OAuthPorts {
  readonly browser: Browser;
  readonly dialogs: Dialogs;
  readonly redirects: CallbackUris;
  /** Workbench's relay, in a session of Workbench. */
  readonly relay: CallbackRelay | undefined;
  readonly editorCallbacks: EditorCallbacks;
  readonly log: Logger;
}

/** Shows the page of a sign-in again, with this browser. */
export type ShowAgain = (browser: Browser) => Promise<void>;

/** One sign-in to an integration. */
export interface SignInRequest {
  readonly target: SignInTarget;
  readonly stored: StoredCredentials | undefined;
  readonly server: AuthorizationServer;
  /** Opens the page. */
  readonly browser: Browser;
  /** Whether a program other than this window opens the page. */
  readonly isPageOpenedElsewhere: boolean;
  /** Called with what shows the page of this sign-in again, once there is one. */
  readonly onPage: (showAgain: ShowAgain) => void;
}

export interface SignInResult {
  readonly grant: TokenSet;
  /** The client that was registered, if it can be used again. */
  readonly registration: RegisteredClient | undefined;
}

export type SignInMethodId = 'loopback' | 'workbenchRelay' | 'editorUri' | 'deviceCode' | 'paste';

/** A way for the user to sign in, and for the answer to return to this window. */
export interface SignInMethod {
  readonly id: SignInMethodId;
  /** For the log. */
  readonly name: string;

  /** Whether it can work for this integration in this window, without asking the server or the user. */
  isPossible(request: Pick<SignInRequest, 'target' | 'server'>): boolean;

  /**
   * Signs in. Throws `CredentialError`; `Cancelled` if the user cancels; or the signal's reason once it is aborted. After
   * `CallbackUnavailable`, or an OAuth error of {@link passesOn}, the next method is tried.
   */
  attempt(request: SignInRequest, signal: AbortSignal): Promise<SignInResult>;

  /** The OAuth error codes that say that the server does not offer this method to this client. */
  readonly passesOn: readonly string[];
}

/** Whether the server has a page at which users sign in in the browser. */
export function hasSignInPage({ server }: Pick<SignInRequest, 'server'>): boolean {
  return server.endpoints.authorization_endpoint !== undefined;
}
