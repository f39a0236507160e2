import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buildBundle } from '../integration/builtBundle.js';
import { startSandbox } from '../sandbox/sandbox.js';
import type { Row } from './row.js';
import { type BrokerReport, startServer } from './servers.js';

const RUNS = 20;

/**
 * How long the command `credentials` runs, compared with a Node that does nothing: for its help, for a list from a
 * Workbench on this machine, and for an access token from the broker of a window.
 */
export async function measureCommandStart(): Promise<Row[]> {
  const folder = await buildBundle();
  const sandbox = await startSandbox();
  const broker = await startServer('brokerServer.ts');
  try {
    const { environment: ofBroker, uuid } = broker.report as BrokerReport;
    const command = path.join(folder.path, 'bin/credentials');
    const always = { PATH: process.env['PATH'] ?? '', AVAILABLE_CREDENTIALS_NODE: process.execPath };
    const rows: Row[] = [];
    for (const [args, environment, goal] of [
      [['--help'], sandbox.env, undefined],
      [['list'], sandbox.env, undefined],
      [['access-token', uuid], ofBroker, '<= 2'],
    ] as const) {
      const env = { ...environment, ...always };
      const ratios: number[] = [];
      const times: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const nothing = await timeOf(process.execPath, ['--eval', '0'], env);
        const time = await timeOf(command, args, env);
        times.push(time);
        ratios.push(time / nothing);
      }
      const name = `credentials ${args[0]}`;
      rows.push({ name, unit: 'ms', values: times });
      rows.push({ name: `${name}, compared with node`, unit: 'x', values: ratios, ...(goal ? { goal } : {}) });
    }
    return rows;
  } finally {
    await Promise.all([broker.stop(), sandbox.stop()]);
    await folder.remove();
  }
}

/** The milliseconds that a program takes from its start to its end. Rejects if it fails. */
async function timeOf(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const startedAt = performance.now();
  const [code] = (await once(spawn(program, args, { env, stdio: 'ignore' }), 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  }
  return performance.now() - startedAt;
}
