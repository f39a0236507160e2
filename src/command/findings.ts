import type { Finding } from '../core/finding.js';
import { oneLine } from '../core/text.js';
import type { Terminal } from './terminal.js';

/** Longest text of a line, in characters. */
const MAX_TEXT_LENGTH = 1_000;

const MARKS: Readonly<Record<Finding['result'], string>> = { ok: 'ok', problem: 'PROBLEM', unknown: '?' };

/** Writes one line for each finding, with aligned columns. */
export function writeFindings(findings: readonly Finding[], terminal: Terminal): void {
  const width = Math.max(...findings.map(({ subject }) => oneLine(subject).length));
  for (const { subject, result, text } of findings) {
    terminal.write(
      `${MARKS[result].padEnd(7)}  ${oneLine(subject).padEnd(width)}  ${oneLine(text, MAX_TEXT_LENGTH)}\n`,
    );
  }
}

export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ result }) => result === 'problem');
}
