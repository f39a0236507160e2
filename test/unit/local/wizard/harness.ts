import type { Provider } from '../../../../src/local/providers/provider.js';
import type { Secret } from '../../../../src/core/secret.js';
import type { Definition, Entry } from '../../../../src/local/definition/definition.js';
import { parseDefinition, parseDefinitions } from '../../../../src/local/definition/parser.js';
import type {
  Discover,
  Discovery,
  IntegrationSettings,
  IntegrationCredentials,
  WizardPorts,
} from '../../../../src/local/wizard/ports.js';
import { RecordingLog } from '../../recordingLog.js';
import type { FakeDialogs } from './fakeDialogs.js';

export const ISSUER = 'https://login.example.org';

/** What a server tells that offers everything. */
export const DISCOVERY: Discovery = {
  endpoints: {
    authorization_endpoint: 'https://login.example.org/authorize',
    token_endpoint: 'https://tokens.example.net/token',
    registration_endpoint: 'https://login.example.org/register',
  },
  crossOriginEndpoints: [{ endpoint: 'token_endpoint', origin: 'https://tokens.example.net' }],
  scopes: ['openid', 'offline_access', 'profile'],
  tokenEndpointAuthMethods: ['client_secret_post'],
};

/** Settings that keep what is written as JSON, and hand it out so that it can't be changed, as VS Code does. */
export class FakeSettings implements IntegrationSettings {
  readonly written: string[] = [];
  by: 'user' | 'default' | 'policy' = 'user';
  failure: Error | undefined;
  /** Happens just before a value is read for the given time. */
  onRead: () => void = () => undefined;

  constructor(private value: unknown) {}

  read(): unknown {
    this.onRead();
    return frozen(this.value);
  }

  write(value: unknown): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    this.set(value);
    this.written.push(JSON.stringify(value));
    return Promise.resolve();
  }

  set(value: unknown): void {
    this.value = JSON.parse(JSON.stringify(value));
  }

  origin(): 'user' | 'default' | 'policy' {
    return this.by;
  }
}

export class FakeKeeping implements IntegrationCredentials {
  readonly calls: unknown[] = [];
  readonly withSecret = new Set<string>();
  failure: Error | undefined;
  /** What can't be revoked. */
  problem: string | undefined;

  hasClientSecret(id: string): Promise<boolean> {
    return Promise.resolve(this.withSecret.has(id));
  }

  migrate(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void> {
    this.calls.push({ saved: after.id, clientSecret: clientSecret?.reveal(), before: before?.id });
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }

  remove(entry: Entry): Promise<string | undefined> {
    this.calls.push({ forgotten: entry.id });
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.problem);
  }
}

export interface Surroundings extends WizardPorts {
  readonly dialogs: FakeDialogs;
  readonly settings: FakeSettings;
  readonly keeping: FakeKeeping;
  readonly log: RecordingLog;
  /** The pages that were opened in the browser. */
  readonly opened: string[];
  /** The Integration IDs that were signed in to, once they were saved. */
  readonly signedIn: string[];
}

/** The ports of a wizard. @param discover what the server tells, or how it fails */
export function surroundings(
  dialogs: FakeDialogs,
  setting: unknown = [],
  discover: Discover = () => Promise.resolve(DISCOVERY),
  providers: readonly Provider[] = [],
): Surroundings {
  const opened: string[] = [];
  const signedIn: string[] = [];
  return {
    dialogs,
    opened,
    signedIn,
    signIn: ({ id }) => Promise.resolve(void signedIn.push(id)),
    browser: { open: (url) => Promise.resolve(void opened.push(url)) },
    providers: () => Promise.resolve(providers),
    settings: new FakeSettings(setting),
    keeping: new FakeKeeping(),
    discover,
    log: new RecordingLog(),
  };
}

/** The entries of the setting as the source knows them. */
export function entriesOf(setting: unknown): readonly Entry[] {
  return parseDefinitions(setting);
}

/** The Integration ID of an entry of the setting. */
export function idOf(entry: unknown): string {
  return parseDefinition(entry).id ?? '';
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
