import { Secret } from '../../core/secret.js';
import type { Environment } from '../../core/ports.js';
import type { AnswersFile } from '../../mock/connect/answer.js';
import { answersFile } from '../../mock/connect/answersFile.js';
import { MockConnect } from '../../mock/connect/mockConnect.js';
import { RequestLog } from '../../mock/requestLog.js';
import { readJsonObject } from '../jsonFile.js';
import { withoutRealCredentials } from '../realCredentials.js';
import { runCommand } from '../runCommand.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { contentEnvironment } from './contentEnvironment.js';
import * as messages from './mockMessages.js';

export interface MockOptions {
  readonly token?: string;
  /** `true`: the usual one. */
  readonly error?: number | true;
  readonly answers?: string;
  readonly log?: string;
  /** Whether R code outside Shiny is to have a viewer. */
  readonly rWithoutShiny?: boolean;
}

/** The error of connectcreds' mocks: nothing is associated with the content. */
const USUAL_ERROR = 212;

/**
 * `credentials connect mock`: runs a command, such as the tests of content, with a server of its own in place of Posit
 * Connect. Neither of them asks an editor window or Workbench. Returns the exit code of the command.
 */
export async function mockConnect(
  environment: Environment,
  terminal: Terminal,
  command: readonly string[],
  { token, error, answers, log: logFile, rWithoutShiny = false }: MockOptions,
): Promise<ExitCode> {
  const script = answers === undefined ? NO_ANSWERS : await readAnswers(answers);
  const log = logFile === undefined ? undefined : RequestLog.open(logFile);
  try {
    const mock = await MockConnect.start({
      ...{ answers: script, log, token: token === undefined ? undefined : new Secret(token) },
      error: error === true ? USUAL_ERROR : error,
    });
    try {
      const env = contentEnvironment(withoutRealCredentials(environment), mock.variables(rWithoutShiny));
      return await runCommand(command, env, terminal);
    } finally {
      await mock.stop();
    }
  } finally {
    log?.close();
    if (log?.isComplete === false) {
      terminal.say(messages.logIncomplete());
    }
  }
}

const NO_ANSWERS: AnswersFile = { rules: [], associations: undefined };

async function readAnswers(file: string): Promise<AnswersFile> {
  return answersFile(await readJsonObject(file, messages.expectedInFile()), file);
}
