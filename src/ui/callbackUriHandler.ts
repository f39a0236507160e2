import * as vscode from 'vscode';
import { callbackParameters } from '../core/callbackQuery.js';
import { Emitter } from '../core/emitter.js';
import type { Disposable } from '../core/ports.js';
import type { CallbackUris, WindowKind } from '../core/callbackUris.js';

/** The path of URIs that lead the browser back. */
const PATH = '/callback';

/** URIs of the editor that lead the browser back to it. To be registered as the handler of the extension's URIs. */
export class CallbackUriHandler implements CallbackUris, vscode.UriHandler, Disposable {
  readonly #received = new Emitter<string>();
  readonly onDidReceive = this.#received.event;

  /**
   * @param extensionId as in `publisher.name`
   * @param ready settles once there is a listener
   */
  constructor(
    private readonly extensionId: string,
    private readonly ready: () => Promise<unknown>,
  ) {}

  get windowKind(): WindowKind {
    if (vscode.env.uiKind === vscode.UIKind.Web) {
      return 'browser';
    }
    return vscode.env.remoteName === undefined ? 'localDesktop' : 'remoteDesktop';
  }

  async forwardedUri(loopbackUri: string): Promise<string> {
    return (await vscode.env.asExternalUri(vscode.Uri.parse(loopbackUri))).toString(true);
  }

  async uri(): Promise<string> {
    const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: this.extensionId, path: PATH });
    // As VS Code encodes it: servers compare it character by character.
    return (await vscode.env.asExternalUri(uri)).toString(true);
  }

  /** On a desktop, VS Code has decoded the query once; a browser passes it on as it was encoded. */
  async handleUri({ path, query }: vscode.Uri): Promise<void> {
    if (path === PATH) {
      await this.ready();
      const isDecoded = vscode.env.uiKind === vscode.UIKind.Desktop;
      this.#received.fire(callbackParameters(query, isDecoded).toString());
    }
  }

  dispose(): void {
    this.#received.dispose();
  }
}
