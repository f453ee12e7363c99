/** A delivery that failed, with what its other side said about trying again. */
export class DeliveryFailure extends Error {
  /** Trying again is useless: no such address, no such channel. */
  readonly permanent: boolean
  /** The other side asked to wait that long; its whole lane waits. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: {
      readonly permanent?: boolean
      readonly retryAfterMs?: number
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.permanent = options.permanent ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}

export interface Failure {
  readonly permanent: boolean
  readonly reason: string
  readonly retryAfterMs: number | undefined
}

/** What an error thrown by a carrier means for its job. */
export function asFailure(error: unknown): Failure {
  if (error instanceof DeliveryFailure)
    return { permanent: error.permanent, reason: error.message, retryAfterMs: error.retryAfterMs }
  const reason = error instanceof Error ? error.message : 'Unknown error.'
  return { permanent: false, reason, retryAfterMs: undefined }
}
