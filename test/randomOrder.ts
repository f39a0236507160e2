import { createHash } from 'node:crypto';

/** The environment's variable that asks for a random order of the test files. Its value decides the order. */
export const SEED_VARIABLE = 'TEST_SEED';

export function isOrderRandom(seed = process.env[SEED_VARIABLE]): seed is string {
  return seed !== undefined && seed !== '';
}

/** The files in the order in which to run them: sorted, or in the random order that belongs to the seed. */
export function inTestOrder(files: readonly string[], seed = process.env[SEED_VARIABLE]): string[] {
  const sorted = [...files].sort();
  if (!isOrderRandom(seed)) {
    return sorted;
  }
  const place = (file: string): string => createHash('sha256').update(`${seed}\n${file}`).digest('hex');
  return sorted
    .map((file) => ({ file, at: place(file) }))
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ file }) => file);
}
