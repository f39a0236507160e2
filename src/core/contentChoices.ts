import { t } from '@vscode/l10n';
import type { ContentUse } from './contentUses.js';
import type { Integration } from './integration.js';
import { oneLine } from './text.js';

/** How an integration can be used for content under development in this workspace. */
export interface ContentChoice {
  readonly use: ContentUse;
  /** The integration on a server that content asks for. `undefined`: content asks for the integration itself. */
  readonly insteadOf: Integration | undefined;
  /** The integration that provides the tokens. `undefined` if none are needed. */
  readonly answeredBy: Integration | undefined;
  /** Whether both are the same client with the same scopes, so that they most probably belong together. */
  readonly isSuggested: boolean;
  /** Whether it is used in this way now. */
  readonly isChosen: boolean;
}

export interface ContentChoicesContext {
  /** All integrations of the window. */
  readonly integrations: readonly Integration[];
  /** Whether the window can provide the tokens of an integration to content. */
  readonly providesTokens: (integration: Integration) => boolean;
  readonly uses: readonly ContentUse[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The ways to use an integration for content, those that are suggested first. One whose tokens the window provides can
 * answer for itself, or for one of the same kind on a server. One on a server needs another one that answers for it, except
 * for API keys of visitors. The credentials of AWS are no tokens, and none can provide them.
 */
export function contentChoices(integration: Integration, context: ContentChoicesContext): readonly ContentChoice[] {
  if (isForAws(integration)) {
    return [];
  }
  const others = context.integrations.filter((other) => isSameKind(other, integration) && !isForAws(other));
  const pairs: readonly (readonly [asked: Integration, answeredBy: Integration | undefined])[] =
    integration.authType === 'Visitor API Key'
      ? [[integration, undefined]]
      : context.providesTokens(integration)
        ? [[integration, integration], ...others.filter(isOnServer).map((asked) => [asked, integration] as const)]
        : others.filter(context.providesTokens).map((answeredBy) => [integration, answeredBy] as const);
  const choices = pairs.flatMap(([asked, answeredBy]) => choiceOf(asked, answeredBy, context) ?? []);
  return [...choices.filter((each) => each.isSuggested), ...choices.filter((each) => !each.isSuggested)];
}

/** The uses that an integration takes part in, as the one that is asked for or as the one that answers. */
export function usesOf({ guid }: Integration, uses: readonly ContentUse[]): readonly ContentUse[] {
  return uses.filter((use) => guid !== undefined && [use.guid, use.answeredBy].includes(guid));
}

function choiceOf(
  asked: Integration,
  answeredBy: Integration | undefined,
  { uses, now }: ContentChoicesContext,
): ContentChoice | undefined {
  const { guid, label, type, authType = 'Viewer' } = asked;
  if (guid === undefined || (answeredBy && answeredBy.guid === undefined)) {
    return undefined;
  }
  return {
    use: { guid, answeredBy: answeredBy?.guid, name: label, template: type ?? 'custom', authType, since: now },
    insteadOf: answeredBy === asked ? undefined : asked,
    answeredBy,
    isSuggested: answeredBy !== undefined && answeredBy !== asked && isSameClient(asked, answeredBy),
    isChosen: uses.some((use) => use.guid === guid && use.answeredBy === answeredBy?.guid),
  };
}

/** Whether the snippets of an integration are for content on a server. */
export function isForContent({ snippets = 'command' }: Pick<Integration, 'snippets'>): boolean {
  return snippets !== 'command';
}

/** Whether content gets credentials of AWS by it. */
export function isForAws({ snippets }: Pick<Integration, 'snippets'>): boolean {
  return snippets?.startsWith('content-aws') ?? false;
}

/** What to do where content asks for credentials of AWS. */
export function noAwsCredentials(name: string): string {
  return t(
    '{0} can’t provide AWS credentials here. Use a profile of the AWS command line while you develop the content.',
    oneLine(name),
  );
}

/** Whether code for content on a server asks for it. */
function isOnServer(integration: Integration): boolean {
  return isForContent(integration) && integration.authType !== 'Visitor API Key';
}

function isSameKind(one: Integration, other: Integration): boolean {
  return one.id !== other.id && (one.authType ?? 'Viewer') === (other.authType ?? 'Viewer');
}

function isSameClient(one: Integration, other: Integration): boolean {
  const scopes = ({ scopes: listed = [] }: Integration) => [...new Set(listed)].sort().join(' ');
  const hosts = ({ issuer, authUrl, tokenUrl }: Integration) =>
    [issuer, authUrl, tokenUrl].flatMap((url) => (url !== undefined && URL.canParse(url) ? new URL(url).host : []));
  const [first, second] = [hosts(one), hosts(other)];
  // Some of a server's templates leave out the URLs.
  const isSameServer = first.length === 0 || second.length === 0 || first.some((host) => second.includes(host));
  return one.clientId !== undefined && one.clientId === other.clientId && scopes(one) === scopes(other) && isSameServer;
}
