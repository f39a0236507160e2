import type { CallbackRelay, WindowKind } from '../../core/callbackUris.js';
import type { HttpClient } from '../../core/httpClient.js';
import type { Clock } from '../../core/ports.js';
import type { AuthorizationServer } from '../../oauth/authorizationServer.js';
import type { SignInMethodId } from '../../signIn/methods/method.js';
import type { Definition } from '../definition/definition.js';
import type { SignInState } from '../../vault/signInState.js';

/** What the check of an integration needs. Nothing of it writes, and nothing opens a page. */
export interface CheckPorts {
  readonly http: Pick<HttpClient, 'send' | 'proxyFor' | 'inspectTls'>;
  readonly clock: Clock;
  /** Reads the server's metadata. Throws `CredentialError`. */
  readonly server: (definition: Definition, signal: AbortSignal) => Promise<AuthorizationServer>;
  /** Whether the user is signed in. Throws `CredentialError` if that can't be read. */
  readonly state: (definition: Definition) => Promise<SignInState>;
  readonly client: (definition: Definition, server: AuthorizationServer, signal: AbortSignal) => Promise<ClientResult>;
  readonly windowKind: WindowKind;
  /** How the user can sign in from this window, in the order in which the ways are tried. */
  readonly methods: (definition: Definition, server: AuthorizationServer) => readonly SignInMethodId[];
  /** The relay of the Workbench session that the window is in, if it is in one. */
  readonly relay: CallbackRelay | undefined;
  /** Why no server can listen at a redirect URI on loopback now, in sentences; `undefined` if one can. Without one, any port. */
  readonly whyNotListening: (redirectUri: string | undefined) => Promise<string | undefined>;
}

/** How a server answers a client that authenticates; `untried` if there is nothing to try yet. */
export type ClientResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'untried'; readonly why: 'secretMissing' | 'registersLater' }
  | { readonly kind: 'refused' | 'unclear'; readonly message: string };
