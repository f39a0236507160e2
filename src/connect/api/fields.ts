import { optionalNumber, type Place } from '../../core/jsonFields.js';

export * from '../../core/jsonFields.js';

/** A position among others; 0 if it is absent. */
export function orderOf(place: Place): number {
  return optionalNumber(place, 'order') ?? 0;
}
