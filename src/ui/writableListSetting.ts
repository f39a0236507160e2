import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { ListSetting } from './adapters.js';

/** A setting that is a list, and that the wizards change. Apart, because a window that opens only reads it. */
export class WritableListSetting extends ListSetting {
  /** Changes the user's value. */
  async write(value: unknown): Promise<void> {
    await this.#configuration.update(this.name, value, vscode.ConfigurationTarget.Global);
  }

  /** Where the effective value comes from: an administrator's policy or default, or otherwise the user. */
  origin(): 'user' | 'default' | 'policy' {
    const values = this.#configuration.inspect<unknown[]>(this.name);
    if (values?.globalValue !== undefined) {
      // A policy overrides the user's value.
      return isDeepStrictEqual(values.globalValue, this.read()) ? 'user' : 'policy';
    }
    return Array.isArray(values?.defaultValue) && values.defaultValue.length > 0 ? 'default' : 'user';
  }

  get #configuration(): vscode.WorkspaceConfiguration {
    return vscode.workspace.getConfiguration('availableCredentials');
  }
}
