import { ProcessGroup } from '../processGroup.js';

/** A step of the installation that failed; `message` holds the command's own output, without names of package hosts. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
}

/**
 * Runs one command of the installation and keeps its output for the case that it fails.
 *
 * @throws InstallError with that output, when the command can't be started or exits with another code than 0.
 */
export async function runStep(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const step = new ProcessGroup(command, args, options);
  const code = await step.exit();
  await step.end();
  if (code !== 0) {
    const line = [command, ...args].join(' ');
    throw new InstallError(`This failed (exit code ${code ?? 'unknown'}): ${line}\n${withoutHosts(step.output)}`);
  }
}

/** A package host may be a private mirror, which a test's log has no business to show. */
function withoutHosts(output: string): string {
  return output
    .replace(/\b(https?:\/\/)[^/\s'"]+/g, '$1…')
    .replace(/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|resolve|connect to) ['"]?[\w.:-]+/g, '$1 …');
}
