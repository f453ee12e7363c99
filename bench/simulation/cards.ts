import { assumptions } from './assumptions.ts'
import { mixed } from './cluster.ts'
import { Waits } from './waits.ts'

/** The cards in the channels: refreshed seldom enough for the platforms, and later still when they say 429. */
export class Cards {
  readonly waits = new Waits()
  readonly #firstUnseen = new Map<number, number>()
  readonly #shownAt = new Map<number, number>()
  sent = 0
  refusals = 0
  longestQueue = 0

  /** A ballot changed what the card says. Answers when to refresh it, unless that is planned already. */
  touch(proposal: number, at: number): number | undefined {
    if (this.#firstUnseen.has(proposal)) return undefined
    this.#firstUnseen.set(proposal, at)
    this.longestQueue = Math.max(this.longestQueue, this.#firstUnseen.size)
    const shownAt = this.#shownAt.get(proposal) ?? Number.NEGATIVE_INFINITY
    return Math.max(at, shownAt + assumptions.cardEveryMs)
  }

  /** Sends the card. Answers when to try again where the platform refuses. */
  send(proposal: number, workspace: number, at: number): number | undefined {
    const until = refusedUntil(workspace, at)
    if (until !== undefined) {
      this.refusals += 1
      return until
    }
    const since = this.#firstUnseen.get(proposal) ?? at
    this.#firstUnseen.delete(proposal)
    this.#shownAt.set(proposal, at)
    this.sent += 1
    if (at >= 0) this.waits.add(at - since)
    return undefined
  }
}

function refusedUntil(workspace: number, at: number): number | undefined {
  const { limited, windowEveryMs, windowMs } = assumptions
  const hash = mixed(workspace + 7)
  if ((hash % 1000) / 1000 >= limited) return undefined
  const sinceStart = (((at + hash) % windowEveryMs) + windowEveryMs) % windowEveryMs
  return sinceStart < windowMs ? at + windowMs - sinceStart : undefined
}
