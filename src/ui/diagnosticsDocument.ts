import { release } from 'node:os';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { diagnosticReport, type DiagnosticSection } from '../core/diagnostics.js';
import type { Clock } from '../core/ports.js';
import { withoutCredentials } from '../core/url.js';
import type { CommandHandlers } from './commands.js';
import { type DocumentKind, DOCUMENT_SCHEME, type Documents } from './documents.js';
import * as messages from './messages.js';

const URI = vscode.Uri.from({ scheme: DOCUMENT_SCHEME, path: '/diagnostics/Available Credentials Diagnostics.txt' });

/** Variables by which programs are told of proxies; of each, the spelling in lower case too. */
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

type Environment = Readonly<Record<string, string | undefined>>;

/** The document that a user sends to whoever helps. Made when it is shown; after a reload, made anew. */
export class DiagnosticsDocument implements DocumentKind {
  #text: Promise<string> | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly clock: Clock,
    private readonly extension: vscode.Extension<unknown>,
    private readonly environment: Environment,
    /** Further facts, read anew for each report. */
    private readonly further: () => readonly DiagnosticSection[],
  ) {}

  /** Collects the facts anew. Returns the document's URI. */
  async open(): Promise<vscode.Uri> {
    this.#text = this.#collect();
    await this.#text;
    return URI;
  }

  owns(uri: vscode.Uri): boolean {
    return uri.toString() === URI.toString();
  }

  textOf(): Promise<string> {
    return (this.#text ??= this.#collect());
  }

  #collect(): Promise<string> {
    const environment = [
      versions(this.extension),
      ownSettings(this.extension),
      networkSettings(this.environment),
      ...this.further(),
    ];
    return diagnosticReport(this.catalog, this.clock, environment);
  }
}

/** The command that shows them. */
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
      [t('Remote'), vscode.env.remoteName ?? t('none')],
      [t('Node'), process.versions.node],
      [t('System'), `${process.platform} ${release()}, ${process.arch}`],
    ],
  };
}

/** What is set of this extension's own. Of a text only whether it is: it may hold anything. */
function ownSettings(extension: vscode.Extension<unknown>): DiagnosticSection {
  const { contributes }: Manifest = extension.packageJSON as object;
  const settings = vscode.workspace.getConfiguration();
  return {
    title: t('Settings'),
    facts: Object.keys(contributes?.configuration?.properties ?? {}).map((name) => {
      const value = settings.get(name);
      return [name, typeof value !== 'string' ? String(value) : value === '' ? messages.notSet() : t('set')] as const;
    }),
  };
}

/** The part of a manifest that tells of an extension's settings. */
interface Manifest {
  readonly contributes?: { readonly configuration?: { readonly properties?: Readonly<Record<string, unknown>> } };
}

/** What tells requests their way. Of each source, the proxy that is in fact used stands with the source. */
function networkSettings(environment: Environment): DiagnosticSection {
  const http = vscode.workspace.getConfiguration('http');
  const proxy = http.get<string>('proxy');
  const noProxy = http.get<string[]>('noProxy') ?? [];
  return {
    title: t('Network settings'),
    facts: [
      ['http.proxy', proxy ? withoutCredentials(proxy) : messages.notSet()],
      ['http.noProxy', noProxy.length > 0 ? noProxy.join(', ') : messages.notSet()],
      ['http.proxySupport', http.get<string>('proxySupport') ?? messages.notSet()],
      ['http.systemCertificates', String(http.get<boolean>('systemCertificates'))],
      ...PROXY_VARIABLES.map((name) => {
        const value = environment[name.toLowerCase()] || environment[name];
        return [name, !value ? messages.notSet() : name === 'NO_PROXY' ? value : withoutCredentials(value)] as const;
      }),
      ...tlsFacts(environment),
    ],
  };
}

/** That programs which Node runs check no certificates, and that this extension does all the same. */
function tlsFacts(environment: Environment): DiagnosticSection['facts'] {
  const name = 'NODE_TLS_REJECT_UNAUTHORIZED';
  return environment[name] ? [[name, t('set, but ignored: certificates are checked')]] : [];
}
