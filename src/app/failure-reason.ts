/**
 * Why a job failed, where the service knows it: one word each, kept with the job as `CAUSE` or `CAUSE-REPLY`, the reply
 * being the three digits of the mail server. Each has a text in every language.
 */
export const failureCauses = [
  'mail-address',
  'mail-refused',
  'mail-later',
  'mail-closing',
  'mail-locked-out',
  'mail-unreachable',
  'mail-folder',
  'chat-refused',
  'chat-channel',
  'chat-disconnected',
  'chat-scope',
  'chat-unreachable',
] as const

export type FailureCause = (typeof failureCauses)[number]

/** `other`: an accident, told in the log's own words and in nobody's language. */
export interface FailureReason {
  readonly cause: FailureCause | 'other'
  /** What the mail server answered (RFC 5321 §4.2). */
  readonly reply: number | undefined
}

/** What is kept with a job. */
export function writeReason(cause: FailureCause, reply?: number): string {
  return reply === undefined ? cause : `${cause}-${reply}`
}

/** What was kept with a job. */
export function readReason(kept: string | null): FailureReason {
  const [, word, reply] = /^([a-z-]+?)(?:-(\d{3}))?$/.exec(kept ?? '') ?? []
  const cause = failureCauses.find((one) => one === word)
  if (cause === undefined) return { cause: 'other', reply: undefined }
  return { cause, reply: reply === undefined ? undefined : Number(reply) }
}
