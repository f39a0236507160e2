import type { ListedIntegration } from '../core/integration.js';
import { type GitRequest, readGitRequest } from './gitRequest.js';
import { assertUsable, named } from './lookup.js';
import * as messages from './messages.js';
import type { Backend } from './backend.js';
import { ExitCode, type Terminal } from './terminal.js';
import { accessTo, writableToken } from './tokens.js';

/** Most servers accept any name when the password is a token. Those that check it expect this one. */
const USER_NAME = 'oauth2';

/**
 * `credentials git-credential OPERATION`: for `get`, writes the token of the integration whose host Git asks for. If there is
 * none, or more than one, it writes nothing, and Git tries its other helpers. It ignores `store`, `erase` and unknown
 * operations, as git-credential(1) requires.
 *
 * @param withBackend finds the server; called only if it is needed
 */
export async function gitCredential(
  withBackend: (run: (backend: Backend) => Promise<ExitCode>) => Promise<ExitCode>,
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
  return withBackend(async (backend) => {
    await answer(backend, terminal, host, username);
    return ExitCode.done;
  });
}

async function answer(backend: Backend, terminal: Terminal, host: string, username: string): Promise<void> {
  const { integrations } = await backend.integrations();
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
  const { token, isListed } = await accessTo(backend, integration);
  if (!token) {
    terminal.say(messages.gitNotSignedIn(integration.label, isListed, host, integration.guid));
    return;
  }
  const { expiresAt } = token;
  const expiry = expiresAt === undefined ? '' : `password_expiry_utc=${Math.floor(expiresAt / 1_000)}\n`;
  terminal.write(`username=${username}\npassword=${writableToken(token, integration)}\n${expiry}`);
}

/** Whether an integration's token is for a host. An integration with a configuration error is for none. */
function isFor({ status, issuer, gitHosts = [] }: ListedIntegration, host: string): boolean {
  const issuerHost = issuer !== undefined && URL.canParse(issuer) ? [new URL(issuer).host] : [];
  return status.kind !== 'configurationError' && [...issuerHost, ...gitHosts.map(normalHost)].includes(host);
}

function hostOf(request: GitRequest): string | undefined {
  return normalHost(request.get('host') ?? '');
}

/** A host as `URL` spells it: in lower case, with a port if it is not 443. `undefined` if the text is not just a host. */
export function normalHost(host: string): string | undefined {
  const url = `https://${host}`;
  return /^[^\s/?#@\\]+$/.test(host) && URL.canParse(url) ? new URL(url).host : undefined;
}

async function drain(input: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = input[Symbol.asyncIterator]();
  while (!(await chunks.next()).done) {
    // Git may still be writing, and must not get SIGPIPE.
  }
}
