import { normalHost } from '../../core/gitHost.js';
import { CoderError } from './coderError.js';
import * as messages from './messages.js';

/** What a program asks for: a provider by its ID, or by a Git host or URL. */
export type ProviderRequest = { readonly id: string } | { readonly match: string };

/** Reads the query of a request. Throws `CoderError`. */
export function providerIn(query: URLSearchParams): ProviderRequest {
  // Coder's own client always sends both, one of them empty.
  const [id, match] = [query.get('id') ?? '', query.get('match') ?? ''];
  if (id !== '' && match !== '') {
    throw new CoderError(400, messages.bothIdAndMatch());
  }
  if (id === '' && match === '') {
    throw new CoderError(400, messages.neitherIdNorMatch());
  }
  return id === '' ? { match } : { id };
}

/** The host in what Git asks for: a URL, which may have a user, or only a host. `undefined` if it is neither. */
export function hostIn(match: string): string | undefined {
  return /^https?:\/\//i.test(match) && URL.canParse(match)
    ? new URL(match).host
    : normalHost(match.split('/')[0] ?? '');
}
