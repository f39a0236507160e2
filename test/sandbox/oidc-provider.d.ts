// Below its index, oidc-provider has no types. Its index is not imported, because that warns about
// runtimes older than Node 22 on the console; nothing that the sandbox uses needs a newer one.
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}
declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type { AdapterFactory } from 'oidc-provider';
  /** Storage in memory for one provider, gone with it. */
  export function createMemoryAdapter(): AdapterFactory;
}
declare module 'oidc-provider/lib/helpers/errors.js' {
  import type { errors } from 'oidc-provider';
  /** The resource that was asked for is not known (RFC 8707, section 2). */
  export const InvalidTarget: typeof errors.InvalidTarget;
}
