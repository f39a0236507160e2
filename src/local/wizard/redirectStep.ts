import type { StepButton } from '../../core/dialogs.js';
import { unsafetyOf } from '../../core/url.js';
import { fill } from '../providers/template.js';
import { DEFAULT_REDIRECT_URI, type Draft, registersItself, type WizardStep } from './draft.js';
import type { WizardPorts } from './ports.js';
import * as messages from './providerMessages.js';
import { problemOfOptional, textStep } from './steps.js';

/** The step that asks for another redirect URI, if the user picks it in the summary. */
export function redirectStep(ports: WizardPorts): WizardStep {
  return textStep(ports.dialogs, {
    name: 'redirectUri',
    isNeeded: (draft) => hasRedirect(draft) && !registersItself(draft),
    isPreset: () => true,
    prompt: (draft) => messages.enterRedirectUri(proposedUri(ports, draft) === ports.relayRedirectUri),
    placeholder: ports.relayRedirectUri ?? DEFAULT_REDIRECT_URI,
    buttons: (draft) => redirectButtons(ports, draft, (typed) => typed),
    value: (draft) => proposedUri(ports, draft),
    problemOf: (text) => problemOfOptional('redirect_uri', text, messages.redirectUri()),
    take: withRedirectUri,
  });
}

export function withRedirectUri(draft: Draft, redirectUri: string): Draft {
  return { ...draft, redirectUri: redirectUri === DEFAULT_REDIRECT_URI ? '' : redirectUri };
}

/** Whether the browser returns from the sign-in page. */
export function hasRedirect({ authType, server, authorizationUri }: Draft): boolean {
  return authType === 'Viewer' && (server === 'issuer' || authorizationUri !== '');
}

/** The redirect URI of a draft; of a new one, where the browser returns to in this window, or what the provider expects. */
export function redirectUriOf({ relayRedirectUri }: WizardPorts, { redirectUri, provider }: Draft): string {
  return (redirectUri ?? relayRedirectUri ?? provider?.redirectUri ?? '') || DEFAULT_REDIRECT_URI;
}

/** What the user has chosen; else where the browser returns to in this window. */
function proposedUri(ports: WizardPorts, draft: Draft): string {
  const usual = [undefined, '', draft.provider?.redirectUri];
  return (usual.includes(draft.redirectUri) ? ports.relayRedirectUri : undefined) ?? redirectUriOf(ports, draft);
}

/**
 * Buttons that copy the redirect URI, and open the page where it is registered.
 *
 * @param uri by what the user has typed
 */
export function redirectButtons(
  { dialogs, browser }: WizardPorts,
  { provider, answers }: Draft,
  uri: (typed: string) => string,
): readonly StepButton[] {
  const copy: StepButton = {
    icon: 'copy',
    tooltip: messages.copyRedirectUri(),
    press: (typed) => dialogs.copy(uri(typed), messages.redirectUriCopied()),
  };
  const page = provider?.register.page;
  const url = page === undefined ? undefined : fill(page, answers);
  return provider && url !== undefined && unsafetyOf(url) === undefined
    ? [copy, { icon: 'link-external', tooltip: messages.openRegistration(provider), press: () => browser.open(url) }]
    : [copy];
}
