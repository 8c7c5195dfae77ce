/** What an operation that is expected to fail at times gives back. `message` says what was tried and what happened, `hint` what to do. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

export interface Failure {
  readonly ok: false;
  readonly message: string;
  readonly hint?: string;
}

export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failure(message: string, hint?: string): Failure {
  return hint === undefined ? { ok: false, message } : { ok: false, message, hint };
}
