import { Emitter } from '../core/emitter.js';
import type { Disposable, Event } from '../core/ports.js';

/** Whether the workspace is trusted. `vscode.workspace` has this shape. */
interface WorkspaceTrust {
  readonly isTrusted: boolean;
  readonly onDidGrantWorkspaceTrust: Event<void>;
}

/**
 * Whether code in this window's terminals may get access tokens. In Restricted Mode, code of the untrusted workspace may
 * run there, so the user has to allow it first. This applies to the window until it is reloaded.
 */
export class TerminalConsent implements Disposable {
  readonly #given = new Emitter<void>();
  /** Fires when the user gives consent or trusts the workspace. */
  readonly onDidGive: Event<void> = this.#given.event;
  readonly #trust: Disposable;
  #isAllowed = false;

  constructor(private readonly workspace: WorkspaceTrust) {
    this.#trust = workspace.onDidGrantWorkspaceTrust(() => this.#given.fire());
  }

  get isGiven(): boolean {
    return this.#isAllowed || this.workspace.isTrusted;
  }

  /** Records the user's consent. */
  give(): void {
    this.#isAllowed = true;
    this.#given.fire();
  }

  dispose(): void {
    this.#trust.dispose();
    this.#given.dispose();
  }
}
