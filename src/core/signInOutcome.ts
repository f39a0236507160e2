import type { Catalog } from './catalog.js';
import { signInTargetsOf } from './snapshot.js';
import type { Clock, Disposable } from './ports.js';
import type { CredentialSource } from './source.js';

/**
 * How a sign-in ended. `gone`: the server no longer lists the integration as one that can be signed in to. `joined`: it
 * was waiting already, so only its page was shown again; the first caller learns how it ends.
 */
export type SignInOutcome = 'signedIn' | 'cancelled' | 'timedOut' | 'gone' | 'joined';

/** An integration that the user signs in to. */
interface Target {
  readonly source: CredentialSource;
  readonly id: string;
}

/** Waits until the catalog shows the outcome of a sign-in, `time` milliseconds have passed, or the signal is aborted. */
export function outcomeOf(
  target: Target,
  time: number,
  signal: AbortSignal,
  catalog: Catalog,
  clock: Clock,
): Promise<SignInOutcome> {
  return new Promise((resolve) => {
    const owned: Disposable[] = [];
    const end = (outcome: SignInOutcome) => {
      owned.forEach((each) => each.dispose());
      signal.removeEventListener('abort', cancelled);
      resolve(outcome);
    };
    const cancelled = () => end('cancelled');
    const look = () => {
      const outcome = currentOutcome(target, catalog);
      if (outcome) {
        end(outcome);
      }
    };
    signal.addEventListener('abort', cancelled);
    owned.push(
      catalog.onDidChange(look),
      clock.setTimeout(() => end('timedOut'), time),
    );
    // The catalog may have changed while the browser was being opened.
    look();
  });
}

function currentOutcome({ source, id }: Target, catalog: Catalog): SignInOutcome | undefined {
  const snapshot = catalog.snapshot.find((each) => each.id === source.id);
  if (!snapshot) {
    return 'gone';
  }
  const target = signInTargetsOf(snapshot).find((each) => each.id === id);
  // Whether the user is signed in to an account does not depend on the list of integrations.
  const isAccount = target !== undefined && target === snapshot.account;
  if (!isAccount && (!snapshot.integrations || snapshot.error)) {
    return undefined;
  }
  switch (target?.status.kind) {
    case 'authenticated':
      return 'signedIn';
    case 'signingIn':
      return undefined;
    default:
      return 'gone';
  }
}
