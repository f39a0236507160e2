import { Emitter } from '../core/emitter.js';
import type { Disposable, Event } from '../core/ports.js';

/** What VS Code tells of the trust in a workspace. `vscode.workspace` has this shape. */
interface WorkspaceTrust {
  readonly isTrusted: boolean;
  readonly onDidGrantWorkspaceTrust: Event<void>;
}

/**
 * Whether code in this window's terminals may get access tokens. In Restricted Mode, what is run there may be the
 * workspace's, whose authors the user does not trust: then the user has to agree, for this window until it is reloaded.
 */
export class TerminalConsent implements Disposable {
  readonly #given = new Emitter<void>();
  /** Fires when it is given. */
  readonly onDidGive: Event<void> = this.#given.event;
  readonly #trust: Disposable;
  #isAllowed = false;

  constructor(private readonly workspace: WorkspaceTrust) {
    this.#trust = workspace.onDidGrantWorkspaceTrust(() => this.#given.fire());
  }

  get isGiven(): boolean {
    return this.#isAllowed || this.workspace.isTrusted;
  }

  /** The user has agreed. */
  give(): void {
    this.#isAllowed = true;
    this.#given.fire();
  }

  dispose(): void {
    this.#trust.dispose();
    this.#given.dispose();
  }
}
