import { release } from 'node:os';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { diagnosticReport } from '../core/diagnostics.js';
import { type DiagnosticFact, type DiagnosticSection } from '../core/source.js';
import type { Clock, Environment } from '../core/ports.js';
import type { SignIns } from '../core/signIns.js';
import { redactUrl } from '../core/url.js';
import type { CommandHandlers } from './commands.js';
import { DIAGNOSTICS_FOLDER, type DocumentKind, DOCUMENT_SCHEME, type Documents } from './documents.js';
import * as messages from './messages.js';

/** The title of the tab is the name of the file. */
function diagnosticsUri(): vscode.Uri {
  const path = `${DIAGNOSTICS_FOLDER}${t('Available Credentials Diagnostics')}.txt`;
  return vscode.Uri.from({ scheme: DOCUMENT_SCHEME, path });
}

/** Environment variables for proxies, which may also be in lower case. */
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** The report that a user sends to support. Created when it is shown, and again after a reload. */
export class DiagnosticsDocument implements DocumentKind {
  #text: Promise<string> | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly signIns: Pick<SignIns, 'failed'>,
    private readonly clock: Clock,
    private readonly extension: vscode.Extension<unknown>,
    private readonly environment: Environment,
    /** Additional sections; called for each report. */
    private readonly additional: () => readonly DiagnosticSection[],
  ) {}

  /** Creates a new report. Returns the document's URI. */
  async open(): Promise<vscode.Uri> {
    this.#text = this.#collect();
    await this.#text;
    return diagnosticsUri();
  }

  owns(uri: vscode.Uri): boolean {
    return uri.toString() === diagnosticsUri().toString();
  }

  textOf(): Promise<string> {
    return (this.#text ??= this.#collect());
  }

  #collect(): Promise<string> {
    const environment = [
      versions(this.extension),
      ownSettings(this.extension),
      networkSettings(this.environment),
      ...this.additional(),
    ];
    return diagnosticReport(this.catalog, this.clock, environment, this.signIns.failed);
  }
}

/** The command that shows the diagnostics. */
export function diagnosticsCommands(document: DiagnosticsDocument, documents: Documents): CommandHandlers {
  return {
    showDiagnostics: () =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: messages.collectingDiagnostics() },
        async () => documents.show(await document.open()),
      ),
  };
}

function versions(extension: vscode.Extension<unknown>): DiagnosticSection {
  const { version }: { readonly version?: unknown } = extension.packageJSON as object;
  return {
    title: t('Versions'),
    facts: [
      [t('Extension'), `${extension.id} ${String(version)}`],
      [t('Editor'), `${vscode.env.appName} ${vscode.version}`],
      [t('Editor runs as'), vscode.env.appHost],
      [t('Remote'), vscode.env.remoteName ?? t('no')],
      [t('Node'), process.versions.node],
      [t('System'), `${process.platform} ${release()}, ${process.arch}`],
    ],
  };
}

/** This extension's settings. Texts are only reported as set, since they may contain anything. */
function ownSettings(extension: vscode.Extension<unknown>): DiagnosticSection {
  const { contributes }: Manifest = extension.packageJSON as object;
  const settings = vscode.workspace.getConfiguration();
  return {
    title: t('Settings'),
    facts: Object.entries(contributes?.configuration?.properties ?? {}).map(([name, { type }]) => [
      name,
      settingText(settings.get<unknown>(name), type),
    ]),
  };
}

/** The part of a manifest that describes an extension's settings. */
interface Manifest {
  readonly contributes?: {
    readonly configuration?: { readonly properties?: Readonly<Record<string, { readonly type?: string }>> };
  };
}

/** The network settings. The proxy that a source actually uses is in the source's section. */
function networkSettings(environment: Environment): DiagnosticSection {
  const http = vscode.workspace.getConfiguration('http');
  const text = (name: string, shown = (value: string) => value): DiagnosticFact => {
    const value = http.get<unknown>(name);
    return [`http.${name}`, typeof value === 'string' && value !== '' ? shown(value) : settingText(value, 'string')];
  };
  const noProxy = http.get<unknown>('noProxy');
  return {
    title: t('Network settings'),
    facts: [
      text('proxy', redactUrl),
      [
        'http.noProxy',
        Array.isArray(noProxy) && noProxy.length > 0 ? noProxy.map(String).join(', ') : settingText(noProxy, 'array'),
      ],
      text('proxySupport'),
      ['http.systemCertificates', settingText(http.get<unknown>('systemCertificates'), 'boolean')],
      ...PROXY_VARIABLES.map((name): DiagnosticFact => {
        const value = environment[name.toLowerCase()] || environment[name];
        return [name, !value ? messages.notSet() : name === 'NO_PROXY' ? value : redactUrl(value)];
      }),
      ...tlsFacts(environment),
    ],
  };
}

/** A setting's value in a few words, or that its type is wrong. @param type the type in the manifest */
function settingText(value: unknown, type: string | undefined): string {
  if (value === undefined || value === null || value === '') {
    return messages.notSet();
  }
  const found = Array.isArray(value) ? 'array' : typeof value;
  if (type !== undefined && found !== (type === 'integer' ? 'number' : type)) {
    return t('set, but ignored: it is of type {0} and must be of type {1}', found, type);
  }
  if (typeof value === 'object') {
    const { length } = Object.keys(value);
    return length === 0 ? messages.notSet() : t('entries: {0}', length);
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : t('set');
}

/** Reports that the variable which turns off Node's certificate checks has no effect on this extension. */
function tlsFacts(environment: Environment): DiagnosticSection['facts'] {
  const name = 'NODE_TLS_REJECT_UNAUTHORIZED';
  return environment[name] ? [[name, t('set, but ignored: certificates are always checked')]] : [];
}
