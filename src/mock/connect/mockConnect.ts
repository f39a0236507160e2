import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contentVariables, MOCKING_VARIABLES } from '../../broker/connect/contentVariables.js';
import { BrokerServer } from '../../broker/server.js';
import { revealed, type Secret } from '../../core/secret.js';
import { NO_LOG } from '../noLog.js';
import type { RequestLog } from '../requestLog.js';
import type { AnswersFile } from './answer.js';
import { MockExchange } from './exchange.js';
import { MockConnectFace } from './face.js';
import { API_KEY, ASSOCIATIONS, CONTENT_GUID, CONTENT_TOKEN } from './fixed.js';
import { Script } from './script.js';

export interface MockConnectOptions {
  readonly answers: AnswersFile;
  /** The access token of the usual answer; `undefined`: one for each kind. */
  readonly token: Secret | undefined;
  /** The error that is the usual answer; `undefined`: a token. */
  readonly error: number | undefined;
  readonly log: RequestLog | undefined;
}

/** A server on loopback that content under test takes for its Posit Connect, and the file with its session token. */
export class MockConnect {
  private constructor(
    private readonly server: BrokerServer,
    private readonly folder: string,
  ) {}

  static async start({ answers, log, ...usual }: MockConnectOptions): Promise<MockConnect> {
    const exchange = new MockExchange({ ...usual, script: new Script(answers.rules) });
    const face = new MockConnectFace({ exchange, associations: answers.associations ?? ASSOCIATIONS, log });
    const folder = await mkdtemp(path.join(tmpdir(), 'credentials-mock-'));
    try {
      await writeFile(fileIn(folder), CONTENT_TOKEN, { mode: 0o600 });
      return new MockConnect(await BrokerServer.listen([face], NO_LOG), folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What a process finds in its environment. @param rWithoutShiny whether R code outside Shiny is to have a viewer */
  variables(rWithoutShiny: boolean): Readonly<Record<string, string>> {
    const variables = contentVariables({
      url: this.server.url,
      apiKey: API_KEY,
      contentGuid: CONTENT_GUID,
      contentToken: CONTENT_TOKEN,
      tokenFile: fileIn(this.folder),
    });
    return { ...revealed(variables), ...(rWithoutShiny ? MOCKING_VARIABLES : {}) };
  }

  async stop(): Promise<void> {
    this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const fileIn = (folder: string): string => path.join(folder, 'content_session_token');
