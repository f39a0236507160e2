import { AGENT_EXTERNAL_AUTH_PATH, parseError, SESSION_TOKEN_HEADER } from '../../coder/wire.js';
import { errorChain } from '../../core/errors.js';
import { jsonResponse } from '../../http/json.js';
import { caBundleIn } from '../../core/caBundle.js';
import type { Environment } from '../../core/ports.js';
import { LoopbackHttpClient } from '../../http/loopbackHttpClient.js';
import { Deadline } from '../deadline.js';
import { commandHttpClient } from '../serverClient.js';
import type { Terminal } from '../terminal.js';
import { visibleJson } from '../terminal.js';
import { type Agent, type AgentOptions, findAgent, type WindowVariables } from './agent.js';
import { type Answer, readAnswer } from './answer.js';
import { CoderFailure } from './coderFailure.js';
import { gjsonText, inKeyOrder } from './gjson.js';
import * as messages from './messages.js';

export interface ExternalAuthOptions extends AgentOptions {
  readonly extra?: string;
  readonly output: string;
}

/** Seconds for the answer. The server may have to renew a token. */
const TIMEOUT = 60;

/** Coder's: it does not tell the two apart. */
const CoderExitCode = { done: 0, failedOrNotSignedIn: 1 } as const;

/**
 * `credentials external-auth access-token`: the same call as Coder's own command, with the same output and exit codes, of a
 * Coder or of an editor window.
 *
 * @param window returns the variables of the editor window of this terminal, if there is one
 */
export async function externalAuth(
  environment: Environment,
  terminal: Terminal,
  providers: readonly string[],
  options: ExternalAuthOptions,
  window: WindowVariables,
): Promise<number> {
  try {
    const [provider] = providers;
    if (provider === undefined || providers.length > 1) {
      throw new CoderFailure(messages.wrongCount(providers.length));
    }
    if (options.output !== 'text' && options.output !== 'json') {
      throw new CoderFailure(messages.wrongOutput());
    }
    const agent = await findAgent(environment, options, window);
    const answer = await ask(agent, provider, environment);
    terminal.write(outputOf(answer, options));
    return answer.url === '' ? CoderExitCode.done : CoderExitCode.failedOrNotSignedIn;
  } catch (error) {
    terminal.say(error instanceof CoderFailure ? error.message : messages.unexpected(errorChain(error)));
    return CoderExitCode.failedOrNotSignedIn;
  }
}

async function ask({ url, token }: Agent, provider: string, environment: Environment): Promise<Answer> {
  // Coder's own client drops the path, too.
  const target = new URL(AGENT_EXTERNAL_AUTH_PATH, url);
  target.search = new URLSearchParams({ id: provider, match: '' }).toString();
  const isOnThisMachine = LoopbackHttpClient.canReach(target.href);
  const client = await commandHttpClient(isOnThisMachine, {
    ...{ environment, caBundle: caBundleIn(environment), timeout: TIMEOUT * 1_000 },
  });
  const deadline = new Deadline(TIMEOUT, messages.tooSlow);
  const { signal } = deadline;
  try {
    const headers = { [SESSION_TOKEN_HEADER]: token.reveal(), accept: 'application/json' };
    const response = await client.send(target.href, { method: 'GET', headers, signal });
    // Only of an error: an answer has a token, which is not that of the agent.
    const redacted = response.status === 200 ? {} : { [SESSION_TOKEN_HEADER]: token };
    const { status, json, received = '' } = jsonResponse(response, target, redacted);
    if (status !== 200) {
      throw new CoderFailure(messages.refused(status, parseError(json), received));
    }
    return readAnswer(json);
  } catch (error) {
    throw error instanceof CoderFailure ? error : new CoderFailure(messages.notAnswered(error, isOnThisMachine));
  } finally {
    deadline.dispose();
    client.dispose?.();
  }
}

/** The URL comes first; then JSON, which leaves out what `--extra` would choose. */
function outputOf(answer: Answer, { extra = '', output }: ExternalAuthOptions): string {
  if (output === 'json') {
    return visibleJson({ ...answer, token_extra: inKeyOrder(answer.token_extra) }, 2);
  }
  if (answer.url !== '') {
    return answer.url;
  }
  if (extra === '') {
    return answer.access_token;
  }
  if (answer.token_extra === null) {
    throw new CoderFailure(messages.noExtra());
  }
  const text = gjsonText(answer.token_extra, extra);
  if (text === undefined) {
    throw new CoderFailure(messages.unsupportedPath(extra));
  }
  if (/[^\P{Cc}\t\n\r]/u.test(text)) {
    throw new CoderFailure(messages.unsafeExtra());
  }
  return text;
}
