import { DiscordAPIError, RateLimitError } from 'discord.js'
import { z } from 'zod'
import { noAnswer } from '#src/chat/adapting/no-answer.ts'
import { DiscordTrouble, rateLimited } from './discord-trouble.ts'

export interface Understood {
  readonly trouble: DiscordTrouble
  /** Of a pause that is to be kept: whether everything must wait, or the route alone. */
  readonly isGlobal?: boolean
}

/**
 * What any failure of a call means. The failure itself is left behind: it holds what was sent and the address, texts of people
 * and tokens among them.
 */
export function troubleOf(what: string, failure: unknown): Understood {
  if (failure instanceof DiscordTrouble) return { trouble: failure }
  if (failure instanceof RateLimitError) {
    const { retryAfter, sublimitTimeout, global } = failure
    const trouble = rateLimited(what, Math.max(retryAfter, sublimitTimeout))
    return { trouble, isGlobal: global }
  }
  if (failure instanceof DiscordAPIError) return { trouble: refused(what, failure) }
  return { trouble: unanswered(what, failure) }
}

function refused(what: string, { status, code, rawError }: DiscordAPIError): DiscordTrouble {
  const at = 'errors' in rawError ? faultsIn(rawError.errors).slice(0, 3).join(' ') : undefined
  const number = typeof code === 'number' ? code : 0
  return new DiscordTrouble(what, { status, code: number, certain: status !== 408, at })
}

/** Where in the body the faults are and what they are called, without the text that stands there. */
function faultsIn(errors: unknown, path: readonly string[] = []): readonly string[] {
  const found = z.record(z.string(), z.unknown()).safeParse(errors).data ?? {}
  const { _errors: here, ...inside } = found
  const codes = z.array(z.looseObject({ code: z.string() })).safeParse(here).data ?? []
  return [
    ...codes.map(({ code }) =>
      `${path.join('.')} ${code}`.replaceAll(/[^\w. ]/g, '').slice(0, 120),
    ),
    ...Object.entries(inside).flatMap(([key, value]) => faultsIn(value, [...path, key])),
  ]
}

function unanswered(what: string, failure: unknown): DiscordTrouble {
  const { certain, code: at } = noAnswer(failure)
  return new DiscordTrouble(what, { status: 0, certain, at })
}
