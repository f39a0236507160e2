import type { Finding } from '../core/finding.js';
import { findingLines } from '../core/findingLines.js';
import type { Terminal } from './terminal.js';

/** Writes what a check has found. On a screen, long texts are wrapped in their column. */
export function writeFindings(findings: readonly Finding[], terminal: Terminal): void {
  findingLines(findings, terminal.columns).forEach((line) => terminal.write(`${line}\n`));
}

export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ result }) => result === 'problem');
}
