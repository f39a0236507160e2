import { BACK, type Dialogs } from '../core/dialogs.js';
import * as messages from './forgetMessages.js';

/** What is stored, as far as it can be forgotten. */
export interface StoredSignIns {
  /** Stored for integrations in the settings. */
  readonly defined: number;
  /** Stored for integrations that were removed from the settings by hand. */
  readonly orphans: number;
  /** Entries of the file that can't be read. */
  readonly unreadable: number;
}

export interface Forgettable {
  /** `undefined` where this window does not have the key. Throws `CredentialError` where the file can't be read otherwise. */
  storedSignIns(): Promise<StoredSignIns | undefined>;
  /**
   * Revokes and deletes what is stored, all of it or that of removed integrations alone. Returns a sentence for each that
   * could not be revoked.
   */
  forgetSignIns(which: 'all' | 'orphans'): Promise<readonly string[]>;
  /** Sets the file aside that this window has no key for. */
  setAside(): Promise<void>;
}

/** Forgets the local sign-ins, once the user has agreed. */
export async function forgetSignIns(source: Forgettable, dialogs: Dialogs): Promise<void> {
  const stored = await source.storedSignIns();
  if (!stored) {
    if (await dialogs.confirm(messages.forgetAllQuestion(), messages.setAsideDetail(), messages.forget())) {
      await source.setAside();
      await dialogs.tell(messages.wasSetAside());
    }
    return;
  }
  if (stored.defined + stored.orphans + stored.unreadable === 0) {
    await dialogs.tell(messages.nothingStored());
    return;
  }
  const which = await askWhich(stored, dialogs);
  if (which && (await isConfirmed(which, dialogs))) {
    const problems = await dialogs.during(messages.forgetting(), () => source.forgetSignIns(which));
    await dialogs.tell([messages.forgotten(), ...problems].join(' '));
  }
}

async function askWhich({ defined, orphans }: StoredSignIns, dialogs: Dialogs): Promise<'all' | 'orphans' | undefined> {
  if (defined === 0 || orphans === 0) {
    return 'all';
  }
  const picked = await dialogs.choose<'all' | 'orphans'>({
    title: messages.forgetTitle(),
    prompt: messages.whichToForget(),
    choices: [
      { label: messages.allSignIns(), description: String(defined + orphans), value: 'all' },
      { label: messages.orphanedSignIns(), description: String(orphans), value: 'orphans' },
    ],
  });
  return picked === BACK ? undefined : picked;
}

function isConfirmed(which: 'all' | 'orphans', dialogs: Dialogs): Promise<boolean> {
  return which === 'all'
    ? dialogs.confirm(messages.forgetAllQuestion(), messages.forgetAllDetail(), messages.forget())
    : dialogs.confirm(messages.forgetOrphansQuestion(), messages.forgetOrphansDetail(), messages.forget());
}
