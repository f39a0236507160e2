import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buildBundle } from '../integration/builtBundle.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { type BrokerReport, startServer } from './servers.js';

const RUNS = 20;

/**
 * Prints how long the command `credentials` runs, compared with a Node that does nothing: for its help, for a list from a
 * Workbench on this machine, and for an access token from the broker of a window. Medians, in milliseconds.
 */
export async function measureCommandStart(): Promise<void> {
  const folder = await buildBundle();
  const sandbox = await startSandbox();
  const broker = await startServer('brokerServer.ts');
  try {
    const { environment: ofBroker, uuid } = broker.report as BrokerReport;
    const command = path.join(folder.path, 'bin/credentials');
    const always = { PATH: process.env['PATH'] ?? '', AVAILABLE_CREDENTIALS_NODE: process.execPath };
    for (const [args, environment] of [
      [['--help'], sandbox.env],
      [['list'], sandbox.env],
      [['access-token', uuid], ofBroker],
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
      const [time, ratio, least, most] = [median(times), median(ratios), Math.min(...ratios), Math.max(...ratios)];
      console.log(
        `${`credentials ${args[0]}`.padEnd(28)} ${time.toFixed(0).padStart(8)} ms, ` +
          `${ratio.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)}, n = ${RUNS}) times node --eval 0`,
      );
    }
  } finally {
    await Promise.all([broker.stop(), sandbox.stop()]);
    await folder.remove();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
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

if (import.meta.filename === process.argv[1]) {
  await measureCommandStart();
}
