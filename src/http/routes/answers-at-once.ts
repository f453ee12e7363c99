import { finished } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpProblem } from '../problem.ts'

export interface AnswerLimits {
  readonly most: number
  readonly mostForOneAddress: number
  /** What is sent is held in memory, once for all who ask for it. */
  readonly mostThings: number
  /** A reader who takes nothing for this long is dropped. */
  readonly stalledMs: number
  /** Whoever drinks by drops is dropped in the end. */
  readonly longestMs: number
}

interface Held<Thing> {
  readonly thing: Promise<Thing>
  answers: number
}

/** Large answers under way: so many in all, so many for one address, none for ever; what several send is read once. */
export class AnswersAtOnce<Thing> {
  readonly #limits: AnswerLimits
  readonly #byAddress = new Map<string, number>()
  readonly #held = new Map<string, Held<Thing>>()
  #all = 0

  constructor(limits: AnswerLimits) {
    this.#limits = limits
  }

  /**
   * What is to be sent. The answer counts until it is sent or its reader is gone. Ends the request with 429 or 503 where there
   * are too many.
   */
  begin(
    { ip }: FastifyRequest,
    { raw }: FastifyReply,
    { name, read }: { readonly name: string; readonly read: () => Promise<Thing> },
  ): Promise<Thing> {
    this.#refuse(ip, name)
    const held = this.#held.get(name) ?? { thing: read(), answers: 0 }
    this.#held.set(name, held)
    held.answers += 1
    this.#count(ip, 1)
    // A timeout that nobody hears of is none.
    raw.setTimeout(this.#limits.stalledMs, () => raw.destroy())
    const timer = setTimeout(() => raw.destroy(), this.#limits.longestMs)
    finished(raw, () => {
      clearTimeout(timer)
      this.#count(ip, -1)
      held.answers -= 1
      if (held.answers === 0) this.#held.delete(name)
    })
    return held.thing
  }

  #refuse(ip: string, name: string): void {
    const { most, mostForOneAddress, mostThings } = this.#limits
    const headers = { 'retry-after': '5' }
    if ((this.#byAddress.get(ip) ?? 0) >= mostForOneAddress)
      throw new HttpProblem(429, 'too-many', { headers })
    const isFull = this.#held.size >= mostThings && !this.#held.has(name)
    if (isFull || this.#all >= most) throw new HttpProblem(503, 'unavailable', { headers })
  }

  #count(ip: string, change: 1 | -1): void {
    this.#all += change
    const left = (this.#byAddress.get(ip) ?? 0) + change
    if (left === 0) this.#byAddress.delete(ip)
    else this.#byAddress.set(ip, left)
  }
}
