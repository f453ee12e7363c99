import { ChatFailure, type ChatTrouble } from '#src/chat/contract.ts'
import { codes } from './codes.ts'
import { DiscordTrouble } from './discord-trouble.ts'

export type Whom = 'channel' | 'person'

/** What a trouble of Discord means to the outbox. `whom`: what was written to; `right`: what the bot lacks there, where it is known. */
export function chatFailure(failure: unknown, whom: Whom, right?: string): unknown {
  if (!(failure instanceof DiscordTrouble)) return failure
  const { message, retryAfterMs = pauses.get(failure.code) } = failure
  return new ChatFailure(message, { ...meaning(failure, { whom, right }), retryAfterMs })
}

/** Does it, and throws what a trouble of Discord means to the outbox. */
export async function asFailure<Done>(whom: Whom, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work()
  } catch (failure) {
    throw chatFailure(failure, whom)
  }
}

interface Meaning {
  readonly trouble: ChatTrouble
  readonly permanent: boolean
  readonly right?: string | undefined
}

function meaning(
  { status, code }: DiscordTrouble,
  { whom, right }: { readonly whom: Whom; readonly right: string | undefined },
): Meaning {
  const refused = whom === 'person' ? 'chat-refused' : 'chat-channel'
  if (isPassing(status, code)) return { trouble: 'chat-unreachable', permanent: false }
  // A wrong token of the environment is put right by a restart: what waits is sent then.
  if (status === 401) return { trouble: 'chat-disconnected', permanent: false }
  if (code === codes.unknownGuild) return { trouble: 'chat-disconnected', permanent: true }
  if (whom === 'channel' && (right !== undefined || unpermitted.has(code)))
    return { trouble: 'chat-scope', permanent: true, right: right ?? usualRight(code) }
  if (status === 403 || status === 404 || unreached.has(code))
    return { trouble: refused, permanent: true }
  return { trouble: 'chat-unreachable', permanent: true }
}

/** What Discord asks to wait for without saying how long. */
const pauses = new Map<number, number>([
  [codes.tooManyOpenings, 2 * 60_000],
  [codes.oldMessageEdits, 60_000],
])

function isPassing(status: number, code: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500 || pauses.has(code)
}

const unpermitted = new Set<number>([codes.missingAccess, codes.missingPermissions])

function usualRight(code: number): string {
  return code === codes.missingAccess ? 'ViewChannel' : 'SendMessages'
}

const unreached = new Set<number>([
  codes.unknownChannel,
  codes.unknownUser,
  codes.closedTalk,
  codes.noMutualServer,
  codes.archived,
  codes.notInThisChannel,
  codes.notForText,
])
