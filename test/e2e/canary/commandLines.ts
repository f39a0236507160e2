import { readdirSync, readFileSync } from 'node:fs';

/**
 * The command lines of all processes that have this home folder in their environment, hence of an editor's server and
 * of all that it has started. At once, so that nothing can end meanwhile.
 */
export function commandLines(home: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`HOME=${home}`))
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '));
}

/** Empty for a process that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
