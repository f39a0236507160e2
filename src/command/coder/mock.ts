import { Secret } from '../../core/secret.js';
import { withoutProxyForLoopback } from '../../core/withoutProxy.js';
import type { Environment } from '../../core/ports.js';
import type { MockAnswer } from '../../mock/coder/face.js';
import { MockCoder } from '../../mock/coder/mockCoder.js';
import { withoutRealCredentials } from '../realCredentials.js';
import { runCommand } from '../runCommand.js';
import type { ExitCode, Terminal } from '../terminal.js';
import * as messages from './messages.js';

/** One of them. */
export interface MockOptions {
  readonly token?: string;
  readonly url?: string;
  readonly status?: number;
}

/**
 * `credentials coder mock`: runs a command, such as the tests of a script, for which a server of its own is the Coder of its
 * workspace. Asks neither Coder nor an editor window. Returns the exit code of the command.
 */
export async function mockCoder(
  environment: Environment,
  terminal: Terminal,
  command: readonly string[],
  options: MockOptions,
): Promise<ExitCode> {
  const mock = await MockCoder.start(answerOf(options));
  try {
    const variables = { ...withoutProxyForLoopback(environment), ...mock.variables };
    return await runCommand(command, { ...withoutRealCredentials(environment), ...variables }, terminal);
  } finally {
    mock.stop();
  }
}

/** Throws `CredentialError`. */
function answerOf({ token, url, status }: MockOptions): MockAnswer {
  const answers: readonly MockAnswer[] = [
    ...(token === undefined ? [] : [{ token: new Secret(token) }]),
    ...(url === undefined ? [] : [{ url }]),
    ...(status === undefined ? [] : [{ status }]),
  ];
  const [answer] = answers;
  if (!answer || answers.length > 1) {
    throw messages.oneAnswer();
  }
  return answer;
}
