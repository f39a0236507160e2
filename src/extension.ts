import { hostname, tmpdir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Broker } from './broker/broker.js';
import { BrokerCalls } from './broker/calls.js';
import { runtimeParent } from './broker/runtimeFolder.js';
import { BrokerSignIns } from './broker/signIns.js';
import { Catalog } from './core/catalog.js';
import { UndiciHttpClient } from './core/http.js';
import { Refresher } from './core/refresher.js';
import { SignIns } from './core/signIns.js';
import { SignOuts } from './core/signOuts.js';
import type { CredentialSource, SourcePorts } from './core/source.js';
import type { LocalPorts } from './local/ports.js';
import { LocalSource } from './local/source.js';
import { SnippetLibrary } from './snippets/library.js';
import {
  ListSetting,
  networkSettings,
  refreshInterval,
  systemClock,
  textSetting,
  userBrowser,
  windowFocused,
} from './ui/adapters.js';
import { brokerCommands, brokerSection, BrokerStatus, isBrokerEnabled } from './ui/brokerStatus.js';
import { registerCommands, sourceCommands } from './ui/commands.js';
import { CredentialsView } from './ui/credentialsView.js';
import { EditorDialogs } from './ui/dialogs.js';
import { DiagnosticsDocument, diagnosticsCommands } from './ui/diagnosticsDocument.js';
import { Documents } from './ui/documents.js';
import { EditorInstructions } from './ui/instructions.js';
import { notifications } from './ui/notifications.js';
import { EditorUris } from './ui/redirects.js';
import { rowCommands } from './ui/rowCommands.js';
import { resumeSignIns, signInCommands } from './ui/signInCommands.js';
import { snippetCommands } from './ui/snippetCommands.js';
import { SnippetDocuments } from './ui/snippetDocuments.js';
import { TerminalConsent } from './ui/terminalConsent.js';
import { TerminalEnvironment } from './ui/terminalEnvironment.js';
import { BROKER_VARIABLES, isBrokered, readSession } from './workbench/session.js';
import { WorkbenchSource } from './workbench/source.js';

/** What has to come to its end before the process does. VS Code hands {@link deactivate} nothing by which to know it. */
let settled = (): Promise<void> => Promise.resolve();

/** The wiring diagram: constructs, registers, and hands everything over to be disposed of. */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const log = vscode.window.createOutputChannel('Available Credentials', { log: true });
  const ports: SourcePorts = {
    environment: process.env,
    clock: systemClock,
    browser: userBrowser,
    log,
    setting: textSetting,
    http: (caBundle) => new UndiciHttpClient(() => networkSettings(process.env, caBundle)),
  };

  const isInSession = readSession(process.env) !== undefined;
  const consent = new TerminalConsent(vscode.workspace);
  const redirects = new EditorUris(context.extension.id);
  const localPorts: LocalPorts = {
    ...ports,
    settings: new ListSetting('integrations'),
    secrets: context.secrets,
    memory: context.globalState,
    folder: context.globalStorageUri.fsPath,
    dialogs: new EditorDialogs(notifications),
    redirects,
    isCodeAnswered: () => !isInSession && isBrokerEnabled() && consent.isGiven,
  };

  const localSource = new LocalSource(localPorts);
  settled = () => localSource.settled();
  const sources: readonly CredentialSource[] = [new WorkbenchSource(ports), localSource];

  const catalog = new Catalog(sources, systemClock, log);
  const refreshers = new Map(
    sources.map((source) => [
      source,
      new Refresher({
        ask: (signal) => catalog.refresh(source, signal),
        clock: systemClock,
        interval: refreshInterval,
      }),
    ]),
  );
  // Of the workspace's state each window has a copy of its own, and the last to write wins; this one they share.
  const signIns = new SignIns(catalog, refreshers, systemClock, context.globalState);
  const view = new CredentialsView(catalog, [...refreshers.values()]);
  const signOuts = new SignOuts(catalog, refreshers, systemClock, windowFocused);
  const instructions = new EditorInstructions();
  const signInContext = { catalog, signIns, signOuts, instructions, view, notify: notifications, log };

  const library = new SnippetLibrary(
    context.asAbsolutePath('snippets'),
    () => textSetting('snippets.folder'),
    ({ message }) => void notifications.warning(message),
  );
  const snippetDocuments = new SnippetDocuments(library, context.workspaceState);
  const diagnostics = new DiagnosticsDocument(catalog, signIns, systemClock, context.extension, process.env, () => [
    brokerSection(broker, isInSession),
  ]);
  const documents = new Documents([snippetDocuments, diagnostics]);

  const terminals = new TerminalEnvironment(
    context.environmentVariableCollection,
    context.asAbsolutePath('bin'),
    process.execPath,
    process.env,
    isBrokered(process.env) ? BROKER_VARIABLES : [],
  );
  const brokerSignIns = new BrokerSignIns(signIns, userBrowser, systemClock, log);
  const calls = new BrokerCalls({ catalog, refreshers, signIns: brokerSignIns, clock: systemClock, log });
  const broker = new Broker({
    isWanted: () => !isInSession && sources.some(({ tokens }) => tokens?.isNeeded) && isBrokerEnabled(),
    isAllowed: () => consent.isGiven,
    answer: (method, parameters) => calls.answer(method, parameters),
    advertise: (variables) => terminals.advertise(variables),
    parentFolder: () => runtimeParent(process.env, tmpdir()),
    // Windows without a folder can't be told apart.
    window: JSON.stringify([hostname(), context.storageUri?.fsPath ?? null]),
    clock: systemClock,
    log,
  });

  const brokerMayChange = () => {
    // What rows offer for code depends on it.
    refreshers.forEach((refresher) => void refresher.refresh());
    void broker.check();
  };

  for (const [source, refresher] of refreshers) {
    const news = source.onDidChange?.(() => {
      void refresher.refresh();
      void broker.check();
    });
    context.subscriptions.push(...(news ? [news] : []));
  }

  context.subscriptions.push(
    // It has something to log at its end.
    broker,
    log,
    new BrokerStatus(broker),
    consent,
    consent.onDidGive(brokerMayChange),
    redirects,
    vscode.window.registerUriHandler(redirects),
    ...sources,
    catalog,
    ...refreshers.values(),
    signIns,
    signOuts,
    view,
    documents,
    registerCommands(log, notifications, {
      ...signInCommands(signInContext),
      ...snippetCommands({
        catalog,
        view,
        notify: notifications,
        library,
        snippetDocuments,
        documents,
        memory: context.globalState,
      }),
      ...rowCommands({ show: () => log.show() }),
      ...diagnosticsCommands(diagnostics, documents),
      ...sourceCommands(sources),
      ...brokerCommands(broker, notifications, isInSession, () => consent.give()),
    }),
    windowFocused(() => refreshers.forEach((refresher) => refresher.lookNow())),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('availableCredentials.refreshIntervalSeconds')) {
        refreshers.forEach((refresher) => refresher.intervalChanged());
      }
      if (change.affectsConfiguration('availableCredentials.broker')) {
        brokerMayChange();
      }
    }),
  );
  resumeSignIns(signInContext);
  void broker.check();
}

/** VS Code waits for it, for some seconds: a refresh token that was given in this moment is not lost. */
export function deactivate(): Promise<void> {
  return settled();
}
