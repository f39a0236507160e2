import { scopesIn, isRecord } from '../definition/fields.js';
import type { Answers, Provider, ProviderQuestion } from '../providers/provider.js';
import { fill, fillIfAnswered, problemOfAnswer, providerAt } from '../providers/template.js';
import type { Draft, WizardStep } from './draft.js';
import * as messages from './providerMessages.js';
import type { WizardPorts } from './ports.js';
import { choiceStep, textStep } from './steps.js';

/** The choices besides the known providers. No provider has such a name. */
const OTHER = '';
const SERVICE_ACCOUNT = 'Service Account';

/** The client type by whether a provider's clients have a secret. If they may have one, the user decides. */
const AUTH_MODES = { none: 'Public', optional: undefined, required: 'Confidential' } as const;

/** The steps that ask for the provider, and for what its URLs depend on. */
export function providerSteps({ dialogs }: WizardPorts, providers: readonly Provider[]): readonly WizardStep[] {
  return [
    choiceStep<string>(dialogs, {
      name: 'provider',
      isNeeded: () => true,
      prompt: messages.pickProvider,
      choices: () => [
        ...providers.map(({ name, label, detail }) => ({
          label,
          value: name,
          ...(detail === undefined ? {} : { detail }),
        })),
        { ...messages.otherProvider(), value: OTHER },
        { ...messages.serviceAccount(), value: SERVICE_ACCOUNT },
      ],
      value: (draft) => draft.provider?.name ?? (draft.isOther ? otherOf(draft) : (providers[0]?.name ?? OTHER)),
      take: (draft, name) => {
        const provider = providers.find((each) => each.name === name);
        const chosen = withProvider(draft, provider);
        return provider ? chosen : { ...chosen, authType: name === SERVICE_ACCOUNT ? name : 'Viewer' };
      },
    }),
    ...providers.flatMap((provider) =>
      (provider.questions ?? []).map((question) => questionStep({ dialogs }, provider, question)),
    ),
  ];
}

function otherOf({ authType }: Draft): string {
  return authType === 'Service Account' ? SERVICE_ACCOUNT : OTHER;
}

function questionStep(
  { dialogs }: Pick<WizardPorts, 'dialogs'>,
  { name }: Provider,
  question: ProviderQuestion,
): WizardStep {
  const { key, prompt, placeholder } = question;
  return textStep(dialogs, {
    name: `${name}.${key}`,
    isNeeded: ({ provider }) => provider?.name === name,
    prompt: () => prompt,
    placeholder,
    value: ({ answers }) => answers[key] ?? question.default ?? '',
    problemOf: (text) => problemOfAnswer(question, text),
    take: (draft, text) => withAnswers(draft, { ...draft.answers, [key]: text }),
  });
}

/** A draft of another provider, with what is usual there. The same provider again changes nothing. */
function withProvider(draft: Draft, provider: Provider | undefined): Draft {
  if (provider?.name === draft.provider?.name) {
    return { ...draft, isOther: !provider };
  }
  // A client secret must not get to another server.
  const reset = { ...draft, isOther: !provider, discovery: undefined, clientSecret: undefined, others: {} };
  if (!provider) {
    return {
      ...{ ...reset, provider, server: 'issuer', authMode: undefined, sendsSecret: 'auto', scopes: undefined },
      ...{ name: '', displayName: '', redirectUri: undefined },
    };
  }
  const { client, scopes, name, label } = provider;
  const chosen: Draft = {
    ...reset,
    ...{ provider, name, displayName: label, redirectUri: undefined },
    ...{ authType: 'Viewer', wantsRegistration: false },
    authMode: AUTH_MODES[client.secret],
    sendsSecret: client.method ?? 'auto',
    scopes: scopes.choices.flatMap(({ scope, isPicked }) => (isPicked ? [scope] : [])),
  };
  return withAnswers(chosen, {});
}

/** A draft whose server and other fields are those of its provider, with these answers. */
function withAnswers(draft: Draft, answers: Answers): Draft {
  const { provider } = draft;
  if (!provider) {
    return draft;
  }
  const urlOf = (template: string | undefined) => (template === undefined ? '' : fill(template, answers));
  const issuer = urlOf(provider.issuer);
  return {
    ...draft,
    answers,
    server: provider.issuer === undefined ? 'endpoints' : 'issuer',
    issuer,
    discovery: issuer === draft.issuer ? draft.discovery : undefined,
    authorizationUri: urlOf(provider.authorizationUri),
    tokenUri: urlOf(provider.tokenUri),
    deviceAuthorizationUri: urlOf(provider.deviceAuthorizationUri),
    revocationUri: urlOf(provider.revocationUri),
    others: othersOf(provider, answers),
  };
}

function othersOf(
  { audience, authorizationParameters, gitHosts = [], client }: Provider,
  answers: Answers,
): Draft['others'] {
  const filled = (template: string) => fillIfAnswered(template, answers) ?? [];
  const parameters = Object.entries(authorizationParameters ?? {}).flatMap(([name, template]) => {
    const value = fillIfAnswered(template, answers);
    return value === undefined ? [] : [[name, value] as const];
  });
  const hosts = gitHosts.flatMap(filled);
  const filledAudience = audience === undefined ? undefined : fillIfAnswered(audience, answers);
  return {
    ...(client.usePkce === false ? { use_pkce: false } : {}),
    ...(filledAudience === undefined ? {} : { audience: filledAudience }),
    ...(parameters.length === 0 ? {} : { authorization_parameters: Object.fromEntries(parameters) }),
    ...(hosts.length === 0 ? {} : { git_hosts: hosts }),
  };
}

/** A draft of an existing entry, with the provider that it belongs to, if that is known. */
export function withKnownProvider(draft: Draft, providers: readonly Provider[]): Draft {
  const provider = providerAt(providers, draft.issuer || draft.tokenUri);
  if (!provider) {
    return draft;
  }
  const { parameter, separator = ' ' } = provider.scopes;
  const parameters = draft.others['authorization_parameters'];
  if (parameter === undefined || !isRecord(parameters) || typeof parameters[parameter] !== 'string') {
    return { ...draft, provider };
  }
  const rest = Object.entries(parameters).filter(([name]) => name !== parameter);
  return {
    ...draft,
    provider,
    scopes: scopesIn(parameters[parameter].replaceAll(separator, ' ')),
    others: {
      ...draft.others,
      authorization_parameters: rest.length === 0 ? undefined : Object.fromEntries(rest),
    },
  };
}
