/** An integration as Workbench sends it, but for what `differences` say. */
export function wireIntegration(differences: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    uid: '11111111-2222-4333-8444-555555555555',
    type: 'custom',
    name: 'github',
    display_name: 'GitHub',
    client_id: 'client',
    auth_url: 'https://idp.example.org/authorize',
    token_url: 'https://idp.example.org/token',
    scopes: ['read', 'write'],
    issuer: 'https://idp.example.org',
    authenticated: false,
    ...differences,
  };
}

/** The answer to `oauth_integrations` with one provider. */
export function oneProvider(...integrations: readonly unknown[]): Record<string, unknown> {
  return { providers: [{ type: 'custom', integrations }] };
}

/** The same without one of its fields. */
export function without(field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wireIntegration()).filter(([name]) => name !== field));
}
