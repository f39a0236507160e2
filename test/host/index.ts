import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { version } from 'vscode';
import { EDITOR_VARIABLE } from '../editor/releases.js';
import { inTestOrder } from '../randomOrder.js';
import { reportMark } from '../editor/reportMark.js';
import { ResultsReporter } from '../resultsReporter.js';

/**
 * What VS Code's extension host calls to run the tests. This file and the tests are bundled as CommonJS, the only kind
 * of module that the extension host loads, into one folder: hence `__dirname`.
 *
 * @throws Error when a test fails, or when this is not the VS Code that was asked for.
 */
export async function run(): Promise<void> {
  const wanted = process.env[EDITOR_VARIABLE];
  if (wanted !== undefined && wanted !== version) {
    throw new Error(`The tests were to run in VS Code ${wanted}, but this is ${version}.`);
  }
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, reporter: ResultsReporter });
  Mocha.reporters.Base.consoleLog = (...values: unknown[]) => console.log(reportMark + format(...values));
  const names = readdirSync(__dirname).filter((file) => file.endsWith('.test.cjs'));
  // What the window has loaded is looked at before any other test loads more.
  const first = 'activation.test.cjs';
  for (const name of [first, ...inTestOrder(names.filter((file) => file !== first))]) {
    mocha.addFile(join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) {
    throw new Error(`${failures} failed`);
  }
}
