import { isForGitHost, normalHost } from '../core/gitHost.js';
import { Secret } from '../core/secret.js';
import { type GitRequest, readGitRequest } from './gitRequest.js';
import { assertUsable, named } from './lookup.js';
import * as messages from './messages.js';
import type { Backends } from './backends.js';
import { ExitCode, type Terminal } from './terminal.js';
import { accessTo, writableToken } from './tokens.js';

/** Most servers accept any name when the password is a token. Those that check it expect this one. */
const USER_NAME = 'oauth2';

/**
 * `credentials git-credential OPERATION`: for `get`, writes the token of the integration whose host Git asks for. If there is
 * none, or more than one, it writes nothing, and Git tries its other helpers. Git runs `erase` after a server refused the
 * token: then an editor window renews it. `store` and unknown operations are ignored, as git-credential(1) requires.
 *
 * @param withBackends finds the servers; called only if they are needed
 */
export async function gitCredential(
  withBackends: (run: (backends: Backends) => Promise<ExitCode>) => Promise<ExitCode>,
  terminal: Terminal,
  operation: string,
  input: AsyncIterable<Uint8Array>,
): Promise<ExitCode> {
  if (operation !== 'get' && operation !== 'erase') {
    await drain(input);
    return ExitCode.done;
  }
  const request = await readGitRequest(input);
  const host = normalHost(request.get('host') ?? '');
  if (request.get('protocol') !== 'https' || host === undefined) {
    return ExitCode.done;
  }
  const run = async (backends: Backends) => {
    await (operation === 'get' ? get(backends, terminal, host, request) : erase(backends, host, request));
    return ExitCode.done;
  };
  // The next `get` reports what is wrong.
  return operation === 'get' ? withBackends(run) : withBackends(run).catch(() => ExitCode.done);
}

async function get(backends: Backends, terminal: Terminal, host: string, request: GitRequest): Promise<void> {
  const { matches, failures } = await integrationsFor(backends, host);
  const [match] = matches;
  if (!match) {
    failures.forEach((failure) => terminal.say(messages.sentenceOf(failure)));
    return;
  }
  const { backend, integration } = match;
  if (matches.length > 1) {
    terminal.say(
      messages.gitSeveral(
        host,
        matches.map((each) => named(each.integration)),
      ),
    );
    return;
  }
  assertUsable(integration);
  const { token, isListed } = await accessTo(backend, integration);
  if (!token) {
    terminal.say(messages.gitNotSignedIn(integration.label, isListed, host, integration.guid));
    return;
  }
  const { expiresAt } = token;
  const username = request.get('username') || USER_NAME;
  const expiry = expiresAt === undefined ? '' : `password_expiry_utc=${Math.floor(expiresAt / 1_000)}\n`;
  terminal.write(`username=${username}\npassword=${writableToken(token, integration)}\n${expiry}`);
}

/** Has the editor window renew the token if it is still the current one. A Workbench can't be asked to. */
async function erase(backends: Backends, host: string, request: GitRequest): Promise<void> {
  const password = request.get('password');
  if (!password) {
    return;
  }
  const [match, ...others] = (await integrationsFor(backends, host)).matches;
  if (!match?.backend.isBroker || others.length > 0) {
    return;
  }
  const { guid, status } = match.integration;
  if (guid !== undefined && status.kind === 'authenticated') {
    await match.backend.token(guid, new Secret(password));
  }
}

async function integrationsFor(backends: Backends, host: string) {
  const { listed, failures } = await backends.lists();
  return { matches: listed.filter(({ integration }) => isForGitHost(integration, host)), failures };
}

async function drain(input: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = input[Symbol.asyncIterator]();
  while (!(await chunks.next()).done) {
    // Git may still be writing, and must not get SIGPIPE.
  }
}
