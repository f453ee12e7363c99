import type { Log } from '#src/chat/adapting/log.ts'
import type { DiscordApi } from '../send/discord-api.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import type { Handle } from '../listen/handle.ts'
import { factsOf } from '../listen/facts-of.ts'

/** Answers an interaction that came over the gateway. Never fails: whoever waits is told, or else the log. */
export async function deliver({ handle, api, log }: DeliverParts, raw: unknown): Promise<void> {
  const answered = await handle(raw)
  if (!answered) return
  const { path, first, after, instead } = answered
  try {
    await api.call('POST', path, { body: { ...first }, auth: false })
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

interface DeliverParts {
  readonly handle: Handle
  readonly api: Pick<DiscordApi, 'call'>
  readonly log: Log
}

// Our own answer, whose acknowledgement was lost: what follows it goes there as well.
function isAnswered(failure: unknown): boolean {
  return failure instanceof DiscordTrouble && failure.code === 40_060
}

function isOfTheBody(failure: unknown): boolean {
  return failure instanceof DiscordTrouble && failure.status === 400
}
