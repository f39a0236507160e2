import * as vscode from 'vscode';
import { Emitter } from '../core/emitter.js';
import type { Disposable } from '../core/ports.js';
import type { CallbackUris } from '../core/callbackUris.js';

/** The path of URIs that lead the browser back. */
const PATH = '/callback';

/** URIs of the editor by which a browser comes back to it. It has to be registered as the handler of the extension's URIs. */
export class CallbackUriHandler implements CallbackUris, vscode.UriHandler, Disposable {
  readonly #arrived = new Emitter<string>();
  readonly onDidReceive = this.#arrived.event;

  /**
   * @param extensionId as in `publisher.name`
   * @param ready settles once whoever listens does so
   */
  constructor(
    private readonly extensionId: string,
    private readonly ready: () => Promise<unknown>,
  ) {}

  /** In a browser, or in a window that is connected to another machine, loopback is another one for the two. */
  get reachesLoopback(): boolean {
    return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  }

  async uri(): Promise<string> {
    const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: this.extensionId, path: PATH });
    // As VS Code encodes it, which is how it will be compared.
    return (await vscode.env.asExternalUri(uri)).toString(true);
  }

  async handleUri({ path, query }: vscode.Uri): Promise<void> {
    if (path === PATH) {
      const [{ callbackParameters }] = await Promise.all([import('../core/callbackQuery.js'), this.ready()]);
      this.#arrived.fire(callbackParameters(query).toString());
    }
  }

  dispose(): void {
    this.#arrived.dispose();
  }
}
