import type { SignInOptions } from './source.js';

/** Asks the user for something during a sign-in, whose row shows that. */
export async function whileAsking<T>({ onQuestion }: SignInOptions, ask: () => Promise<T>): Promise<T> {
  onQuestion?.(true);
  try {
    return await ask();
  } finally {
    onQuestion?.(false);
  }
}
