import type { Backends } from './backends.js';
import { hasProblem, writeFindings } from './findings.js';
import { checkedAsContent } from './integrationMessages.js';
import * as messages from './messages.js';
import { ExitCode, type Terminal } from './terminal.js';

/** `credentials doctor`. */
export async function doctor(backends: Backends, terminal: Terminal, asked: string): Promise<ExitCode> {
  const { backend, integration } = await backends.find(asked, checkedAsContent);
  const findings = await backend.check(integration.guid);
  if (!findings || findings.length === 0) {
    throw messages.cannotCheck(integration.label);
  }
  writeFindings(findings, terminal);
  return hasProblem(findings) ? ExitCode.failed : ExitCode.done;
}
