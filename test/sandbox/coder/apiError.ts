/** A refusal in the format of Coder's API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly detail?: string,
    readonly validations?: readonly { readonly field: string; readonly detail: string }[],
  ) {
    super(message);
  }

  toWire(): object {
    const { message, detail, validations } = this;
    return { message, ...(detail === undefined ? {} : { detail }), ...(validations ? { validations } : {}) };
  }
}
