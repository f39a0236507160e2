import { t } from '@vscode/l10n';
import type { ListedIntegration } from '../core/integration.js';
import * as messages from './messages.js';
import type { WireIntegration } from './wire.js';
import { isPresent, isRecord, isTexts, MAX_TOLD, messageOf, parseTime, textOf } from './wireValues.js';

export interface IntegrationList {
  readonly integrations: readonly ListedIntegration[];
  /** What of the answer could not be used, for the log: one line each. */
  readonly problems: readonly string[];
}

/** What an editor can show and stay usable: an answer of 8 MiB could hold millions. */
const MAX_INTEGRATIONS = 20_000;

/**
 * The integrations of all providers, in the server's order. One that is wrong becomes a configuration error that names
 * the field; a provider that is wrong is named in `problems`. Neither loses any of the others.
 */
export function parseIntegrations(answer: Readonly<Record<string, unknown>>): IntegrationList {
  const providers = answer['providers'];
  if (!Array.isArray(providers)) {
    throw messages.malformed('providers');
  }
  const integrations: ListedIntegration[] = [];
  const passedOver: number[] = [];
  providers.forEach((provider: unknown, at) => {
    const listed = isRecord(provider) ? provider['integrations'] : undefined;
    if (!isRecord(provider) || !Array.isArray(listed)) {
      passedOver.push(at);
      return;
    }
    const type = textOf(provider['type']);
    if (integrations.length + listed.length > MAX_INTEGRATIONS) {
      throw messages.tooMany(MAX_INTEGRATIONS);
    }
    listed.forEach((integration: unknown, index) => {
      integrations.push(parseIntegration(integration, type, `providers[${at}].integrations[${index}]`));
    });
  });
  return { integrations, problems: problemsOf(passedOver) };
}

function problemsOf(passedOver: readonly number[]): string[] {
  const told = passedOver
    .slice(0, MAX_TOLD)
    .map((at) => `providers[${at}] was passed over: its integrations are not an array`);
  const more = passedOver.length - told.length;
  return more > 0 ? [...told, `so were ${more} more`] : told;
}

/** An integration before its fields are checked: each may be missing, or anything. */
type WireFields = Readonly<Partial<Record<keyof WireIntegration, unknown>>> & Readonly<Record<string, unknown>>;

const REQUIRED = ['uid', 'client_id', 'auth_url', 'token_url'] as const;
const OPTIONAL_TEXTS = ['type', 'name', 'display_name', 'issuer'] as const;

function parseIntegration(value: unknown, providerType: string | undefined, path: string): ListedIntegration {
  const wire: WireFields = isRecord(value) ? value : {};
  const problem = isRecord(value) ? problemOf(wire) : t('{0} is not an object', path);
  const guid = textOf(wire['uid']);
  const status: ListedIntegration['status'] =
    problem !== undefined
      ? { kind: 'configurationError', detail: problem }
      : { kind: wire['authenticated'] === true ? 'authenticated' : 'notSignedIn' };
  return {
    guid,
    name: textOf(wire['name']),
    label: textOf(wire['display_name']) ?? textOf(wire['name']) ?? guid ?? t('Unnamed integration'),
    type: textOf(wire['type']) ?? providerType,
    status,
    actions: actionsOf(status),
    issuer: textOf(wire['issuer']),
    clientId: textOf(wire['client_id']),
    scopes: isTexts(wire['scopes']) && wire['scopes'].length > 0 ? wire['scopes'] : undefined,
    authUrl: textOf(wire['auth_url']),
    tokenUrl: textOf(wire['token_url']),
    ...addedFields(wire),
  };
}

/** What only the broker of this project sends. */
function addedFields({
  expiry,
  renewable,
  git_hosts: gitHosts,
  sign_in_error: problem,
}: WireFields): Pick<ListedIntegration, 'expiry' | 'gitHosts' | 'signInError'> {
  const at = parseTime(expiry);
  const signInError = textOf(problem);
  return {
    ...(at === undefined ? {} : { expiry: { at, isRenewable: renewable === true } }),
    ...(isTexts(gitHosts) ? { gitHosts } : {}),
    ...(signInError === undefined ? {} : { signInError }),
  };
}

function actionsOf({ kind }: ListedIntegration['status']): ListedIntegration['actions'] {
  switch (kind) {
    case 'authenticated':
      return ['signOut', 'snippet'];
    case 'notSignedIn':
      return ['signIn'];
    default:
      return [];
  }
}

/** Why an integration can't be used: what the server says of it, else which of its fields are missing or wrong. */
function problemOf(wire: WireFields): string | undefined {
  for (const field of ['error', 'config_error', 'error_message']) {
    const told = messageOf(wire[field]);
    if (told !== undefined) {
      return told;
    }
  }
  const texts = [...REQUIRED, ...OPTIONAL_TEXTS].filter(
    (field) => isPresent(wire[field]) && typeof wire[field] !== 'string',
  );
  const wrong: string[] = texts;
  if (isPresent(wire['scopes']) && !isTexts(wire['scopes'])) {
    wrong.push('scopes');
  }
  if (isPresent(wire['authenticated']) && typeof wire['authenticated'] !== 'boolean') {
    wrong.push('authenticated');
  }
  if (wrong.length > 0) {
    return t('The server sent a wrong type of value for: {0}.', wrong.join(', '));
  }
  const required = wire.complete === true ? (['uid'] as const) : REQUIRED;
  const missing = required.filter((field) => textOf(wire[field]) === undefined);
  return missing.length > 0 ? t('The server did not send: {0}.', missing.join(', ')) : undefined;
}
