import type { StepButton } from '../../core/dialogs.js';
import { isLoopback } from '../../core/address.js';
import { unsafetyOf } from '../../core/url.js';
import { fill } from '../providers/template.js';
import { DEFAULT_REDIRECT_URI, type Draft, registersItself, type WizardStep } from './draft.js';
import type { WizardPorts } from './ports.js';
import * as messages from './providerMessages.js';
import { problemOfOptional, textStep } from './steps.js';

/** The step that shows the redirect URI to register, with buttons that copy it and open the page for it. */
export function redirectStep(ports: WizardPorts): WizardStep {
  return textStep(ports.dialogs, {
    name: 'redirectUri',
    isNeeded: (draft) => draft.authType === 'Viewer' && !registersItself(draft) && !hasOnlyDeviceCodes(draft),
    prompt: (draft) => {
      const uri = proposedUri(ports, draft);
      return uri === ports.relayRedirectUri
        ? messages.registerRelayUri(draft.provider)
        : messages.registerRedirectUri(draft.provider, isAnyPort(uri));
    },
    placeholder: ports.relayRedirectUri ?? DEFAULT_REDIRECT_URI,
    buttons: (draft) => buttonsOf(ports, draft),
    value: (draft) => proposedUri(ports, draft),
    problemOf: (text) => problemOfOptional('redirect_uri', text, messages.redirectUri()),
    take: (draft, redirectUri) => ({ ...draft, redirectUri: redirectUri === DEFAULT_REDIRECT_URI ? '' : redirectUri }),
  });
}

/** What the user has chosen; else where the browser returns to in this window; else what the provider expects. */
function proposedUri({ relayRedirectUri }: WizardPorts, { redirectUri, provider }: Draft): string {
  const isChosen = redirectUri !== '' && redirectUri !== provider?.redirectUri;
  return (isChosen ? redirectUri : (relayRedirectUri ?? redirectUri)) || DEFAULT_REDIRECT_URI;
}

/** Without a port, any port of this machine is used. */
function isAnyPort(redirectUri: string): boolean {
  const { hostname, port } = new URL(redirectUri);
  return port === '' && isLoopback(hostname);
}

function buttonsOf({ dialogs, browser }: WizardPorts, { provider, answers }: Draft): readonly StepButton[] {
  const copy: StepButton = {
    icon: 'copy',
    tooltip: messages.copyRedirectUri(),
    press: (text) => dialogs.copy(text, messages.redirectUriCopied()),
  };
  const page = provider?.register.page;
  const url = page === undefined ? undefined : fill(page, answers);
  return provider && url !== undefined && unsafetyOf(url) === undefined
    ? [copy, { icon: 'link-external', tooltip: messages.openRegistration(provider), press: () => browser.open(url) }]
    : [copy];
}

function hasOnlyDeviceCodes({ server, authorizationUri }: Draft): boolean {
  return server === 'endpoints' && authorizationUri === '';
}
