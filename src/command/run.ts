import type { Surroundings } from './programParts.js';
import type { ExitCode } from './terminal.js';

/**
 * Runs the command with the arguments after its name. Throws `CredentialError`.
 *
 * Scripts run `access-token` with nothing but a name again and again. That call needs no parser of arguments, which takes
 * longer to load than the call itself.
 */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const [subcommand, asked] = args;
  if (subcommand === 'access-token' && args.length === 2 && asked?.startsWith('-') === false) {
    const { accessTokenOf } = await import('./accessToken.js');
    return accessTokenOf(asked, surroundings.environment, surroundings.terminal);
  }
  const { runProgram } = await import('./program.js');
  return runProgram(args, surroundings);
}
