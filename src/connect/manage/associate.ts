import { BACK, type Choice, type Dialogs } from '../../core/dialogs.js';
import type { Integration } from '../../core/integration.js';
import type { ConnectApi } from '../api/connectApi.js';
import type { Association, Content } from '../api/content.js';
import * as messages from './messages.js';

/** Since this version, content may have several integrations. */
const SEVERAL_SINCE = '2025.07';

/** How much of the user's own content is listed, and in how many pages of what the user can see it is searched for. */
const MAX_LISTED = 50;
const MAX_PAGES = 5;

/** Lets a content item use an integration, after the user has seen the change. Throws `CredentialError`. */
export async function associateWithContent(
  { dialogs, api }: { readonly dialogs: Dialogs; readonly api: ConnectApi },
  { guid = '', label }: Integration,
): Promise<void> {
  const title = messages.associateTitle(label);
  const content = await dialogs.search({
    ...{ title, prompt: messages.searchContent() },
    find: async (text, signal) => (await ownContent(api, text, signal)).map(choiceOf),
  });
  if (content === undefined || content === BACK) {
    return;
  }
  const name = nameOf(content);
  const [before, allowsSeveral] = await dialogs.during(title, (signal) =>
    Promise.all([api.associations(content.guid, signal), isSeveralAllowed(api, signal)]),
  );
  if (before.some(({ integrationGuid }) => integrationGuid === guid)) {
    void dialogs.tell(messages.alreadyAssociated(name));
    return;
  }
  const kept = allowsSeveral ? before.filter(({ integrationGuid }) => integrationGuid !== undefined) : [];
  const detail = [
    messages.associateDetail(before.map(labelOf), [...kept.map(labelOf), label]),
    ...(kept.length < before.length ? [messages.replacesOthers()] : []),
  ].join('\n');
  if (await dialogs.confirm(messages.associateQuestion(name), detail, messages.associateButton())) {
    const guids = [...kept.flatMap(({ integrationGuid = [] }) => integrationGuid), guid];
    await dialogs.during(title, (signal) => api.associate(content.guid, guids, signal));
    void dialogs.tell(messages.associated(name));
  }
}

/** Content that the user can change, by a text in its name or title. Administrators see that of all others, too. */
async function ownContent(api: ConnectApi, text: string, signal: AbortSignal): Promise<readonly Content[]> {
  const own: Content[] = [];
  let seen = 0;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { items, total = 0 } = await api.searchContent(text, signal, page);
    own.push(...items.filter(({ role = 'owner' }) => role === 'owner' || role === 'editor'));
    seen += items.length;
    if (own.length >= MAX_LISTED || items.length === 0 || seen >= total) {
      break;
    }
  }
  return own;
}

/** A server that hides its version is taken for a recent one: it refuses what it does not allow. */
async function isSeveralAllowed(api: ConnectApi, signal: AbortSignal): Promise<boolean> {
  const { version = SEVERAL_SINCE } = await api.serverSettings(signal);
  return version.localeCompare(SEVERAL_SINCE, 'en', { numeric: true }) >= 0;
}

function choiceOf(content: Content): Choice<Content> {
  const { kind, ownerName, guid } = content;
  return {
    ...{ label: nameOf(content), value: content, detail: guid },
    description: [kind, ownerName].filter((each) => each !== undefined).join(' · '),
  };
}

function nameOf({ title, name, guid }: Content): string {
  return title ?? name ?? guid;
}

function labelOf({ name, template, integrationGuid = '' }: Association): string {
  return name ?? template ?? integrationGuid;
}
