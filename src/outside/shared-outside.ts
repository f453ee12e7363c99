import type { Fetched, Outside } from '#src/credentials/outside.ts'
import { Turns } from './turns.ts'

/**
 * One client shared among strangers. Each has two documents fetched at once, and others of theirs wait; a badge may name twenty,
 * and what is not had within fifteen seconds of the first is given up, so that no badge keeps the service busy.
 */
export class SharedOutside {
  readonly #outside: Outside
  readonly #lanes = new Map<string, Turns>()

  constructor(outside: Outside) {
    this.#outside = outside
  }

  /** For the check of one badge, on behalf of `who`; what was asked for once is not asked for again. */
  forBadge(who: string): Outside {
    const asked = new Map<string, Promise<Fetched>>()
    let signal: AbortSignal | undefined
    return {
      get: (url) => {
        const known = asked.get(url)
        if (known) return known
        if (asked.size >= mostDocuments) return Promise.resolve(tooSlow)
        signal ??= AbortSignal.timeout(patienceMs)
        const answer = this.#fetch(who, url, signal)
        asked.set(url, answer)
        return answer
      },
    }
  }

  async #fetch(who: string, url: string, signal: AbortSignal): Promise<Fetched> {
    const lane = this.#lanes.get(who) ?? new Turns(atOnce)
    this.#lanes.set(who, lane)
    try {
      return await lane.take(signal, () => this.#outside.get(url))
    } catch {
      return tooSlow
    } finally {
      if (lane.isIdle) this.#lanes.delete(who)
    }
  }
}

const atOnce = 2
const mostDocuments = 20
const patienceMs = 15_000
const tooSlow: Fetched = { ok: false, why: 'too-slow' }
