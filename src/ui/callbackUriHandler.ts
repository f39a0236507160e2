import * as vscode from 'vscode';
import { Emitter } from '../core/emitter.js';
import type { Disposable } from '../core/ports.js';
import type { CallbackUris, WindowKind } from '../core/callbackUris.js';

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
    // The server compares the URI in VS Code's own encoding.
    return (await vscode.env.asExternalUri(uri)).toString(true);
  }

  /** On a desktop, VS Code has decoded the query once; a browser passes it on as it was encoded. */
  async handleUri({ path, query }: vscode.Uri): Promise<void> {
    if (path === PATH) {
      const [{ callbackParameters }] = await Promise.all([import('../core/callbackQuery.js'), this.ready()]);
      const isDecoded = vscode.env.uiKind === vscode.UIKind.Desktop;
      this.#received.fire(callbackParameters(query, isDecoded).toString());
    }
  }

  dispose(): void {
    this.#received.dispose();
  }
}
