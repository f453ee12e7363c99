import { z } from 'zod'
import type { Notes } from '#src/chat/chat-book.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import { pause } from './pause.ts'

/**
 * Discord takes a thousand IDENTIFYs a day, and resets the token of a bot that sends more. They are counted where a restart
 * does not forget them, so that a service which starts over and over waits between two of them.
 * @see https://docs.discord.com/developers/events/gateway#identifying
 */
export class IdentifyBudget {
  readonly #options: BudgetOptions
  // For when the notes cannot be read.
  #last: Count | undefined

  constructor(options: BudgetOptions) {
    this.#options = options
  }

  /** Waits until another one is due; comes back early when it is told to stop. */
  async ready(signal: AbortSignal): Promise<void> {
    const { count, lastAt } = await this.#read()
    const gapMs = gapAfter(count)
    // A clock that was set back makes nobody wait longer.
    const waitMs = Math.min(gapMs, lastAt + gapMs - this.#options.now())
    if (waitMs > 0) await pause(waitMs, signal)
  }

  /** Waits likewise, and counts one. Throws where it was told to stop meanwhile. */
  async spend(signal: AbortSignal): Promise<void> {
    await this.ready(signal)
    signal.throwIfAborted()
    const { notes, application, now, log } = this.#options
    const before = await this.#read()
    const isNewDay = now() - before.since >= dayMs
    this.#last = {
      since: isNewDay ? now() : before.since,
      count: isNewDay ? 1 : before.count + 1,
      lastAt: now(),
    }
    await notes.write(noteOf(application), JSON.stringify(this.#last)).catch(() => {
      log.warn({}, 'an IDENTIFY could not be noted')
    })
  }

  async #read(): Promise<Count> {
    const { notes, application, now } = this.#options
    const text = await notes.read(noteOf(application)).catch(() => undefined)
    return readCount(text) ?? this.#last ?? { since: now(), count: 0, lastAt: -Infinity }
  }
}

interface BudgetOptions {
  readonly notes: Notes
  readonly application: string
  readonly log: Log
  readonly now: () => number
}

const dayMs = 24 * 3_600_000

const countSchema = z.object({ since: z.number(), count: z.number(), lastAt: z.number() })

type Count = z.output<typeof countSchema>

function noteOf(application: string): string {
  return `discord:identify:${application}`
}

function readCount(text: string | undefined): Count | undefined {
  if (text === undefined) return undefined
  try {
    return countSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

// Discord takes one in five seconds. After fifty of a day they become rare: eight hundred a day at most.
function gapAfter(count: number): number {
  return count <= 50 ? 5000 : Math.min(120_000, 5000 * 2 ** (count - 50))
}
