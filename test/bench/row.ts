/** What one measurement of the bench has found. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** One for each run. */
  readonly values: readonly number[];
  /** What the median should be, in words. */
  readonly goal?: string;
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
