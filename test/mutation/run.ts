import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { askedToEnd, endWithNpm } from '../exitCleanup.js';
import { ProcessGroup } from '../processGroup.js';
import { configOf, folders } from './config.js';

const root = path.join(import.meta.dirname, '../..');
const names = [...folders.keys()];
const help = `Usage: npm run test:mutation -- [FOLDER [FILES]]

Changes the code of a folder of src (${names.join(', ')}; default: each) in many small ways, and looks whether a test
fails. FILES is a pattern, such as render.ts. Reports are in .artifacts/mutation.`;

/** @returns whether Stryker could run. */
async function mutate(folder: string, files: string | undefined, interruption: AbortSignal): Promise<boolean> {
  const config = path.join(root, '.artifacts/mutation', `${folder}.config.json`);
  await mkdir(path.dirname(config), { recursive: true });
  await writeFile(config, JSON.stringify(configOf(folder, files)));
  const stryker = path.join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const group = new ProcessGroup(process.execPath, [stryker, 'run', config], {
    cwd: root,
    env: { ...process.env, COMMAND_IN_PROCESS: 'yes' },
    shown: true,
  });
  const end = (): void => void group.end();
  interruption.addEventListener('abort', end);
  try {
    return (await group.exit()) === 0;
  } finally {
    interruption.removeEventListener('abort', end);
    await group.end();
  }
}

endWithNpm();
const interruption = new AbortController();
void askedToEnd().then(() => interruption.abort());
const [wanted, files] = process.argv.slice(2);
const chosen = names.filter((folder) => wanted === undefined || folder === wanted);
if (chosen.length === 0) {
  console.log(help);
  process.exitCode = 1;
}
for (const folder of chosen) {
  if (!interruption.signal.aborted && !(await mutate(folder, files, interruption.signal))) {
    process.exitCode = 1;
  }
}
