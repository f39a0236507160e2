import type { Finding } from '../core/finding.js';
import { findingLines } from '../core/findingLines.js';
import type { Terminal } from './terminal.js';

/** Writes one line for each finding, with aligned columns. */
export function writeFindings(findings: readonly Finding[], terminal: Terminal): void {
  terminal.write(
    findingLines(findings)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ result }) => result === 'problem');
}
