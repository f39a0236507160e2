import { readFile, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { newestEditor } from '../editor/releases.js';
import { measureActivation } from './activation.js';
import { measureBroker } from './broker.js';
import { measureCommandStart } from './commandStart.js';
import { measureFleet } from './fleet.js';
import { median, type Row } from './row.js';
import { measureSizes } from './sizes.js';
import { measureViewerProxy } from './viewerProxy.js';

/*
 * Prints what the extension weighs and costs. Asserts nothing. `npm run bench -- sizes broker` measures only those;
 * `--save` makes the figures the baseline that later runs are compared with.
 */

const BASELINE = path.join(import.meta.dirname, 'baseline.json');

/** What the baseline file says about one row. */
interface Figures {
  readonly unit: string;
  readonly n: number;
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

interface Baseline {
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, Figures>>;
}

const measurements: Readonly<Record<string, () => Promise<Row[]>>> = {
  sizes: measureSizes,
  activation: measureActivation,
  broker: measureBroker,
  viewer: measureViewerProxy,
  command: measureCommandStart,
  fleet: measureFleet,
};

const { values, positionals } = parseArgs({ options: { save: { type: 'boolean' } }, allowPositionals: true });
const [cpu] = cpus();
const machine = `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${process.platform} ${release()}`;
const versions = { Node: process.versions.node, 'VS Code': newestEditor.vscode };
const baseline = await readBaseline();

console.log(title({ machine, versions }));
console.log(`Compared with: ${title(baseline)}\n`);
print(['', 'n', 'min', 'median', 'max', '', 'goal', 'baseline', 'ratio']);
// Rows that are not measured now keep their figures.
const rows: Record<string, Figures> = { ...baseline.rows };
for (const [name, measure] of Object.entries(measurements)) {
  if (positionals.length === 0 || positionals.includes(name)) {
    for (const row of await measure()) {
      rows[row.name] = figuresOf(row);
      printRow(row);
    }
  }
}
if (values.save) {
  await writeFile(BASELINE, `${JSON.stringify({ machine, versions, rows } satisfies Baseline, undefined, 2)}\n`);
}

async function readBaseline(): Promise<Baseline> {
  try {
    return JSON.parse(await readFile(BASELINE, 'utf8')) as Baseline;
  } catch {
    return { machine: 'nothing yet', versions: {}, rows: {} };
  }
}

function title({ machine, versions }: Pick<Baseline, 'machine' | 'versions'>): string {
  return [machine, ...Object.entries(versions).map(([name, version]) => `${name} ${version}`)].join(', ');
}

function figuresOf({ unit, values: all }: Row): Figures {
  return { unit, n: all.length, minimum: Math.min(...all), median: median(all), maximum: Math.max(...all) };
}

function printRow(row: Row): void {
  const before = baseline.rows[row.name]?.median;
  const { unit, n, minimum, median: now, maximum } = figuresOf(row);
  const compared = before === undefined ? ['', ''] : [figure(before), (now / before).toFixed(2)];
  print([row.name, String(n), ...[minimum, now, maximum].map(figure), unit, row.goal ?? '', ...compared]);
}

function figure(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

function print([name = '', ...cells]: readonly string[]): void {
  console.log([name.padEnd(66), ...cells.map((cell) => cell.padStart(8))].join(' '));
}
