import * as vscode from 'vscode';

/** Options for the terminal of a profile, which is shown once it is open: VS Code may leave it behind another one. */
export function shownOnceOpen(options: vscode.TerminalOptions): vscode.TerminalOptions {
  const opening = vscode.window.onDidOpenTerminal((terminal) => {
    if (terminal.creationOptions === options) {
      opening.dispose();
      terminal.show();
    }
  });
  return options;
}
