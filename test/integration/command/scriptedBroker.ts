import { newKey } from '../../../src/broker/key.js';
import { RuntimeFolder } from '../../../src/broker/runtimeFolder.js';
import { BrokerServer } from '../../../src/broker/server.js';
import { WorkbenchFace } from '../../../src/broker/workbench/face.js';
import type { Method, WireIntegration } from '../../../src/workbench/wire.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { RecordingLog } from '../../unit/recordingLog.js';

/** What a broker answers: by method, the answers in turn. The last is given again and again. */
export type Script = Partial<Record<Method, readonly object[]>>;

export interface ScriptedBroker {
  /** What its terminals have in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What has been asked: method and parameters. */
  readonly calls: readonly string[];
  readonly close: () => void;
}

export const SALES = { uid: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'sales', display_name: 'Sales API' };
export const SIGNED_OUT = { ...SALES, authenticated: false };
export const PAGE = 'https://sign-in.example.com/authorize?state=a%26b';
export const TOKEN = { access_token: 'token-of-the-broker', expiry: '2099-01-01T00:00:00Z' };

/** The list of integrations, of which each lacks only what a test does not care for. */
export function listed(...integrations: readonly Partial<WireIntegration>[]): object {
  const complete = { complete: true, authenticated: true };
  return { providers: [{ type: 'custom', integrations: integrations.map((each) => ({ ...complete, ...each })) }] };
}

/** The broker's server, in front of answers that a test has written. */
async function startBroker(script: Script): Promise<ScriptedBroker> {
  const parent = temporaryFolder('scripted-broker');
  const clock = { now: () => Date.now(), setTimeout: () => ({ dispose: () => undefined }) };
  const calls: string[] = [];
  const given = new Map<Method, number>();
  const face = WorkbenchFace.factory(clock, (method, parameters) => {
    calls.push([method, ...Object.values(parameters).map(String)].join(' '));
    const at = given.get(method) ?? 0;
    given.set(method, at + 1);
    const answers = script[method] ?? [];
    return Promise.resolve(answers[Math.min(at, answers.length - 1)] ?? { error: `Not in the script: ${method}` });
  })(newKey());
  const folder = await RuntimeFolder.create(parent.path);
  await folder.writeFiles(face.files());
  const server = await BrokerServer.listen([face], new RecordingLog());
  return {
    env: { ...face.variables({ url: server.url, folder: folder.path }) },
    calls,
    close: () => {
      server.close();
      void parent.remove();
    },
  };
}

/** To be called in a `describe`: gives a function that starts brokers which stop after each test. */
export function brokersPerTest(): (script: Script) => Promise<ScriptedBroker> {
  const ended = endedAfterEach();
  return async (script) => {
    const broker = await startBroker(script);
    ended(() => broker.close());
    return broker;
  };
}
