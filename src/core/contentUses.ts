import { Emitter } from './emitter.js';
import { CONTENT_USES } from './hasContentUses.js';
import type { AuthType } from './integration.js';
import type { Disposable, Event, Memento } from './ports.js';
import { isRecord } from './record.js';

/**
 * An integration that content under development uses in this workspace, as if it were associated with the content on a
 * Posit Connect server.
 */
export interface ContentUse {
  /** The Integration ID by which content asks for it: that of an integration of Connect, or of the one that answers. */
  readonly guid: string;
  /** The Integration ID of the integration in this window that provides the tokens; `undefined` if it needs none. */
  readonly answeredBy: string | undefined;
  readonly name: string;
  /** Connect's template, such as `custom` or `github`. */
  readonly template: string;
  readonly authType: AuthType;
  /** When this was chosen, in milliseconds since the epoch. */
  readonly since: number;
}

const AUTH_TYPES: readonly unknown[] = ['Viewer', 'Service Account', 'Visitor API Key'] satisfies readonly AuthType[];

/** What content under development uses in this workspace, stored with the workspace. Contains no secret. */
export class ContentUses implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;

  /** @param memory of the workspace */
  constructor(private readonly memory: Memento) {}

  /** In the order in which they were chosen. */
  get all(): readonly ContentUse[] {
    const stored = this.memory.get(CONTENT_USES);
    return Array.isArray(stored) ? stored.filter(isContentUse) : [];
  }

  /** Adds a use, in place of another one with the same GUID. */
  add(use: ContentUse): Promise<void> {
    return this.#set([...this.#without(use.guid), use]);
  }

  remove(guid: string): Promise<void> {
    return this.#set(this.#without(guid));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #without(guid: string): readonly ContentUse[] {
    return this.all.filter((use) => use.guid.toLowerCase() !== guid.toLowerCase());
  }

  async #set(uses: readonly ContentUse[]): Promise<void> {
    await this.memory.update(CONTENT_USES, uses);
    this.#changed.fire();
  }
}

/** Whether a stored value can be used. Other versions of this extension may have stored something else. */
function isContentUse(value: unknown): value is ContentUse {
  return (
    isRecord(value) &&
    [value['guid'], value['name'], value['template']].every((text) => typeof text === 'string') &&
    ['string', 'undefined'].includes(typeof value['answeredBy']) &&
    AUTH_TYPES.includes(value['authType']) &&
    Number.isSafeInteger(value['since'])
  );
}
