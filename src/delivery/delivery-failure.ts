import { type FailureCause, writeReason } from '#src/app/failure-reason.ts'

/** A delivery that failed, with what its other side said about trying again. The message is for the log. */
export class DeliveryFailure extends Error {
  /** Kept with the job: a cause that people are told in their language, or else the message. */
  readonly reason: string
  /** Trying again is useless: no such address, no such channel. */
  readonly permanent: boolean
  /** The other side asked to wait that long; its whole lane waits. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: {
      readonly reason?: FailureCause | undefined
      /** The mail server's reply code. */
      readonly reply?: number | undefined
      /** The right that a chat platform says is missing. */
      readonly right?: string | undefined
      readonly permanent?: boolean
      readonly retryAfterMs?: number | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: options.cause })
    const { reason } = options
    this.reason = reason === undefined ? message : writeReason(reason, options)
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
  if (error instanceof DeliveryFailure) {
    const { permanent, reason, retryAfterMs } = error
    return { permanent, reason, retryAfterMs }
  }
  const reason = error instanceof Error ? error.message : 'Unknown error.'
  return { permanent: false, reason, retryAfterMs: undefined }
}
