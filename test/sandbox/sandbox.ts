import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../temporaryFolder.js';
import { BrowserPages } from './browserPages.js';
import { createCertificates, type PrivateCertificates } from './certificates.js';
import { RpcCookies } from './cookie.js';
import { CodeRelay } from './codeRelay.js';
import { Credentials } from './credentials.js';
import { configuredIntegrations } from './integrations.js';
import { IssuedSecrets, type IssuedSecret } from './issuedSecrets.js';
import { LoopbackListener } from './loopbackListener.js';
import { signInByForms } from './person.js';
import { createProvider } from './provider.js';
import { Rpc, type Interceptor, type RecordedRequest } from './rpc.js';
import type { UnknownMethodAnswer } from './unknownMethod.js';
import { workbenchServer } from './workbenchServer.js';

export type { Interceptor, IssuedSecret, RecordedRequest };

const DAY = 24 * 60 * 60_000;

/**
 * Where the browser finds the Workbench and its provider: a browser keeps cookies by host, whatever the port, and an editor
 * in it leads 127.0.0.1 and `localhost` through itself. macOS has no other addresses, and no such editor in the tests.
 */
const [WORKBENCH_HOST, PROVIDER_HOST] =
  process.platform === 'darwin' ? ['localhost', '127.0.0.1'] : ['127.0.0.3', '127.0.0.4'];

const ACCOUNT = { login: 'analyst', password: 'sandbox-demo' } as const;

export interface SandboxOptions {
  /** Port of the Workbench server; 0 (default) picks a free one. */
  port?: number;
  /** For example '/workbench'. Default: none. */
  basePath?: string;
  /** Serve the Workbench over TLS, with a certificate for localhost signed by a private CA whose PEM file is in REQUESTS_CA_BUNDLE of `env`. */
  tls?: boolean;
  /** With `tls`: DNS names that the certificate is for besides those of loopback, for clients behind a proxy that knows them. */
  certificateNames?: readonly string[];
  /** Default '2026.01.0'. */
  version?: string;
  /** Whether the server offers oauth_sign_in and oauth_sign_out (default true); when false it answers as a server that does not know the method. */
  signInMethods?: boolean;
  /** Whether it relays redirects for programs in the session (default true). */
  relay?: boolean;
  /** How it answers a method that it does not know (default '404'). */
  unknownMethod?: UnknownMethodAnswer;
  /** Milliseconds from now until the cookie's expiry (default: a day); negative: it has expired already. */
  cookieLifetime?: number;
  /** Milliseconds that an access token lives, rounded up to seconds (default: 10 minutes). Below a minute, every `oauth_token` refreshes it. */
  accessTokenLifetime?: number;
}

/** A Workbench on this machine with a real OAuth provider behind it. */
export interface Sandbox {
  /** The variables that a session would have. */
  readonly env: Readonly<Record<string, string>>;
  /** Issuer URL of the OAuth provider. */
  readonly provider: string;
  /** Who can sign in at the provider. */
  readonly account: { readonly login: string; readonly password: string };
  /** Live status; the name is the one that a user sees. */
  readonly integrations: readonly { guid: string; name: string; authenticated: boolean }[];
  /** Every RPC that has arrived, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Every secret that it has ever issued or received, oldest first. */
  readonly secrets: readonly IssuedSecret[];
  /** Where the provider sends the browser back to, with the authorization code. */
  readonly redirectUri: string;
  /** Makes the next RPCs answer with this instead (undefined: back to normal): for tests of faults. */
  intercept(handler: Interceptor | undefined): void;
  /** The cookie now in the file stops being accepted (401), though its date has not come; `renewCookie` writes a new one. */
  expireCookie(): void;
  /** Writes a new cookie to the file. @param lifetimeMs milliseconds; default a day */
  renewCookie(lifetimeMs?: number): Promise<void>;
  /** Closes the Workbench's listener and sockets, keeping state and port; `resume` listens on the same port again. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** Ends server and provider, and deletes the runtime folder. May be called again. */
  stop(): Promise<void>;
}

/** Starts a sandbox; it listens on loopback only. Rejects, leaving nothing behind, when it can't, as with EADDRINUSE. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const cleanups: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= Promise.all(cleanups.map((cleanup) => cleanup())).then(() => undefined));
  try {
    return await start(options, cleanups, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: SandboxOptions,
  cleanups: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Sandbox> {
  const basePath = normalisePath(options.basePath ?? '');
  const folder = temporaryFolder('sandbox-workbench');
  cleanups.push(() => folder.remove());
  const runtimeFolder = folder.path;
  const certificates = options.tls ? await createCertificates(options.certificateNames) : undefined;

  const workbench = new LoopbackListener(options.port ?? 0, certificates?.server, ['localhost', WORKBENCH_HOST]);
  const provider = new LoopbackListener(0, undefined, [PROVIDER_HOST]);
  for (const listener of [workbench, provider]) {
    cleanups.push(() => listener.close());
    await listener.open();
  }
  const scheme = certificates ? 'https' : 'http';
  const browserUrl = `${scheme}://${WORKBENCH_HOST}:${workbench.port}${basePath}`;
  const issuer = `http://${PROVIDER_HOST}:${provider.port}`;
  const redirectUri = `${browserUrl}/oauth_redirect_callback`;

  const configured = configuredIntegrations();
  const accessTokenLifetime = options.accessTokenLifetime ?? 10 * 60_000;
  provider.serve(createProvider({ issuer, clients: configured, redirectUri, account: ACCOUNT, accessTokenLifetime }));
  const secrets = new IssuedSecrets();
  const credentials = await Credentials.create(configured, issuer, redirectUri, secrets);

  const cookies = new RpcCookies(path.join(runtimeFolder, 'rpc_cookie'), secrets);
  await cookies.renew(options.cookieLifetime ?? DAY);
  const { signInMethods = true, unknownMethod = '404' } = options;
  const rpc = new Rpc({ credentials, cookies, signInMethods, unknownMethod });
  const pages = new BrowserPages({
    credentials,
    relay: options.relay === false ? undefined : new CodeRelay(),
    basePath,
    login: ACCOUNT.login,
    issuer,
  });
  workbench.serve(workbenchServer(rpc, pages, basePath));

  for (const { guid } of configured.filter(({ signedInAtStart }) => signedInAtStart)) {
    await signInByForms(await credentials.startSignIn(guid), ACCOUNT, 'allow', certificates?.ca);
  }

  return {
    env: Object.freeze({
      POSIT_PRODUCT: 'WORKBENCH',
      RS_SERVER_ADDRESS: `${scheme}://localhost:${workbench.port}${basePath}`,
      RS_SERVER_URL: `${browserUrl}/`,
      RS_SESSION_URL: `${basePath}/s/${randomBytes(10).toString('hex')}/`,
      PWB_SESSION_RUNTIME_DIR: runtimeFolder,
      RSTUDIO_VERSION: options.version ?? '2026.01.0',
      ...(await caBundle(certificates, runtimeFolder)),
    }),
    provider: issuer,
    account: ACCOUNT,
    get integrations() {
      return credentials.list().map(({ guid, name, authenticated }) => ({ guid, name, authenticated }));
    },
    get requests() {
      return rpc.requests;
    },
    get secrets() {
      return secrets.all;
    },
    redirectUri,
    intercept: (handler) => (rpc.interceptor = handler),
    expireCookie: () => cookies.revoke(),
    renewCookie: (lifetimeMs = DAY) => cookies.renew(lifetimeMs),
    suspend: () => workbench.close(),
    resume: () => workbench.open(),
    stop,
  };
}

/** '' or a path that starts with a slash and does not end in one. */
function normalisePath(basePath: string): string {
  const segments = basePath.split('/').filter((segment) => segment !== '');
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
}

async function caBundle(
  certificates: PrivateCertificates | undefined,
  folder: string,
): Promise<Record<string, string>> {
  if (!certificates) return {};
  const file = path.join(folder, 'ca.pem');
  await writeFile(file, certificates.ca, { mode: 0o600 });
  return { REQUESTS_CA_BUNDLE: file };
}
