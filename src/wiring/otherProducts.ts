import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { BrokerSwitch } from '../broker/brokerSwitch.js';
import { environmentFile } from '../broker/environmentFile.js';
import type { SecretVariables, Viewer } from '../broker/face.js';
import type { Viewers } from '../broker/viewer/viewers.js';
import { isInCoderWorkspace } from '../core/coderVariables.js';
import { LazyPart } from '../core/lazyPart.js';
import { revealed } from '../core/secret.js';
import { withoutProxyForLoopback } from '../core/withoutProxy.js';
import { userBrowser } from '../ui/adapters.js';
import { coderTerminalName, inCoderWorkspace, notServedAsCoder } from '../ui/coderMessages.js';
import { notServed, terminalName } from '../ui/contentMessages.js';
import { shellWith, shellWithFile, userShell } from '../ui/shellWith.js';

/** The product that code in a terminal takes this window for: Posit Connect, which runs content, or Coder. */
export type TerminalKind = 'content' | 'coder';

/** What the user opens in order that code takes this window for another product: terminals, apps, and a file of variables. */
export class OtherProducts implements vscode.Disposable {
  #isRequested = false;
  readonly #viewers: LazyPart<Viewers>;

  constructor(
    private readonly broker: BrokerSwitch,
    log: vscode.LogOutputChannel,
  ) {
    this.#viewers = new LazyPart(async () => {
      const { Viewers } = await import('../broker/viewer/viewers.js');
      return new Viewers({
        headers: (viewer) => revealed(broker.viewerHeaders(viewer) ?? {}),
        externalUrl: async (url) => (await vscode.env.asExternalUri(vscode.Uri.parse(url))).toString(true),
        ...{ author: userInfo().username, browser: userBrowser, log },
      });
    });
  }

  /** Whether the user has opened something. */
  get isRequested(): boolean {
    return this.#isRequested;
  }

  /** The apps that are open as another viewer. */
  get viewers(): Viewers['others'] {
    return this.#viewers.loaded?.others ?? [];
  }

  /** A terminal in which code finds this window as another product. Throws `CredentialError` if nothing is served. */
  terminal(kind: TerminalKind): Promise<vscode.TerminalOptions> {
    return kind === 'coder' ? this.#coderTerminal() : this.#contentTerminal();
  }

  /** Writes the variables of content into a file that debuggers read. Returns its path. Throws like {@link terminal}. */
  async contentEnvironmentFile(): Promise<string> {
    const content = environmentFile(await this.#contentVariables());
    const file = await this.broker.writeFile('content.env', content);
    if (file === undefined) {
      throw notServed();
    }
    return file;
  }

  /** Opens an app as a viewer sees it. Throws `CredentialError` if nothing is served. */
  async view(port: number, viewer: Viewer): Promise<void> {
    this.#isRequested = true;
    await this.broker.check();
    if (this.broker.url === undefined) {
      throw notServed();
    }
    await (await this.#viewers.load()).open(port, viewer);
  }

  dispose(): void {
    this.#viewers.dispose();
  }

  async #contentTerminal(): Promise<vscode.TerminalOptions> {
    return {
      name: terminalName(),
      iconPath: new vscode.ThemeIcon('cloud'),
      ...(await this.#contentShell()),
      // The editor would store the environment to open the terminal again.
      isTransient: true,
    };
  }

  async #contentShell(): Promise<Pick<vscode.TerminalOptions, 'env' | 'shellPath' | 'shellArgs'>> {
    if (process.platform !== 'win32') {
      return shellWithFile(userShell(vscode.env.shell), await this.contentEnvironmentFile(), process.platform);
    }
    return {
      // No shell of Windows reads such a file.
      env: revealed(await this.#contentVariables()),
      // The one variable that all terminals have, too, if the window answers for a Workbench.
      ...shellWith(userShell(vscode.env.shell), { POSIT_PRODUCT: 'CONNECT' }, process.platform),
    };
  }

  /** The variables of content. Throws `CredentialError` if nothing is served. */
  async #contentVariables(): Promise<SecretVariables> {
    return { ...withoutProxyForLoopback(process.env), ...(await this.#requested('connect', notServed)) };
  }

  async #coderTerminal(): Promise<vscode.TerminalOptions> {
    if (isInCoderWorkspace(process.env)) {
      throw inCoderWorkspace();
    }
    // Programs would use a token in their environment in place of the file.
    const variables = {
      ...revealed(await this.#requested('coder', notServedAsCoder)),
      CODER_AGENT_TOKEN: undefined,
    };
    return {
      name: coderTerminalName(),
      iconPath: new vscode.ThemeIcon('server-environment'),
      env: withoutProxyForLoopback(process.env),
      // None is secret, and those of another window are emptied in all terminals.
      ...shellWith(userShell(vscode.env.shell), variables, process.platform),
      isTransient: true,
    };
  }

  /** The variables of a set. @param notServed creates what is thrown if there is no broker */
  async #requested(set: 'connect' | 'coder', notServed: () => Error): Promise<SecretVariables> {
    this.#isRequested = true;
    await this.broker.check();
    const variables = this.broker.requestedVariables(set);
    if (!variables) {
      throw notServed();
    }
    return variables;
  }
}
