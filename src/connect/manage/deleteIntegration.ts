import type { Dialogs } from '../../core/dialogs.js';
import type { Integration } from '../../core/integration.js';
import type { ConnectApi } from '../api/connectApi.js';
import * as messages from './messages.js';

/** Deletes an integration after the user has confirmed it. Returns whether it was deleted. Throws `CredentialError`. */
export async function deleteIntegration(
  { dialogs, api }: { readonly dialogs: Dialogs; readonly api: ConnectApi },
  { guid = '', label }: Integration,
): Promise<boolean> {
  // The list may be out of date.
  const { contentCount } = await dialogs.during(messages.deleteQuestion(label), (signal) =>
    api.integration(guid, signal),
  );
  const question = messages.deleteQuestion(label);
  if (!(await dialogs.confirm(question, messages.deleteDetail(contentCount), messages.deleteButton()))) {
    return false;
  }
  await dialogs.during(question, (signal) => api.deleteIntegration(guid, signal));
  return true;
}
