/**
 * Why a job failed, where the service knows it: one word each, kept with the job as `CAUSE`, as `CAUSE-REPLY`, the reply
 * being the three digits of the mail server, or as `CAUSE RIGHT`, the right that a chat platform asks for. Each has a text in
 * every language.
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
  /** The right that a chat platform says is missing, by the platform's name for it. */
  readonly right?: string
}

/** What is kept with a job. */
export function writeReason(
  cause: FailureCause,
  { reply, right }: { readonly reply?: number | undefined; readonly right?: string | undefined },
): string {
  if (right !== undefined) return `${cause} ${right}`
  return reply === undefined ? cause : `${cause}-${reply}`
}

/** What was kept with a job. */
export function readReason(kept: string | null): FailureReason {
  const [, word, reply, right] =
    /^([a-z-]+?)(?:-(\d{3})| ([\w:.,]{1,100}))?$/.exec(kept ?? '') ?? []
  const cause = failureCauses.find((one) => one === word)
  if (cause === undefined) return { cause: 'other', reply: undefined }
  return {
    cause,
    reply: reply === undefined ? undefined : Number(reply),
    ...(right === undefined ? {} : { right }),
  }
}
