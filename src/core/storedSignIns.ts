import type { Integration } from './integration.js';
import type { Memento } from './ports.js';
import { isRecord } from './record.js';
import { WAITING_SIGN_INS } from './waitingSignIns.js';

/** A pending sign-in as it is stored. */
interface StoredSignIn {
  readonly source: string;
  readonly startedAt: number;
}

/** The sign-ins that are pending, by integration id, in the memory that survives the window. */
export class StoredSignIns {
  constructor(private readonly memory: Memento) {}

  entries(): readonly (readonly [id: string, signIn: StoredSignIn])[] {
    return Object.entries(this.#read());
  }

  add({ id, source }: Integration, startedAt: number): void {
    this.#write({ ...this.#read(), [id]: { source, startedAt } });
  }

  delete(id: string): void {
    const { [id]: deleted, ...rest } = this.#read();
    if (deleted) {
      this.#write(rest);
    }
  }

  #read(): Readonly<Record<string, StoredSignIn>> {
    const stored = this.memory.get(WAITING_SIGN_INS);
    return areSignIns(stored) ? stored : {};
  }

  #write(signIns: Readonly<Record<string, StoredSignIn>>): void {
    void this.memory.update(WAITING_SIGN_INS, signIns);
  }
}

/** The stored value may have been written by another version of the extension. */
function areSignIns(value: unknown): value is Readonly<Record<string, StoredSignIn>> {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (each) => isRecord(each) && typeof each['source'] === 'string' && typeof each['startedAt'] === 'number',
    )
  );
}
