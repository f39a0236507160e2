import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import type { Integration } from '../core/integration.js';
import { type SignInOutcome, SignIns } from '../core/signIns.js';
import { SignOuts } from '../core/signOuts.js';
import { systemClock, windowFocused } from '../ui/adapters.js';
import type { CommandHandlers } from '../ui/commands.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import { EditorInstructions } from '../ui/instructions.js';
import { NextStep } from '../ui/nextStep.js';
import { notifications } from '../ui/notifications.js';
import { resumeSignIns, signIn, signInCommands, signOut } from '../ui/signInCommands.js';

export interface SignInAndOutContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly view: CredentialsView;
}

/** What signs the user in and out. */
export interface SignInAndOut extends Disposable {
  readonly signIns: SignIns;
  readonly commands: CommandHandlers;
  /** See {@link signIn}. */
  signIn(integration: Integration): Promise<SignInOutcome | undefined>;
  /** See {@link signOut}. */
  signOut(integration: Integration): Promise<void>;
  /** Continues the sign-ins that were waiting when the window was last closed. */
  resume(): void;
}

export function createSignInAndOut({ context, log, catalog, refreshers, view }: SignInAndOutContext): SignInAndOut {
  // All windows share the global state. Of the workspace's state each has a copy, and the last to write wins.
  const signIns = new SignIns(catalog, refreshers, systemClock, context.globalState);
  const signOuts = new SignOuts(catalog, refreshers, systemClock, windowFocused);
  const instructions = new EditorInstructions();
  const nextStep = new NextStep(catalog, notifications, context.globalState);
  const signInContext = { catalog, nextStep, signIns, signOuts, instructions, view, notify: notifications, log };
  const owned = vscode.Disposable.from(signIns, signOuts);
  return {
    signIns,
    commands: signInCommands(signInContext),
    signIn: (integration) => signIn(signInContext, integration),
    signOut: (integration) => signOut(signInContext, integration),
    resume: () => resumeSignIns(signInContext),
    dispose: () => void owned.dispose(),
  };
}
