import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buildBundle } from '../integration/builtBundle.js';
import { startSandbox } from '../sandbox/sandbox.js';

const RUNS = 20;

/**
 * Prints how long the command `credentials` runs, beside a Node that does nothing: for its help, and for a list that a server on
 * this machine gives it. Medians, in milliseconds. Asserts nothing.
 */
export async function measureCommandStart(): Promise<void> {
  const folder = await buildBundle();
  try {
    const sandbox = await startSandbox();
    try {
      const command = path.join(folder.path, 'bin/credentials');
      const env = { ...sandbox.env, PATH: process.env['PATH'] ?? '', AVAILABLE_CREDENTIALS_NODE: process.execPath };
      const nothing = await median(process.execPath, ['--eval', '0'], env);
      console.log(`${'node --eval 0'.padEnd(28)} ${nothing.toFixed(0).padStart(8)} ms`);
      for (const call of ['--help', 'list']) {
        const time = await median(command, [call], env);
        const times = (time / nothing).toFixed(1);
        console.log(`${`credentials ${call}`.padEnd(28)} ${time.toFixed(0).padStart(8)} ms, ${times} times that`);
      }
    } finally {
      await sandbox.stop();
    }
  } finally {
    await folder.remove();
  }
}

/** The median time that a program takes from its start to its end, in milliseconds. Rejects if it fails. */
async function median(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    const [code] = (await once(spawn(program, args, { env, stdio: 'ignore' }), 'exit')) as [number | null];
    if (code !== 0) {
      throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
    }
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[RUNS / 2] ?? NaN;
}

if (import.meta.filename === process.argv[1]) {
  await measureCommandStart();
}
