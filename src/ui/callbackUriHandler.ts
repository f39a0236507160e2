import * as vscode from 'vscode';
import { Emitter } from '../core/emitter.js';
import type { Disposable } from '../core/ports.js';
import type { CallbackUris } from '../core/callbackUris.js';

/** The path of callback URIs. */
const PATH = '/callback';

/** Creates callback URIs of the editor and receives callbacks. Must be registered as the extension's URI handler. */
export class CallbackUriHandler implements CallbackUris, vscode.UriHandler, Disposable {
  readonly #received = new Emitter<string>();
  readonly onDidReceive = this.#received.event;

  /**
   * @param extensionId `publisher.name`
   * @param ready resolves when all listeners have subscribed
   */
  constructor(
    private readonly extensionId: string,
    private readonly ready: () => Promise<unknown>,
  ) {}

  /** If the window runs in a browser or is connected to another machine, the two have different loopback interfaces. */
  get reachesLoopback(): boolean {
    return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  }

  async uri(): Promise<string> {
    const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: this.extensionId, path: PATH });
    // The server compares the URI in VS Code's own encoding.
    return (await vscode.env.asExternalUri(uri)).toString(true);
  }

  async handleUri({ path, query }: vscode.Uri): Promise<void> {
    if (path === PATH) {
      const [{ callbackParameters }] = await Promise.all([import('../core/callbackQuery.js'), this.ready()]);
      this.#received.fire(callbackParameters(query).toString());
    }
  }

  dispose(): void {
    this.#received.dispose();
  }
}
