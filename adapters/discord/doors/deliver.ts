import type { Log } from '#src/chat/adapting/log.ts'
import type { DiscordApi } from '../send/discord-api.ts'
import { codes } from '../send/codes.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import type { FirstAnswer } from '../listen/answer.ts'
import type { Handle } from '../listen/handle.ts'
import { factsOf } from '../listen/facts-of.ts'

/** Answers an interaction that came over the gateway. Never fails: whoever waits is told, or else the log. */
export async function deliver({ handle, api, log }: DeliverParts, raw: unknown): Promise<void> {
  const answered = await handle(raw)
  if (!answered) return
  const { path, first, after, instead } = answered
  try {
    await answer(api, path, first)
  } catch (failure) {
    if (!isAnswered(failure)) {
      log.warn(factsOf(failure), 'an answer did not reach Discord')
      if (!isOfTheBody(failure)) return
      await api
        .call('POST', path, { body: { ...instead(failure) }, auth: false })
        .catch(() => undefined)
      return
    }
  }
  await after?.()
}

// Discord takes a first answer once, and says so: where it is not known whether it came there, it is sent again.
async function answer(api: DeliverParts['api'], path: string, first: FirstAnswer): Promise<void> {
  const send = () => api.call('POST', path, { body: { ...first }, auth: false })
  await send().catch((failure: unknown) => {
    if (!isUnknown(failure)) throw failure
    return send()
  })
}

function isUnknown(failure: unknown): boolean {
  return failure instanceof DiscordTrouble && (failure.status === 0 || failure.status >= 500)
}

interface DeliverParts {
  readonly handle: Handle
  readonly api: Pick<DiscordApi, 'call'>
  readonly log: Log
}

// Our own answer, whose acknowledgement was lost: what follows it goes there as well.
function isAnswered(failure: unknown): boolean {
  return failure instanceof DiscordTrouble && failure.code === codes.answeredAlready
}

function isOfTheBody(failure: unknown): boolean {
  return failure instanceof DiscordTrouble && failure.status === 400
}
