import assert from 'node:assert/strict';
import { revealed } from '../../../src/core/secret.js';
import type { CredentialError } from '../../../src/core/errors.js';
import type { JsonResponse, PostOptions } from '../../../src/core/httpClient.js';
import type { Integration } from '../../../src/core/integration.js';
import { WorkbenchSource } from '../../../src/workbench/source.js';
import { listed } from '../core/fakeSource.js';
import type { Environment } from '../../../src/core/ports.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';

export interface SentRequest {
  readonly url: string;
  readonly body: unknown;
  readonly headers: PostOptions['headers'];
}

export const SESSION = {
  POSIT_PRODUCT: 'WORKBENCH',
  RS_SERVER_ADDRESS: 'http://localhost:8787/base',
  RS_SERVER_URL: 'https://workbench.example.org/base/?lang=en',
  RSTUDIO_VERSION: '2026.01.0+392.pro5',
  RS_SESSION_RPC_COOKIE: 'cookie-canary|Tue%2C%2001%20Jan%202030%2000%3A00%3A00%20GMT|sig',
};

/** A Workbench source whose boundaries are fakes: it sends no requests, and opens no URLs. */
export class SourceHarness {
  readonly sent: SentRequest[] = [];
  readonly opened: string[] = [];
  readonly log = new RecordingLog();
  readonly clock = new FakeClock();
  /** The setting `availableCredentials.workbench.signInUrl`. */
  signInUrl = '';
  /** What the server answers, by method. */
  answers: Record<string, JsonResponse> = {};
  /** Why no answer comes, if none does. */
  unreachable: CredentialError | undefined;
  /** Called when a request is on its way. */
  onSent: () => void = () => undefined;
  disposals = 0;
  readonly source: WorkbenchSource;

  constructor(environment: Environment = SESSION) {
    this.source = new WorkbenchSource({
      environment,
      clock: this.clock,
      browser: {
        open: (url) => {
          this.opened.push(url);
          return Promise.resolve();
        },
      },
      log: this.log,
      setting: (name) => (name === 'workbench.signInUrl' ? this.signInUrl : assert.fail(`no setting ${name}`)),
      http: () => ({
        postJson: (url, body, { headers }) => {
          this.sent.push({ url, body, headers: revealed(headers) });
          this.onSent();
          if (this.unreachable) {
            return Promise.reject(this.unreachable);
          }
          const method = new URL(url).pathname.split('/').at(-1) ?? '';
          const answer = this.answers[method];
          return answer ? Promise.resolve(answer) : Promise.reject(new Error(`no answer to ${method}`));
        },
        send: () => assert.fail('a Workbench is asked by postJson'),
        proxyFor: () => Promise.resolve(undefined),
        inspectTls: () => assert.fail('no diagnostics here'),
        dispose: () => {
          this.disposals += 1;
        },
      }),
    });
  }

  list(signal = new AbortController().signal) {
    return this.source.list(signal);
  }

  signIn(differences: Partial<Integration> = {}, signal = new AbortController().signal) {
    return this.source.signIn(integration(differences), signal);
  }

  signOut(differences: Partial<Integration> = {}) {
    return this.source.signOut(integration(differences), new AbortController().signal);
  }
}

export function ok(json: unknown): JsonResponse {
  return { status: 200, json };
}

function integration(differences: Partial<Integration>): Integration {
  return {
    ...listed({ guid: 'g-1', label: 'GitHub' }),
    id: 'workbench:g-1:0',
    source: 'workbench',
    isDuplicate: false,
    ...differences,
  };
}
