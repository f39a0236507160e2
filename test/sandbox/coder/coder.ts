import { randomBytes, randomUUID } from 'node:crypto';
import { startProvider, type RunningProvider } from '../authorizationServer.js';
import { ProviderClient } from '../connect/providerClient.js';
import { registerAtProvider } from '../connect/providerRegistration.js';
import type { Account } from '../interactions.js';
import { LoopbackListener } from '../loopbackListener.js';
import { AgentApi } from './agentApi.js';
import { CoderServer, type CoderInterceptor, type CoderRequest } from './coderServer.js';
import { DeviceCodes } from './deviceCodes.js';
import { Links, type CoderLink, type LinkInput } from './links.js';
import { CALLBACK_PATH, Pages } from './pages.js';
import { PROVIDERS_AT_START, type CoderProvider } from './providers.js';
import { Refreshing } from './refreshing.js';
import { UserApi } from './userApi.js';

/** A browser keeps cookies by host, whatever the port; and an editor in a browser leads 127.0.0.1 through itself. */
const [CODER_HOST, PROVIDER_HOST] =
  process.platform === 'darwin' ? ['localhost', '127.0.0.1'] : ['127.0.0.7', '127.0.0.8'];

export interface CoderOptions {
  /** 0 (default) picks a free one. */
  readonly port?: number;
  /** Default: one of each kind. */
  readonly providers?: readonly CoderProvider[];
  /** Issuer of the OAuth provider that its providers lead to, which registers clients. Default: one of its own. */
  readonly provider?: string;
  /** Whether the agent's answers have `expires_at` (default true); older servers lack it. */
  readonly showsExpiry?: boolean;
}

/** A Coder deployment on this machine, with one workspace and its owner. */
export interface Coder {
  /** The access URL, without trailing slash. */
  readonly url: string;
  readonly username: string;
  /** Issuer of the OAuth provider that its providers lead to. */
  readonly provider: string;
  /** Who can sign in there. */
  readonly account: Account;
  /** What a workspace has in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly agentToken: string;
  /** Of the owner. The page /cli-auth shows it. */
  readonly sessionToken: string;
  readonly providers: readonly CoderProvider[];
  readonly links: readonly CoderLink[];
  /** Every request, oldest first. */
  readonly requests: readonly CoderRequest[];
  /** How many links have been refreshed or validated. */
  readonly refreshes: number;
  /** Every secret that the server, or its own provider, has issued or received. */
  readonly secrets: readonly string[];

  /** Signs the owner in to a provider, which may be a removed one. */
  addLink(providerId: string, input?: LinkInput): CoderLink;
  removeLink(providerId: string): void;
  /** Makes refreshes of a provider's link fail, until it is called without a reason. */
  failRefreshes(providerId: string, reason?: string): void;
  /** Makes revocations at a provider fail. */
  failRevocations(providerId: string, reason: string): void;
  /** Makes all refreshes wait until the result is called. */
  holdRefreshes(): () => void;
  /** Ends the owner's sessions. */
  endSessions(): void;
  /** Makes the next requests answer with this instead (undefined: back to normal). */
  intercept(handler: CoderInterceptor | undefined): void;
  /** Closes the listener and its connections, keeping state and port; `resume` listens on the same port again. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** Ends the server and its own provider. May be called again. */
  stop(): Promise<void>;
}

/** Starts a Coder; it listens on loopback only. Rejects, leaving nothing behind, when it can't, as with EADDRINUSE. */
export async function startCoder(options: CoderOptions = {}): Promise<Coder> {
  const cleanups: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
  };
  try {
    const listener = new LoopbackListener(options.port ?? 0, undefined, ['localhost', CODER_HOST]);
    cleanups.push(() => listener.close());
    await listener.open();
    const ownProvider = options.provider === undefined ? await startProvider({ host: PROVIDER_HOST }) : undefined;
    cleanups.push(async () => ownProvider?.stop());
    const url = `http://${CODER_HOST}:${listener.port}`;
    const parts = await createParts(options, url, ownProvider?.issuer ?? options.provider ?? '');
    listener.serve(parts.server.listener);
    return toCoder(parts, ownProvider, {
      ...{ url, suspend: () => listener.close(), resume: () => listener.open(), stop },
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

async function createParts(options: CoderOptions, accessUrl: string, issuer: string) {
  const providers = options.providers ?? PROVIDERS_AT_START;
  const redirectUri = `${accessUrl}${CALLBACK_PATH}`;
  const grantTypes = ['authorization_code', 'refresh_token', DEVICE_CODE_GRANT];
  const access = await registerAtProvider(issuer, redirectUri, grantTypes, 'Coder');
  const client = new ProviderClient({ template: '', config: {} }, access, redirectUri);
  const links = new Links();
  const refreshing = new Refreshing(links, client);
  const devices = new DeviceCodes(access, `${issuer}/device/auth`);
  const revocationFailures = new Map<string, string>();
  const [agentToken, sessionToken] = [randomUUID(), newSessionToken()];
  const sessionTokens = new Set([sessionToken]);
  const common = { providers, links, refreshing };
  const server = new CoderServer({
    ...{ agentToken, sessionTokens, logOut: (token) => sessionTokens.delete(token) },
    agent: new AgentApi({ ...common, accessUrl, showsExpiry: options.showsExpiry ?? true }),
    user: new UserApi({ ...common, username: USERNAME, devices, revocationFailures }),
    pages: new Pages({ ...common, client, sessionToken }),
  });
  return { ...common, issuer, access, devices, revocationFailures, agentToken, sessionToken, sessionTokens, server };
}

const USERNAME = 'ada';

type Parts = Awaited<ReturnType<typeof createParts>>;

/** In Coder's form: an ID and a secret. */
function newSessionToken(): string {
  return `${randomBytes(5).toString('hex')}-${randomBytes(11).toString('hex')}`;
}

function toCoder(
  parts: Parts,
  ownProvider: RunningProvider | undefined,
  fixed: Pick<Coder, 'url' | 'suspend' | 'resume' | 'stop'>,
): Coder {
  const { agentToken, sessionToken, links, refreshing, server, devices } = parts;
  return {
    ...fixed,
    ...{ username: USERNAME, provider: parts.issuer, agentToken, sessionToken, providers: parts.providers },
    account: ownProvider?.account ?? { login: 'analyst', password: 'sandbox-demo' },
    env: {
      ...{ CODER: 'true', CODER_WORKSPACE_NAME: 'analysis', CODER_WORKSPACE_AGENT_NAME: 'main' },
      ...{ CODER_AGENT_URL: `${fixed.url}/`, CODER_AGENT_TOKEN: agentToken, CODER_AGENT_AUTH: 'token' },
    },
    get links() {
      return links.all;
    },
    requests: server.requests,
    get refreshes() {
      return refreshing.count;
    },
    get secrets() {
      const own = [agentToken, sessionToken, parts.access.clientSecret, ...links.tokens, ...devices.codes];
      return [...own, ...(ownProvider?.secrets ?? [])];
    },
    addLink: (id, input) => links.add(id, input),
    removeLink: (id) => void links.delete(id),
    failRefreshes: (id, reason) => {
      if (reason === undefined) refreshing.failures.delete(id);
      else refreshing.failures.set(id, reason);
    },
    failRevocations: (id, reason) => parts.revocationFailures.set(id, reason),
    holdRefreshes: () => refreshing.hold(),
    endSessions: () => parts.sessionTokens.clear(),
    intercept: (handler) => (server.interceptor = handler),
  };
}
