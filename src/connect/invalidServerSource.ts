import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import type { ListedIntegration } from '../core/integration.js';
import type { CredentialSource, DiagnosticSection } from '../core/source.js';
import type { InvalidServer } from './settings.js';

/** An entry of the setting that can't be used, as a row that says why. */
export class InvalidServerSource implements CredentialSource {
  readonly id: string;
  readonly label: string;
  readonly account: ListedIntegration;

  constructor(private readonly server: InvalidServer) {
    const { id, name, problem } = server;
    this.id = id;
    this.label = name;
    this.account = {
      ...{ guid: undefined, name, label: name, type: undefined, actions: [] },
      status: { kind: 'configurationError', detail: problem },
      warning: t('Correct the setting availableCredentials.connect.servers: {0}', problem),
      ...{ issuer: undefined, clientId: undefined, scopes: undefined, authUrl: undefined, tokenUrl: undefined },
    };
  }

  list(): Promise<readonly ListedIntegration[]> {
    return Promise.resolve([]);
  }

  signIn(): Promise<never> {
    return Promise.reject(new CredentialError('configuration', this.server.problem));
  }

  signOut(): Promise<never> {
    return Promise.reject(new CredentialError('configuration', this.server.problem));
  }

  diagnose(): Promise<readonly DiagnosticSection[]> {
    const { name, problem } = this.server;
    return Promise.resolve([{ title: t('Posit Connect: {0}', name), facts: [[t('Problem'), problem]] }]);
  }

  dispose(): void {
    // It owns nothing.
  }
}
