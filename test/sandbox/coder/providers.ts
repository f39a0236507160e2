/** A provider as the deployment's administrator configures it. */
export interface CoderProvider {
  readonly id: string;
  readonly type: string;
  /** Of Git URLs and hosts that it is for; undefined: none. */
  readonly regex?: RegExp;
  readonly displayName?: string;
  /** Whether users can sign in with a device code. */
  readonly device?: boolean;
  /** Whether its tokens are refreshed (default true). */
  readonly allowRefresh?: boolean;
  /** Whether it revokes tokens (default true). */
  readonly supportsRevocation?: boolean;
  /** What the token response contains besides the tokens, for `token_extra`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Members of the list's answer that replace the right ones, to be wrong. */
  readonly wire?: Readonly<Record<string, unknown>>;
}

/** The providers of a new deployment. */
export const PROVIDERS_AT_START: readonly CoderProvider[] = [
  {
    ...{ id: 'github', type: 'github', displayName: 'GitHub', device: true },
    regex: /^(https?:\/\/)?github\.com(\/.*)?$/,
  },
  {
    ...{ id: 'primary-gitlab', type: 'gitlab', displayName: 'GitLab' },
    regex: /^(https?:\/\/)?gitlab\.example(\/.*)?$/,
    extra: { created_at: 1767225600, team: { name: 'data', members: ['ada', 'grace'] } },
  },
  {
    ...{ id: 'bitbucket', type: 'bitbucket-cloud', displayName: 'Bitbucket', allowRefresh: false },
    ...{ supportsRevocation: false, regex: /^(https?:\/\/)?bitbucket\.org(\/.*)?$/ },
  },
  { id: 'slack', type: 'slack', displayName: 'Slack', extra: { authed_user: { id: 'U0123' }, team: null } },
];

/** A provider as it is in the list. */
export function providerToWire(provider: CoderProvider): object {
  return {
    id: provider.id,
    type: provider.type,
    device: provider.device ?? false,
    display_name: provider.displayName ?? provider.id,
    display_icon: `/icon/${provider.type}.svg`,
    allow_refresh: provider.allowRefresh ?? true,
    allow_validate: true,
    supports_revocation: provider.supportsRevocation ?? true,
    ...provider.wire,
  };
}
