import { timingSafeEqual } from 'node:crypto';

/** Whether what a caller presents is a secret of ours. Only the length can be told from the time that this takes. */
export function isEqualInConstantTime(presented: string, own: string): boolean {
  const [one, other] = [Buffer.from(presented), Buffer.from(own)];
  return one.length === other.length && timingSafeEqual(one, other);
}
