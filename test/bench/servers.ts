import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the process of a broker reports once it listens. */
export interface BrokerReport {
  readonly environment: Readonly<Record<string, string>>;
  readonly uuid: string;
  /** The environment of content. */
  readonly content: Readonly<Record<string, string>>;
  /** The session token of a viewer. */
  readonly userToken: string;
}

/** Starts a script of this folder as a process of its own, which reports once it listens. */
export async function startServer(
  script: string,
): Promise<{ readonly server: ChildProcess; readonly report: unknown; readonly stop: () => Promise<void> }> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const server = fork(file, { execArgv: ['--import=tsx'], stdio: 'inherit' });
  const stop = async () => {
    if (server.connected) {
      server.disconnect();
      await once(server, 'exit');
    }
  };
  const [report] = (await once(server, 'message')) as [unknown];
  return { server, report, stop };
}
