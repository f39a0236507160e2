import { readFile, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { vscodeVersion } from '../editor/install.js';
import { measureActivation } from './activation.js';
import { measureBroker } from './broker.js';
import { measureCommandStart } from './commandStart.js';
import { measureFleet } from './fleet.js';
import { median, type Row } from './row.js';
import { measureSizes } from './sizes.js';

/*
 * Prints what the extension weighs and costs. Asserts nothing. `npm run bench -- sizes broker` measures only those;
 * `--save` makes the medians the baseline that later runs are compared with.
 */

const BASELINE = path.join(import.meta.dirname, 'baseline.json');

interface Baseline {
  readonly machine: string;
  readonly medians: Readonly<Record<string, number>>;
}

const measurements: Readonly<Record<string, () => Promise<Row[]>>> = {
  sizes: measureSizes,
  activation: measureActivation,
  broker: measureBroker,
  command: measureCommandStart,
  fleet: measureFleet,
};

const { values, positionals } = parseArgs({ options: { save: { type: 'boolean' } }, allowPositionals: true });
const [cpu] = cpus();
const machine = [
  `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}`,
  `${process.platform} ${release()}`,
  `Node ${process.versions.node}`,
  `VS Code ${vscodeVersion}`,
].join(', ');
const baseline = await readBaseline();

console.log(machine);
console.log(`Compared with: ${baseline.machine}\n`);
print(['', 'n', 'min', 'median', 'max', '', 'goal', 'baseline', 'ratio']);
const medians: Record<string, number> = { ...baseline.medians };
for (const [name, measure] of Object.entries(measurements)) {
  if (positionals.length === 0 || positionals.includes(name)) {
    for (const row of await measure()) {
      medians[row.name] = median(row.values);
      printRow(row);
    }
  }
}
if (values.save) {
  await writeFile(BASELINE, `${JSON.stringify({ machine, medians }, undefined, 2)}\n`);
}

async function readBaseline(): Promise<Baseline> {
  try {
    return JSON.parse(await readFile(BASELINE, 'utf8')) as Baseline;
  } catch {
    return { machine: 'nothing yet', medians: {} };
  }
}

function printRow({ name, unit, values: all, goal = '' }: Row): void {
  const before = baseline.medians[name];
  const now = median(all);
  const figures = [Math.min(...all), now, Math.max(...all)].map(figure);
  const compared = before === undefined ? ['', ''] : [figure(before), (now / before).toFixed(2)];
  print([name, String(all.length), ...figures, unit, goal, ...compared]);
}

function figure(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

function print([name = '', ...cells]: readonly string[]): void {
  console.log([name.padEnd(66), ...cells.map((cell) => cell.padStart(8))].join(' '));
}
