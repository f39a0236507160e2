import type { Finding } from '../core/finding.js';
import { oneLine } from '../core/text.js';
import type { Backends } from './backends.js';
import * as messages from './messages.js';
import { ExitCode, type Terminal } from './terminal.js';

/** Longest text of a line, in characters. */
const MAX_TEXT_LENGTH = 1_000;

const MARKS: Readonly<Record<Finding['result'], string>> = { ok: 'ok', problem: 'PROBLEM', unknown: '?' };

/** `credentials doctor`. */
export async function doctor(backends: Backends, terminal: Terminal, asked: string): Promise<ExitCode> {
  const { backend, integration } = await backends.find(asked);
  const findings = await backend.check(integration.guid);
  if (!findings || findings.length === 0) {
    throw messages.cannotCheck(integration.label);
  }
  const width = Math.max(...findings.map(({ subject }) => oneLine(subject).length));
  for (const { subject, result, text } of findings) {
    terminal.write(
      `${MARKS[result].padEnd(7)}  ${oneLine(subject).padEnd(width)}  ${oneLine(text, MAX_TEXT_LENGTH)}\n`,
    );
  }
  return findings.some(({ result }) => result === 'problem') ? ExitCode.failed : ExitCode.done;
}
