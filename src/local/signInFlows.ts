import type { Dialogs } from '../core/dialogs.js';
import type { Browser } from '../core/ports.js';
import type { Redirects } from '../core/redirects.js';
import type { Definition } from './definition.js';
import type { EditorRedirects } from './editorRedirects.js';
import type { Grant, Kept, Registration } from './grant.js';
import * as messages from './messages.js';
import type { Parties } from './oauth/call.js';
import { definedClient, registeredClient } from './oauth/client.js';
import { authorize } from './oauth/codeFlow.js';
import { type DeviceAuthorization, pollDeviceFlow, startDeviceFlow } from './oauth/deviceFlow.js';
import type { OAuthPorts } from './oauth/exchange.js';
import { openLoopback } from './oauth/loopback.js';
import type { AuthorizationServers } from './oauth/metadata.js';
import { register } from './oauth/registration.js';
import type { AuthorizationServer } from './oauth/server.js';
import { signInAsService } from './oauth/tokens.js';

/** What users see on the pages of a server where this editor has registered itself. */
const CLIENT_NAME = 'Available Credentials';

/** What a client is registered for where any port of loopback will do (RFC 8252, section 7.3). */
const LOOPBACK_REDIRECT = 'http://127.0.0.1/callback';

export interface SignInPorts extends OAuthPorts {
  readonly browser: Browser;
  readonly dialogs: Dialogs;
  readonly redirects: Redirects;
}

/** What a sign-in has brought. */
export interface SignedIn {
  readonly grant: Grant;
  /** The client that was registered on the way, to be used again. */
  readonly registration: Registration | undefined;
}

/** Who signs in where, with what is kept. */
interface Candidate {
  readonly definition: Definition;
  readonly kept: Kept | undefined;
  readonly server: AuthorizationServer;
}

/** The ways to sign in to an integration of the user's own, and which of them fits. */
export class SignInFlows {
  constructor(
    private readonly servers: AuthorizationServers,
    private readonly editorRedirects: EditorRedirects,
    private readonly ports: SignInPorts,
  ) {}

  /**
   * Signs in: a service account by itself, a viewer in the browser, or with a device code where the user wants that, or
   * where nothing else reaches this window. Throws `CredentialError`, or the signal's reason once it is aborted.
   */
  async signIn(
    definition: Definition,
    kept: Kept | undefined,
    wantsDeviceCode: boolean,
    signal: AbortSignal,
  ): Promise<SignedIn> {
    const server = await this.servers.of(definition.server, signal);
    const candidate = { definition, kept, server };
    if (definition.authType === 'Service Account') {
      const parties = { server, client: definedClient(definition, kept?.clientSecret) };
      return {
        grant: await signInAsService({ ...parties, wanted: definition }, this.ports, signal),
        registration: undefined,
      };
    }
    if (wantsDeviceCode) {
      return this.#byDeviceCode(candidate, signal);
    }
    if (this.ports.redirects.reachesLoopback) {
      return this.#byLoopback(candidate, signal);
    }
    // A redirect URI that changes with each call can only be one that is registered for it.
    if (definition.clientId === undefined) {
      return this.#byEditorUri(candidate, signal);
    }
    if (server.endpoints.device_authorization_endpoint !== undefined) {
      return this.#byDeviceCode(candidate, signal);
    }
    throw messages.noWayBack(definition, server.host);
  }

  async #byLoopback({ definition, kept, server }: Candidate, signal: AbortSignal): Promise<SignedIn> {
    const registration = await this.#registration({ definition, kept, server }, signal);
    const parties = partiesOf(definition, kept, server, registration);
    const receiver = await openLoopback();
    const flow = { ...parties, wanted: definition, receiver };
    return { grant: await authorize(flow, this.ports, signal), registration };
  }

  async #byEditorUri({ definition, server }: Candidate, signal: AbortSignal): Promise<SignedIn> {
    const { receiver, browser } = await this.editorRedirects.open();
    try {
      const wanted = { clientName: CLIENT_NAME, redirectUri: receiver.redirectUri };
      const registration = await register(server, wanted, this.ports, signal);
      const flow = { server, client: registeredClient(registration, server), wanted: definition, receiver };
      // It can't be used again: the next redirect URI is another one.
      return { grant: await authorize(flow, { ...this.ports, browser }, signal), registration: undefined };
    } finally {
      receiver.dispose();
    }
  }

  async #byDeviceCode({ definition, kept, server }: Candidate, signal: AbortSignal): Promise<SignedIn> {
    const registration = await this.#registration({ definition, kept, server }, signal);
    const flow = { ...partiesOf(definition, kept, server, registration), wanted: definition };
    const device = await startDeviceFlow(flow, this.ports, signal);
    // Not awaited: the user may enter the code on another device, and leave the question unanswered.
    void this.#offer(device, definition);
    return { grant: await pollDeviceFlow(device, flow, this.ports, signal), registration };
  }

  async #offer(device: DeviceAuthorization, definition: Definition): Promise<void> {
    const { dialogs, browser } = this.ports;
    const open = messages.copyCodeAndOpen();
    if ((await dialogs.tell(messages.enterCode(definition, device), open)) === open) {
      await dialogs.copy(device.userCode, messages.codeCopied());
      await browser.open(device.verificationUriComplete ?? device.verificationUri);
    }
  }

  /** The client of an integration that names none: the one that is kept, else a new one. */
  async #registration({ definition, kept, server }: Candidate, signal: AbortSignal): Promise<Registration | undefined> {
    if (definition.clientId !== undefined) {
      return undefined;
    }
    const wanted = { clientName: CLIENT_NAME, redirectUri: LOOPBACK_REDIRECT };
    return kept?.registration ?? register(server, wanted, this.ports, signal);
  }
}

/** The parties of a grant that there is, or is to be. */
export function partiesOf(
  definition: Definition,
  kept: Kept | undefined,
  server: AuthorizationServer,
  registration: Registration | undefined,
): Parties {
  return {
    server,
    client: registration ? registeredClient(registration, server) : definedClient(definition, kept?.clientSecret),
  };
}
