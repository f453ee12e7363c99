import { failureFacts } from '#src/chat/adapting/failure-facts.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'

/** A failure for the log, with the route of Discord's that it was about. */
export function factsOf(failure: unknown): Readonly<Record<string, unknown>> {
  return {
    ...failureFacts(failure),
    ...(failure instanceof DiscordTrouble ? { trouble: failure.message } : {}),
  }
}
