import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ended } from '../../ended.js';
import { loopbackFetch, type LoopbackRequest } from '../../sandbox/loopbackFetch.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { CONTENT_SESSION, EXCHANGE, GRANT, USER_SESSION } from '../broker/connect/contentCalls.js';
import type { BuiltCommand, Result, Run } from './builtCommand.js';

/** Writes its environment to standard error, and waits for the end. */
const WAIT = `process.stderr.write('environment ' + JSON.stringify(process.env) + '\\n'); setInterval(() => {}, 1000);`;

interface Options {
  readonly args?: readonly string[];
  /** The content of the file with answers. */
  readonly answers?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** An answer: JSON if it is that, else its text. */
export interface MockAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

type Form = Readonly<Record<string, string>>;

/** A run of `credentials connect mock`, with calls that are made by hand as its content would make them. */
export class MockedContent {
  private constructor(
    private readonly running: Run,
    /** The environment of content. */
    readonly variables: Readonly<Record<string, string>>,
    private readonly log: string,
  ) {}

  static async start(
    command: BuiltCommand,
    ended: Ended,
    { args = [], answers, env = {} }: Options = {},
  ): Promise<MockedContent> {
    const folder = temporaryFolder('mock-test');
    ended(() => folder.remove());
    const [log, file] = [path.join(folder.path, 'log.jsonl'), path.join(folder.path, 'answers.json')];
    writeFileSync(file, JSON.stringify(answers ?? {}));
    const all = ['connect', 'mock', '--answers', file, '--log', log, ...args, '--', process.execPath, '-e', WAIT];
    const running = command.start(all, { env });
    let isOver = false;
    void running.result.then(() => (isOver = true));
    ended(() => {
      if (!isOver) running.interrupt();
      return running.result;
    });
    const found = () => /^environment (.*)$/m.exec(running.told())?.[1];
    await until('the content runs', () => found() !== undefined);
    const variables = JSON.parse(found() ?? '{}') as Record<string, string>;
    return new MockedContent(running, variables, log);
  }

  /** Presses Ctrl+C, or sends another signal to command and content. */
  end(signal?: NodeJS.Signals): Promise<Result> {
    this.running.interrupt(signal);
    return this.running.result;
  }

  /** The content of the log. */
  get logged(): string {
    return readFileSync(this.log, 'utf8');
  }

  get logFile(): string {
    return this.log;
  }

  /** The lines of the log. */
  get lines(): readonly Readonly<Record<string, unknown>>[] {
    return this.logged
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async call(path: string, request: LoopbackRequest = {}, key: string | null = 'key'): Promise<MockAnswer> {
    const headers = { ...(key === null ? {} : { authorization: `Key ${key}` }), ...request.headers };
    const response = await loopbackFetch(`${this.variables['CONNECT_SERVER'] ?? ''}${path}`, { ...request, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  exchange(form: Form, key?: string, request: LoopbackRequest = {}): Promise<MockAnswer> {
    return this.call(EXCHANGE, { ...request, method: 'POST', body: new URLSearchParams(form) }, key);
  }

  asViewer(form: Form = {}, key?: string, request?: LoopbackRequest): Promise<MockAnswer> {
    const subject = { subject_token_type: USER_SESSION, subject_token: 'user-token' };
    return this.exchange({ grant_type: GRANT, ...subject, ...form }, key, request);
  }

  asContent(form: Form = {}, key?: string): Promise<MockAnswer> {
    const subject = { subject_token_type: CONTENT_SESSION, subject_token: 'session-token' };
    return this.exchange({ grant_type: GRANT, ...subject, ...form }, key);
  }
}

/** The token of an answer. */
export function tokenIn({ body }: MockAnswer): unknown {
  return (body as Readonly<Record<string, unknown>>)['access_token'];
}

/** The number of the error in an answer. */
export function codeIn({ body }: MockAnswer): unknown {
  return (body as Readonly<Record<string, unknown>>)['code'];
}
