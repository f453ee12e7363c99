import type { Outcome } from '#src/domain/outcome.ts'
import type { BallotRefusal } from '#src/domain/proposal.ts'
import type { Choice } from '#src/domain/tally.ts'
import { isUnavailable, type Store } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { countBallots } from './count-ballots.ts'
import type { Event } from './event.ts'
import { gather, type Gathered } from './gather.ts'
import type { ProposalView } from './view-proposal.ts'

export interface Ballot {
  readonly event: Event
  readonly workspaceId: string
  readonly proposalId: string
  readonly memberId: string
  /** By criterion id. */
  readonly answers: Readonly<Record<string, Answer>>
  /** The word that goes with the voter's signed support, or ""; absent: the voter signs nothing. */
  readonly support?: string
}

export interface Answer {
  readonly choice: Choice
  /** What the voter wanted to say about it, or "". */
  readonly words: string
}

/** What the voter is told: it was counted, and what is still missing. Kept for a repeat of the event, hence small. */
export interface Receipt extends Pick<
  ProposalView,
  'status' | 'cast' | 'rollSize' | 'missing' | 'closesAt'
> {
  readonly counted: 'first' | 'changed' | 'same'
  /** An acceptance makes badges for the members of the group, each of whom may say to want none. */
  readonly ownBadges: boolean
}

export type CastRefusal = BallotRefusal | { readonly code: 'unknown-proposal' }

/** Ballots that share one transaction at most. */
const mostTogether = 256

/** One for each database, so that its ballots are counted in the order they came. */
const boxes = new WeakMap<Store, BallotBox>()

/**
 * Counts one ballot and, where the rule says so, settles the proposal with its awards, all in one transaction: a
 * ballot that was answered is never lost, and a repeat of the event gets the first answer. Ballots that come while
 * others are being written share the next transaction.
 */
export async function castBallot(app: App, ballot: Ballot): Promise<Outcome<Receipt, CastRefusal>> {
  const box = boxes.get(app.store) ?? new BallotBox(app)
  boxes.set(app.store, box)
  const outcome = await box.cast(ballot)
  if (!outcome.ok) return outcome
  app.changed(`proposal:${ballot.proposalId}`)
  app.wake(outcome.value.status === 'open' ? app.now() + box.cardDelayMs() : undefined)
  return outcome
}

/** Gathers ballots, and knows how busy the vote is. */
class BallotBox {
  readonly #lanes: readonly Gathered<Ballot, Outcome<Receipt, CastRefusal>>[]
  readonly #app: App
  #second = 0
  #thisSecond = 0
  #lastSecond = 0

  constructor(app: App) {
    this.#app = app
    const lane = () =>
      gather((ballots: readonly Ballot[]) => this.#countAll(ballots), { most: mostTogether })
    this.#lanes = Array.from({ length: app.store.writersAtOnce }, lane)
  }

  // A proposal keeps to its lane, so that the later of two ballots of one voter stands.
  cast(ballot: Ballot): Promise<Outcome<Receipt, CastRefusal>> {
    const lane = this.#lanes[(ballot.proposalId.codePointAt(0) ?? 0) % this.#lanes.length]
    if (!lane) throw new Error('There is no lane for a ballot.')
    return lane(ballot)
  }

  /** When many vote at once, votes come first and the cards move once a second. */
  cardDelayMs(): number {
    const isBusy = Math.max(this.#thisSecond, this.#lastSecond) > 50
    return isBusy ? 1000 : 50
  }

  // What spoils a transaction may be one ballot's own: each is then tried alone.
  async #countAll(
    ballots: readonly Ballot[],
  ): Promise<readonly PromiseSettledResult<Outcome<Receipt, CastRefusal>>[]> {
    this.#meter(ballots.length)
    try {
      const outcomes = await this.#count(ballots)
      return outcomes.map((value) => ({ status: 'fulfilled', value }))
    } catch (error) {
      if (ballots.length === 1 || isUnavailable(error)) throw error
      const alone: PromiseSettledResult<Outcome<Receipt, CastRefusal>>[] = []
      for (const ballot of ballots)
        alone.push(...(await Promise.allSettled([this.#countAlone(ballot)])))
      return alone
    }
  }

  #count(ballots: readonly Ballot[]): Promise<readonly Outcome<Receipt, CastRefusal>[]> {
    return countBallots(this.#app, ballots, { cardDelayMs: this.cardDelayMs() })
  }

  async #countAlone(ballot: Ballot): Promise<Outcome<Receipt, CastRefusal>> {
    const [outcome] = await this.#count([ballot])
    if (!outcome) throw new Error('a ballot was left uncounted')
    return outcome
  }

  #meter(ballots: number): void {
    const second = Math.floor(performance.now() / 1000)
    if (second !== this.#second) {
      this.#lastSecond = second === this.#second + 1 ? this.#thisSecond : 0
      this.#second = second
      this.#thisSecond = 0
    }
    this.#thisSecond += ballots
  }
}
