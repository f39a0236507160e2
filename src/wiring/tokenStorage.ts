import type * as vscode from 'vscode';
import type { CallbackUris } from '../core/callbackUris.js';
import { TokenStorage } from '../signIn/tokenStorage.js';
import { systemClock } from '../ui/adapters.js';

/** The place where this window's sources keep the user's tokens, shared by all windows of the user. */
export function createTokenStorage(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  redirects: CallbackUris,
): TokenStorage {
  return new TokenStorage({
    folder: context.globalStorageUri.fsPath,
    secrets: context.secrets,
    memory: context.globalState,
    ...{ redirects, clock: systemClock, log },
  });
}
