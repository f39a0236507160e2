import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ended } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';

/** A folder, and a program in it that stands for one of another operating system. */
export interface ScriptedProgram {
  readonly folder: string;
  readonly program: string;
}

/** @param script in JavaScript: `args`, `input`, `read(name)`, `write(name, text)` for files in the folder, and `answer(code, stdout, stderr)` */
export function scriptedProgram(ended: Ended, script: string): ScriptedProgram {
  const temporary = temporaryFolder('program');
  ended(() => temporary.remove());
  const program = path.join(temporary.path, 'program');
  const text = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const input = fs.readFileSync(0, 'utf8');
const read = (name) => { try { return fs.readFileSync(__dirname + '/' + name, 'utf8'); } catch { return undefined; } };
const write = (name, text) => fs.writeFileSync(__dirname + '/' + name, text);
const answer = (code, stdout = '', stderr = '') => { process.stdout.write(stdout); process.stderr.write(stderr); process.exitCode = code; };
fs.appendFileSync(__dirname + '/seen', JSON.stringify([args, process.env]) + '\\n');
${script}
`;
  writeFileSync(program, text, { mode: 0o700 });
  return { folder: temporary.path, program };
}
