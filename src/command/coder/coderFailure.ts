/** A failure that is told as Coder's command does: with its prefixes, and with exit code 1. */
export class CoderFailure extends Error {
  override readonly name = 'CoderFailure';
}
