import type { Finding } from '../core/finding.js';
import { oneLine } from '../core/text.js';
import type { Backend } from './backend.js';
import { assertUsable, findIntegration } from './lookup.js';
import * as messages from './messages.js';
import { ExitCode, type Terminal } from './terminal.js';
import { withRetries } from './waiting.js';

/** Longest text of a line, in characters. */
const MAX_TEXT_LENGTH = 1_000;

const MARKS: Readonly<Record<Finding['result'], string>> = { ok: 'ok', problem: 'PROBLEM', unknown: '?' };

/** `credentials doctor`. */
export async function doctor(backend: Backend, terminal: Terminal, asked: string): Promise<ExitCode> {
  const { integrations } = await withRetries(backend, () => backend.integrations());
  const integration = findIntegration(integrations, asked);
  assertUsable(integration);
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
