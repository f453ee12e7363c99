import { DefaultRestOptions, type RESTOptions } from 'discord.js'
import { z } from 'zod'
import { DiscordTrouble, rateLimited } from './discord-trouble.ts'
import type { Flight } from './flight.ts'

type Request = RESTOptions['makeRequest']
type Answer = Awaited<ReturnType<Request>>

/**
 * How discord.js asks: as it does by itself, but for answers that it would not cope with. It leaves the bodies of refusals
 * unread, which holds their connections, and asks again at once, for ever, after a 429 that names no pause.
 */
export function requestVia(flightOf: () => Flight | undefined): Request {
  return async (url, init) => {
    const flight = flightOf()
    flight?.send()
    const answer = await DefaultRestOptions.makeRequest(url, init)
    if (answer.status < 400) return answer
    const text = await answer.text()
    const what = flight?.what ?? 'request'
    if (answer.status === 429) return waited(what, { answer, text, flight })
    if (answer.status < 500 && isObject(text)) return readAgain(answer, text)
    const { status } = answer
    throw new DiscordTrouble(what, { status, certain: status < 500 && status !== 408 })
  }
}

/** Discord's usual pause, where it names none. */
const usualPauseMs = 5000
/** Of a limit that has a name of its own. */
const namedPauseMs = 60_000

function waited(
  what: string,
  { answer, text, flight }: { answer: Answer; text: string; flight: Flight | undefined },
): Answer {
  const { code, retry_after: body } = limitSchema.parse(parsed(text))
  const header = Number(answer.headers.get('retry-after') ?? 0)
  const ms = (body ?? header) * 1000
  // Limits with a code of their own (30046: edits of old messages) are none of those that the client knows.
  if (code !== 0) throw rateLimited(what, ms > 0 ? ms : namedPauseMs, code)
  if (!(header > 0)) throw rateLimited(what, ms > 0 ? ms : usualPauseMs)
  flight?.turnedAway()
  return readAgain(answer, text)
}

function readAgain({ headers, status, statusText, ok }: Answer, text: string): Answer {
  const bytes = Buffer.from(text)
  return {
    headers,
    status,
    statusText,
    ok,
    body: null,
    bodyUsed: false,
    text: async () => text,
    json: async (): Promise<unknown> => JSON.parse(text),
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
  }
}

function isObject(text: string): boolean {
  return z.looseObject({}).safeParse(parsed(text)).success
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const limitSchema = z
  .object({
    code: z.number().catch(0),
    retry_after: z.number().nonnegative().optional().catch(undefined),
  })
  .catch({ code: 0, retry_after: undefined })
