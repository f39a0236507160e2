import { t } from '@vscode/l10n';
import { isGuid, type ListedIntegration } from '../core/integration.js';
import * as messages from './listMessages.js';
import type { WireIntegration } from './wire.js';
import { isPresent, isRecord, isTexts, listIn, MAX_TOLD, messageOf, parseTime, textOf } from './wireValues.js';

export interface IntegrationList {
  readonly integrations: readonly ListedIntegration[];
  /** What of the answer could not be used, for the log and for diagnostics: one line each. */
  readonly problems: readonly string[];
  /** What the user has to know of the list as a whole, in a sentence: that it may be incomplete. */
  readonly notice?: string;
}

/** What an editor can show and stay usable: an answer of 8 MiB could hold millions. */
const MAX_INTEGRATIONS = 20_000;

/**
 * The integrations of all providers, in the server's order. Only an integration without a usable ID, or of which the
 * server says that it is wrong, becomes a configuration error. Other odd fields are ignored, and the integration's note
 * names them. A provider or an entry that can't be read is skipped. If there is nothing else, that is a failure and no empty list:
 * throws `CredentialError` (`protocol`), so that the last good list stays.
 */
export function parseIntegrations(answer: Readonly<Record<string, unknown>>): IntegrationList {
  const providers = listIn(answer['providers']);
  if (!providers) {
    throw messages.malformed('providers');
  }
  const integrations: ListedIntegration[] = [];
  const skipped: string[] = [];
  const odd: string[] = [];
  providers.forEach((provider, at) => {
    const listed = isRecord(provider) ? listIn(provider['integrations']) : undefined;
    if (!isRecord(provider) || !listed) {
      skipped.push(`providers[${at}] was skipped: it is not a provider with a list of integrations`);
      return;
    }
    const type = textOf(provider['type']);
    if (integrations.length + listed.length > MAX_INTEGRATIONS) {
      throw messages.tooMany(MAX_INTEGRATIONS);
    }
    listed.forEach((value, index) => {
      const path = `providers[${at}].integrations[${index}]`;
      if (!isRecord(value)) {
        skipped.push(`${path} was skipped: it is not an integration`);
        return;
      }
      const { integration, oddities } = parseIntegration(value, type);
      integrations.push(integration);
      odd.push(...oddities.map((oddity) => `${path}: ${oddity}`));
    });
  });
  if (skipped.length > 0 && integrations.length === 0) {
    throw messages.nothingUsable(firstOf(skipped).join('; '));
  }
  const problems = firstOf([...skipped, ...odd]);
  return { integrations, problems, ...(skipped.length > 0 ? { notice: messages.someSkipped() } : {}) };
}

/** As many as are told, and how many more there are. */
function firstOf(problems: readonly string[]): string[] {
  const more = problems.length - MAX_TOLD;
  return [...problems.slice(0, MAX_TOLD), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** An integration before its fields are checked: each may be missing, or anything. */
type WireFields = Readonly<Partial<Record<keyof WireIntegration, unknown>>> & Readonly<Record<string, unknown>>;

/** Fields that are shown, and that nothing here needs. */
const TEXTS = ['type', 'name', 'display_name', 'issuer', 'client_id', 'auth_url', 'token_url'] as const;

/** Those of them without which Workbench itself may not be able to sign in. */
const EXPECTED = ['client_id', 'auth_url', 'token_url'] as const;

interface Parsed {
  readonly integration: ListedIntegration;
  /** What of it is odd, for the log. */
  readonly oddities: readonly string[];
}

function parseIntegration(wire: WireFields, providerType: string | undefined): Parsed {
  const problem = problemOf(wire);
  const guid = textOf(wire['uid']);
  const hasGuid = guid !== undefined && isGuid(guid);
  const status: ListedIntegration['status'] =
    problem !== undefined
      ? { kind: 'configurationError', detail: problem }
      : { kind: isAuthenticated(wire) ? 'authenticated' : 'notSignedIn' };
  const wrong = wrongFieldsOf(wire);
  const note = problem === undefined ? noteOf(wire, wrong) : messages.askToCorrect();
  const integration = {
    guid,
    name: textOf(wire['name']),
    label: textOf(wire['display_name']) ?? textOf(wire['name']) ?? guid ?? t('Unnamed integration'),
    type: textOf(wire['type']) ?? providerType,
    status,
    actions: actionsOf(status, hasGuid),
    ...(note === undefined ? {} : { note }),
    issuer: textOf(wire['issuer']),
    clientId: textOf(wire['client_id']),
    scopes: scopesIn(wire['scopes']),
    authUrl: textOf(wire['auth_url']),
    tokenUrl: textOf(wire['token_url']),
    ...addedFields(wire),
  };
  const oddities = [
    ...(wrong.length > 0 ? [`wrong type for ${wrong.join(', ')}`] : []),
    ...(guid !== undefined && !hasGuid ? ['uid is not a GUID'] : []),
  ];
  return { integration, oddities };
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

/** @param hasGuid whether code can ask for its token: rstudioapi takes no ID that is not a GUID */
function actionsOf({ kind }: ListedIntegration['status'], hasGuid: boolean): ListedIntegration['actions'] {
  switch (kind) {
    case 'authenticated':
      return hasGuid ? ['signOut', 'snippet'] : ['signOut'];
    case 'notSignedIn':
      return ['signIn'];
    default:
      return [];
  }
}

/** posit-sdk-py and rstudioapi both take 1 for true. */
function isAuthenticated({ authenticated }: WireFields): boolean {
  return authenticated === true || authenticated === 1;
}

/** The scopes of a list, or of a text as in OAuth's own `scope` (RFC 6749, section 3.3). What else is in a list is left out. */
function scopesIn(value: unknown): readonly string[] | undefined {
  const texts = typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value.filter(isText) : [];
  const scopes = texts.filter((text) => text !== '');
  return scopes.length > 0 ? scopes : undefined;
}

const isText = (value: unknown) => typeof value === 'string';

/** The fields, other than the ID, whose value is of a type that can't be used, or not wholly. */
function wrongFieldsOf(wire: WireFields): string[] {
  const { scopes, authenticated } = wire;
  return [
    ...TEXTS.filter((field) => isPresent(wire[field]) && typeof wire[field] !== 'string'),
    ...(isPresent(scopes) && typeof scopes !== 'string' && !isTexts(scopes) ? ['scopes'] : []),
    ...(isPresent(authenticated) && typeof authenticated !== 'boolean' ? ['authenticated'] : []),
  ];
}

/** Why an integration can't be used: what the server says of it, else that it has no usable ID. */
function problemOf(wire: WireFields): string | undefined {
  for (const field of ['error', 'config_error', 'error_message']) {
    const told = messageOf(wire[field]);
    if (told !== undefined) {
      return told;
    }
  }
  const { uid } = wire;
  if (isPresent(uid) && typeof uid !== 'string') {
    return messages.idWrong();
  }
  return textOf(uid) === undefined ? messages.idMissing() : undefined;
}

/** What of a usable integration the user should know. @param wrong the fields that are ignored */
function noteOf(wire: WireFields, wrong: readonly string[]): string | undefined {
  const guid = textOf(wire['uid']);
  // The broker's `complete`: not every integration needs them.
  const missing =
    wire.complete === true
      ? []
      : EXPECTED.filter((field) => !wrong.includes(field) && textOf(wire[field]) === undefined);
  const notes = [
    ...(guid !== undefined && !isGuid(guid) ? [messages.idNotGuid(guid)] : []),
    ...(wrong.length > 0 ? [messages.fieldsIgnored(wrong)] : []),
    ...(missing.length > 0 ? [messages.fieldsMissing(missing)] : []),
  ];
  return notes.length > 0 ? notes.join(' ') : undefined;
}
