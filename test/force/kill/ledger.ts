import { isDeepStrictEqual } from 'node:util'
import { type Said, type Stands, votePlan } from './plan.ts'

/** What the killed processes acknowledged, and what of it turned out not to be true. */
export class Ledger {
  readonly breaches: string[] = []
  readonly finished = new Set<number>()
  readonly carried = new Map<string, number>()
  replays = 0
  readonly #answers = new Map<string, unknown>()
  #highest = -1

  /** Acknowledged steps of votes, each once. */
  get acknowledged(): number {
    return this.#answers.size
  }

  /** The first vote of which nothing was heard; those before it that are not finished are to be resumed. */
  get next(): number {
    return this.#highest + 1
  }

  /** Letters that were carried out more than once: the process was killed before it could say so. */
  get lettersRepeated(): number {
    return [...this.carried].filter(([job, times]) => job.startsWith('letter ') && times > 1).length
  }

  hear(said: Said): void {
    switch (said.kind) {
      case 'ready':
      case 'done':
        return
      case 'stands':
        this.#check(said.vote, said.stands)
        return
      case 'answered':
        this.#answered(said)
        return
      case 'finished':
        this.finished.add(said.vote)
        return
      case 'carried': {
        const job = `${said.queue} ${said.job}`
        this.carried.set(job, (this.carried.get(job) ?? 0) + 1)
        return
      }
      case 'given-up':
        this.breaches.push(`a job of ${said.queue} was given up: ${said.reason}`)
    }
  }

  #answered({ vote, step, answer }: Extract<Said, { kind: 'answered' }>): void {
    const key = `${vote}/${step}`
    this.#highest = Math.max(this.#highest, vote)
    if (!isOk(answer)) this.breaches.push(`step ${key} was refused: ${JSON.stringify(answer)}`)
    if (!this.#answers.has(key)) {
      this.#answers.set(key, answer)
      return
    }
    this.replays += 1
    const first = this.#answers.get(key)
    if (!isDeepStrictEqual(first, answer))
      this.breaches.push(
        `step ${key} was answered ${JSON.stringify(first)}, its replay ${JSON.stringify(answer)}`,
      )
  }

  // Nothing was replayed yet: what was acknowledged before the kill must be there by itself.
  #check(vote: number, stands: Stands): void {
    const plan = votePlan(vote)
    const breach = (what: string) =>
      this.breaches.push(`vote ${vote} after a kill: ${what}: ${JSON.stringify(stands)}`)
    if (this.#answers.has(`${vote}/0`) && stands.status === 'unknown') breach('its opening is lost')
    const heard = plan.ballots.filter((_, index) => this.#answers.has(`${vote}/${index + 1}`))
    for (const { learner, turn } of heard)
      if ((stands.turns[learner] ?? -1) < turn) breach(`turn ${turn} of learner ${learner} is lost`)
    const voters = new Set(heard.map(({ learner }) => learner)).size
    if (stands.cast < voters) breach(`${voters} voters were told that they are counted`)
    const isAccepted = this.#answers.has(`${vote}/${plan.ballots.length}`)
    if (isAccepted && stands.status !== 'accepted') breach('its acceptance is lost')
    if (stands.awards !== stands.awardsOwed) breach('awards doubled or missing')
    if (isAccepted && stands.awards === 0) breach('its awards are lost')
  }
}

function isOk(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true
}
