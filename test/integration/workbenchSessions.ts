import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { NO_SETTINGS } from '../../src/command/noSettings.js';
import { UndiciHttpClient } from '../../src/http/undiciHttpClient.js';
import type { Integration, ListedIntegration } from '../../src/core/integration.js';
import { networkSettings, type EditorNetworkSettings } from '../../src/http/networkSettings.js';
import { WorkbenchSource } from '../../src/workbench/source.js';
import { RecordingLog } from '../unit/recordingLog.js';
import { endedAfterEach } from '../ended.js';
import { assertReadable, rejectionOf } from './failures.js';
import { cookieFile } from './handMadeRpc.js';

type Environment = Readonly<Record<string, string>>;

export interface SessionOptions {
  /** VS Code's `http.*` settings, read with each request; none are set by default. */
  readonly editor?: Partial<EditorNetworkSettings>;
  /** The setting `availableCredentials.workbench.signInUrl`. */
  readonly signInUrl?: string;
  /** Milliseconds for a whole answer. */
  readonly answerTimeout?: number;
  /** What no failure may tell, besides the cookie. */
  readonly secrets?: readonly string[];
}

/** The extension's Workbench source with its real HTTP client, in a session of the given environment. */
export class WorkbenchSession {
  readonly source: WorkbenchSource;
  /** What the browser was handed. */
  readonly opened: string[] = [];
  readonly log = new RecordingLog();

  constructor(
    private readonly environment: Environment,
    private readonly options: SessionOptions = {},
  ) {
    const editor = () => ({ ...NO_SETTINGS, ...options.editor });
    const settings: Readonly<Record<string, string | undefined>> = { 'workbench.signInUrl': options.signInUrl };
    this.source = new WorkbenchSource({
      environment,
      clock: { now: () => Date.now(), setTimeout: () => assert.fail('a source waits for nothing') },
      browser: { open: (url) => Promise.resolve(void this.opened.push(url)) },
      log: this.log,
      setting: (name) => settings[name] ?? '',
      http: (caBundle) =>
        new UndiciHttpClient(() => networkSettings(editor(), environment, caBundle), options.answerTimeout),
    });
  }

  list(signal = new AbortController().signal): Promise<readonly ListedIntegration[]> {
    return this.source.list(signal);
  }

  /** An integration as the catalog would hand it over, by its label. */
  async integration(label: string): Promise<Integration> {
    const listed = (await this.list()).find((each) => each.label === label) ?? assert.fail(`No ${label}`);
    return { ...listed, id: `workbench:${listed.guid ?? label}`, source: 'workbench', isDuplicate: false };
  }

  async statusOf(label: string): Promise<string> {
    return (await this.integration(label)).status.kind;
  }

  /** The failure of `attempt`, once it is certain that it tells no secret. */
  async failure(
    attempt: Promise<unknown> = this.list(),
  ): Promise<{ failure: string; message: string; retryAfter?: number | undefined }> {
    const [error, secrets] = await Promise.all([rejectionOf(attempt), this.secrets()]);
    assertReadable(error, secrets);
    const { failure, message, retryAfter } = error;
    return { failure, message, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }

  /** The cookie as a whole, and those parts of it that can't be guessed. */
  async secrets(): Promise<string[]> {
    const inFile = await readFile(cookieFile(this.environment), 'utf8').catch(() => '');
    const cookies = [inFile, this.environment['RS_SESSION_RPC_COOKIE'] ?? ''].filter((cookie) => cookie !== '');
    const parts = cookies.flatMap((cookie) => {
      const [value = '', , signature = ''] = cookie.split('|');
      return [cookie, value, signature.split(';')[0] ?? ''];
    });
    const secrets = [...parts, ...(this.options.secrets ?? [])].filter((secret) => secret !== '');
    assert.ok(secrets.length > 0, 'A session without a secret proves nothing');
    return secrets;
  }
}

/** To be called in a `describe`: gives a function that opens sessions which are disposed of after each test. */
export function sessionsPerTest(): (environment: Environment, options?: SessionOptions) => WorkbenchSession {
  const ended = endedAfterEach();
  return (environment, options) => {
    const session = new WorkbenchSession(environment, options);
    ended(() => session.source.dispose());
    return session;
  };
}
