import type { ListedIntegration } from '../core/integration.js';
import { type GitRequest, readGitRequest } from './gitRequest.js';
import { assertUsable, named } from './lookup.js';
import * as messages from './messages.js';
import type { Backend } from './backend.js';
import { ExitCode, type Terminal } from './terminal.js';
import { accessTo, writableToken } from './tokens.js';

/** Any does where the token is the password; this is what the servers that look at it expect. */
const USER_NAME = 'oauth2';

/**
 * `credentials git-credential OPERATION`: gives Git the token of the one integration that is for the host which it asks for.
 * Where there is none, or several are, it gives nothing, and Git asks elsewhere. What Git would have it store or erase, and
 * any operation to come, it reads and leaves be.
 *
 * @param withServer finds the server; called only if there is something to ask it
 */
export async function gitCredential(
  withServer: (run: (server: Backend) => Promise<ExitCode>) => Promise<ExitCode>,
  terminal: Terminal,
  operation: string,
  input: AsyncIterable<Uint8Array>,
): Promise<ExitCode> {
  if (operation !== 'get') {
    await drain(input);
    return ExitCode.done;
  }
  const request = await readGitRequest(input);
  const host = hostOf(request);
  if (request.get('protocol') !== 'https' || host === undefined) {
    return ExitCode.done;
  }
  const username = request.get('username') || USER_NAME;
  return withServer(async (server) => {
    await answer(server, terminal, host, username);
    return ExitCode.done;
  });
}

async function answer(server: Backend, terminal: Terminal, host: string, username: string): Promise<void> {
  const { integrations } = await server.integrations();
  const matches = integrations.filter((each) => isFor(each, host));
  const [integration] = matches;
  if (!integration) {
    return;
  }
  if (matches.length > 1) {
    terminal.say(messages.gitSeveral(host, matches.map(named)));
    return;
  }
  assertUsable(integration);
  const { token, isListed } = await accessTo(server, integration);
  if (!token) {
    terminal.say(messages.gitNotSignedIn(integration.label, isListed, host, integration.guid));
    return;
  }
  const { expiresAt } = token;
  const expiry = expiresAt === undefined ? '' : `password_expiry_utc=${Math.floor(expiresAt / 1_000)}\n`;
  terminal.write(`username=${username}\npassword=${writableToken(token, integration)}\n${expiry}`);
}

/** Whether an integration's token is for a host. One that can't be used is for none. */
function isFor({ status, issuer, gitHosts = [] }: ListedIntegration, host: string): boolean {
  const issuerHost = issuer !== undefined && URL.canParse(issuer) ? [new URL(issuer).host] : [];
  return status.kind !== 'configurationError' && [...issuerHost, ...gitHosts.map(normalHost)].includes(host);
}

function hostOf(request: GitRequest): string | undefined {
  return normalHost(request.get('host') ?? '');
}

/** A host as `URL` spells it: in lower case, with a port if it is not 443; `undefined` if it is more than a host, or none. */
export function normalHost(host: string): string | undefined {
  const url = `https://${host}`;
  return /^[^\s/?#@\\]+$/.test(host) && URL.canParse(url) ? new URL(url).host : undefined;
}

async function drain(input: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = input[Symbol.asyncIterator]();
  while (!(await chunks.next()).done) {
    // Git may be in the middle of writing what is not for us.
  }
}
