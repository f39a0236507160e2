import { t } from '@vscode/l10n';
import { isGuid, type ListedIntegration } from '../core/integration.js';
import { listOf } from '../core/lists.js';
import { isRecord } from '../core/record.js';
import * as messages from './listMessages.js';
import type { WireIntegration } from './wire.js';
import { isPresent, isTexts, listIn, MAX_LISTED, messageOf, parseTime, textOf } from './wireValues.js';

export interface IntegrationList {
  readonly integrations: readonly ListedIntegration[];
  /** The parts of the response that could not be used, one line each, for the log and diagnostics. */
  readonly problems: readonly string[];
  /** A sentence for the user if the list may be incomplete. */
  readonly notice?: string;
  /** What the server says about the list, in sentences. Only this project's broker does. */
  readonly serverNotice?: string;
}

/** As many as an editor can show and stay responsive: a response of 8 MiB could contain many more. */
const MAX_INTEGRATIONS = 20_000;

/**
 * The integrations of all providers, in the server's order. An integration becomes a configuration error only if it has
 * no usable ID or the server reports an error for it. Other invalid fields are ignored and named in the integration's
 * note. Providers and entries that can't be read are skipped. If nothing else is left, throws `CredentialError`
 * (`protocol`) instead of returning an empty list, so that the last good list stays.
 */
export function parseIntegrations(answer: Readonly<Record<string, unknown>>): IntegrationList {
  const providers = listIn(answer['providers']);
  if (!providers) {
    throw messages.malformed('providers');
  }
  const integrations: ListedIntegration[] = [];
  const skipped: string[] = [];
  const invalid: string[] = [];
  providers.forEach((provider, at) => {
    const listed = isRecord(provider) ? listIn(provider['integrations']) : undefined;
    if (!isRecord(provider) || !listed) {
      skipped.push(t('{0} was skipped: it is not a provider with a list of integrations', `providers[${at}]`));
      return;
    }
    const type = textOf(provider['type']);
    if (integrations.length + listed.length > MAX_INTEGRATIONS) {
      throw messages.tooMany(MAX_INTEGRATIONS);
    }
    listed.forEach((value, index) => {
      const path = `providers[${at}].integrations[${index}]`;
      if (!isRecord(value)) {
        skipped.push(t('{0} was skipped: it is not an integration', path));
        return;
      }
      const { integration, problems } = parseIntegration(value, type);
      integrations.push(integration);
      invalid.push(...problems.map((problem) => `${path}: ${problem}`));
    });
  });
  if (skipped.length > 0 && integrations.length === 0) {
    throw messages.nothingUsable(firstOf(skipped).join('; '));
  }
  const problems = firstOf([...skipped, ...invalid]);
  const serverNotice = textOf(answer['notice']);
  return {
    ...{ integrations, problems },
    ...(skipped.length > 0 ? { notice: messages.someSkipped() } : {}),
    ...(serverNotice === undefined ? {} : { serverNotice }),
  };
}

/** The first problems, and how many more there are. */
function firstOf(problems: readonly string[]): string[] {
  const more = problems.length - MAX_LISTED;
  return [...problems.slice(0, MAX_LISTED), ...(more > 0 ? [t('and {0} more', more)] : [])];
}

/** An integration before validation: each field may be missing or of any type. */
type WireFields = Readonly<Partial<Record<keyof WireIntegration, unknown>>> & Readonly<Record<string, unknown>>;

/** Fields that are only shown. */
const TEXTS = ['type', 'name', 'display_name', 'issuer', 'client_id', 'auth_url', 'token_url'] as const;

/** The ones that Workbench itself may need for signing in. */
const EXPECTED = ['client_id', 'auth_url', 'token_url'] as const;

interface Parsed {
  readonly integration: ListedIntegration;
  /** Invalid fields, for the log. */
  readonly problems: readonly string[];
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
    actions: actionsOf(status, hasGuid, wire.can_sign_out === true),
    ...(note === undefined ? {} : { note }),
    issuer: textOf(wire['issuer']),
    clientId: textOf(wire['client_id']),
    scopes: scopesIn(wire['scopes']),
    authUrl: textOf(wire['auth_url']),
    tokenUrl: textOf(wire['token_url']),
    ...addedFields(wire),
  };
  const problems = [
    ...(wrong.length > 0 ? [t('wrong type for {0}', listOf(wrong))] : []),
    ...(guid !== undefined && !hasGuid ? [t('uid is not a GUID')] : []),
  ];
  return { integration, problems };
}

/** Fields that only this project's broker sends. */
function addedFields({
  expiry,
  renewable,
  git_hosts: gitHosts,
  sign_in_error: problem,
  sign_in_reason: reason,
}: WireFields): Pick<ListedIntegration, 'expiry' | 'gitHosts' | 'signInError' | 'signInReason'> {
  const at = parseTime(expiry);
  const signInError = textOf(problem);
  return {
    ...(at === undefined ? {} : { expiry: { at, isRenewable: renewable === true } }),
    ...(isTexts(gitHosts) ? { gitHosts } : {}),
    ...(signInError === undefined ? {} : { signInError }),
    ...(typeof reason === 'string' ? { signInReason: reason } : {}),
  };
}

/**
 * @param hasGuid whether code can request its token: rstudioapi accepts only GUIDs
 * @param canSignOut whether that is so although the user is not signed in
 */
function actionsOf(
  { kind }: ListedIntegration['status'],
  hasGuid: boolean,
  canSignOut: boolean,
): ListedIntegration['actions'] {
  switch (kind) {
    case 'authenticated':
      return hasGuid ? ['signOut', 'snippet', 'useForContent'] : ['signOut'];
    case 'notSignedIn':
      return canSignOut ? ['signIn', 'signOut'] : ['signIn'];
    default:
      return [];
  }
}

/** posit-sdk-py and rstudioapi both accept 1 as true. */
function isAuthenticated({ authenticated }: WireFields): boolean {
  return authenticated === true || authenticated === 1;
}

/** The scopes of a list, or of a text in the format of OAuth's `scope` (RFC 6749, section 3.3). Skips what is not text. */
function scopesIn(value: unknown): readonly string[] | undefined {
  const texts = typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value.filter(isText) : [];
  const scopes = texts.filter((text) => text !== '');
  return scopes.length > 0 ? scopes : undefined;
}

const isText = (value: unknown) => typeof value === 'string';

/** The fields, other than the ID, whose value is of the wrong type, in whole or in part. */
function wrongFieldsOf(wire: WireFields): string[] {
  const { scopes, authenticated } = wire;
  return [
    ...TEXTS.filter((field) => isPresent(wire[field]) && typeof wire[field] !== 'string'),
    ...(isPresent(scopes) && typeof scopes !== 'string' && !isTexts(scopes) ? ['scopes'] : []),
    ...(isPresent(authenticated) && typeof authenticated !== 'boolean' ? ['authenticated'] : []),
  ];
}

/** Why an integration can't be used: the server's error, or that it has no usable ID. */
function problemOf(wire: WireFields): string | undefined {
  for (const field of ['error', 'config_error', 'error_message']) {
    const message = messageOf(wire[field]);
    if (message !== undefined) {
      return message;
    }
  }
  const { uid } = wire;
  if (isPresent(uid) && typeof uid !== 'string') {
    return messages.idWrong();
  }
  return textOf(uid) === undefined ? messages.idMissing() : undefined;
}

/** What the user should know about a usable integration. @param wrong the ignored fields */
function noteOf(wire: WireFields, wrong: readonly string[]): string | undefined {
  const guid = textOf(wire['uid']);
  // The broker sends `complete`, since not every integration needs these fields.
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
