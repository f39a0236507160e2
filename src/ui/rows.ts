import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SourceSnapshot } from '../core/snapshot.js';
import type { Integration } from '../core/integration.js';
import { sideBySide } from '../core/lists.js';
import { asClause, oneLine } from '../core/text.js';
import * as messages from './viewMessages.js';

/** Longest tooltip line, in characters: room for a whole URL or list of scopes. */
export const MAX_TOOLTIP_LENGTH = 2_000;

/** One property of an integration, as a row below the integration's. */
export interface Detail {
  readonly integration: Integration;
  readonly label: string;
  /** As received; `undefined` if the server did not send it. */
  readonly value: string | undefined;
}

/** The row of a source, above its integrations. Stays the same object while shown. */
export class SourceRow {
  constructor(public source: SourceSnapshot) {}

  /** The user's account at the source, which commands of this row are for; `undefined` if it has none. */
  get integration(): Integration | undefined {
    return this.source.account;
  }
}

/** The row of an integration. VS Code identifies rows by object identity, so it stays the same object while shown. */
export class IntegrationRow {
  constructor(public integration: Integration) {}
}

export type Row = SourceRow | IntegrationRow | Detail;

/** The argument of a menu's command: the row of an integration, of one of its properties, or of an account. */
export interface IntegrationCommandRow {
  readonly integration: Integration;
}

/**
 * The tree item of a row. Its `contextValue` lists its actions, which the manifest's menus match.
 *
 * @param more properties that only the tooltip of an integration shows
 */
export function treeItem(row: SourceRow | IntegrationRow, more: readonly Detail[] = []): vscode.TreeItem {
  return row instanceof SourceRow ? sourceItem(row.source) : integrationItem(shown(row.integration), more);
}

/** As signing in also where the user signs in again, and is still signed in. */
function shown(integration: Integration): Integration {
  const { signingInAgain: status } = integration;
  return status ? { ...integration, status } : integration;
}

/** What a source's row tells, in lines. @param sentenceAs how a sentence is written */
export function sourceFacts(
  { label, account, integrations, error }: SourceSnapshot,
  sentenceAs: (sentence: string) => string = (sentence) => sentence,
): readonly string[] {
  return [
    ...(account ? accountFacts(label, account, sentenceAs) : [label]),
    ...(error ? [sentenceAs(error.message)] : integrations ? [] : [messages.loading()]),
  ];
}

/** The name, the status and the properties of an account. */
function accountFacts(
  label: string,
  account: Integration,
  sentenceAs: (sentence: string) => string,
): readonly string[] {
  const { expiry, note, warning, properties = [] } = account;
  return known([
    ...[label, messages.standing(account), expiry && messages.expiry(expiry)],
    ...[warning, note].map((each) => each && sentenceAs(each)),
    ...properties.map((each) => (each.value === undefined ? undefined : `${each.label}: ${each.value}`)),
  ]);
}

/** A sentence among facts with commas between them. */
function spoken(sentence: string): string {
  return asClause(sentence, MAX_TOOLTIP_LENGTH);
}

/** The lines of a tooltip that there are. */
function known(lines: readonly (string | undefined)[]): readonly string[] {
  return lines.flatMap((line) => (line === undefined ? [] : oneLine(line, MAX_TOOLTIP_LENGTH)));
}

function sourceItem(source: SourceSnapshot): vscode.TreeItem {
  const { id, label, integrations, error } = source;
  const account = source.account && shown(source.account);
  const hasRows = integrations !== undefined && integrations.length > 0;
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(oneLine(label), hasRows ? Expanded : None);
  // A different id while it has no children: VS Code would keep the row collapsed otherwise.
  item.id = hasRows ? `source:${id}` : `source:${id}:empty`;
  item.contextValue = ['source', ...(error ? ['error'] : []), ...(account?.actions ?? [])].join(' ');
  item.tooltip = sourceFacts(source).join('\n');
  item.accessibilityInformation = { label: sideBySide(sourceFacts(source, spoken)) };
  if (account) {
    item.description = messages.summaryOrStatus(account);
    item.iconPath = error ? warningIcon() : iconOf(account);
  } else if (error && !hasRows) {
    item.iconPath = warningIcon();
    item.description = error.summary ?? error.message;
  } else if (!integrations) {
    item.iconPath = new vscode.ThemeIcon('loading~spin');
  }
  return item;
}

function warningIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}

function integrationItem(integration: Integration, more: readonly Detail[]): vscode.TreeItem {
  const { id, guid, status, actions, isDuplicate, expiry, warning, note, snippets } = integration;
  // There are more languages for code on this machine than for content on a server.
  const takesOtherLanguages = actions.includes('snippet') && !snippets?.startsWith('content');
  const name = messages.nameOf(integration);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.contextValue = [
    ...['integration', ...(status.kind === 'configurationError' ? ['error'] : []), ...actions],
    ...(takesOtherLanguages ? ['otherLanguages'] : []),
  ].join(' ');
  item.iconPath = iconOf(integration);
  item.description = messages.withDuplicateMark(integration, descriptionOf(integration));
  item.tooltip = [
    ...tooltipLines(integration),
    ...more.map(({ label, value = '' }) => `${label}: ${oneLine(value, MAX_TOOLTIP_LENGTH)}`),
  ].join('\n');
  item.accessibilityInformation = {
    label: sideBySide([
      name,
      isDuplicate && messages.duplicateId(),
      messages.summaryOrStatus(integration),
      expiry && messages.shortExpiry(expiry),
      ...[warning, status.kind === 'configurationError' && status.detail, note].map((each) => each && spoken(each)),
      guid !== undefined && messages.integrationId(guid),
    ]),
  };
  return item;
}

/** What the source says, or the status, or if signed in, when the access token expires, if that is known, or else the Integration ID. */
function descriptionOf(integration: Integration): string {
  const { status, guid, expiry, summary } = integration;
  if (summary === undefined && status.kind === 'authenticated') {
    if (expiry) {
      return messages.shortExpiry(expiry);
    }
    if (guid !== undefined) {
      return oneLine(guid);
    }
  }
  return messages.summaryOrStatus(integration);
}

/** Shows what is unusual by itself: beside a long name, VS Code cuts off the description. */
function iconOf(integration: Integration): vscode.ThemeIcon {
  const { status, warning, isDuplicate } = integration;
  switch (status.kind) {
    case 'signingIn':
      return new vscode.ThemeIcon('sync~spin');
    case 'configurationError':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    default:
      return warning !== undefined || isDuplicate || messages.isOver(integration)
        ? warningIcon()
        : new vscode.ThemeIcon(status.kind === 'authenticated' ? 'key' : 'lock');
  }
}

/** Plain text on purpose: markdown could contain links from a server. */
export function tooltipLines(integration: Integration): readonly string[] {
  const { status, guid, type, isDuplicate, description, expiry, note, warning, summary } = integration;
  return known([
    ...[messages.nameOf(integration), description, summary ?? messages.standing(integration)],
    ...[expiry && messages.expiry(expiry), status.kind === 'configurationError' ? status.detail : undefined],
    ...[warning, note, isDuplicate ? messages.whyDuplicate() : undefined, messages.integrationId(guid)],
    type === undefined || type === 'custom' ? undefined : t('Type: {0}', oneLine(type)),
  ]);
}
