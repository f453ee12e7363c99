import type { Outcome } from '#src/domain/outcome.ts'
import type { BallotRefusal } from '#src/domain/proposal.ts'
import type { Choice } from '#src/domain/tally.ts'
import { isUnavailable, type Store } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { cardDelayMs, countBallots } from './count-ballots.ts'
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
}

export type CastRefusal = BallotRefusal | { readonly code: 'unknown-proposal' }

/** Ballots that share one transaction at most. */
const mostTogether = 256

/** One for each database, so that its ballots are counted in the order they came. */
const boxes = new WeakMap<Store, Gathered<Ballot, Outcome<Receipt, CastRefusal>>>()

/**
 * Counts one ballot and, where the rule says so, settles the proposal with its awards, all in one transaction: a
 * ballot that was answered is never lost, and a repeat of the event gets the first answer. Ballots that come while
 * others are being written share the next transaction.
 */
export async function castBallot(app: App, ballot: Ballot): Promise<Outcome<Receipt, CastRefusal>> {
  const outcome = await boxOf(app)(ballot)
  if (outcome.ok) app.wake(outcome.value.status === 'open' ? app.now() + cardDelayMs(1) : undefined)
  return outcome
}

function boxOf(app: App): Gathered<Ballot, Outcome<Receipt, CastRefusal>> {
  const known = boxes.get(app.store)
  if (known) return known
  const box = gather((ballots: readonly Ballot[]) => countAll(app, ballots), { most: mostTogether })
  boxes.set(app.store, box)
  return box
}

// What spoils a transaction may be one ballot's own: each is then tried alone.
async function countAll(
  app: App,
  ballots: readonly Ballot[],
): Promise<readonly PromiseSettledResult<Outcome<Receipt, CastRefusal>>[]> {
  try {
    const outcomes = await countBallots(app, ballots)
    return outcomes.map((value) => ({ status: 'fulfilled', value }))
  } catch (error) {
    if (ballots.length === 1 || isUnavailable(error)) throw error
    const alone: PromiseSettledResult<Outcome<Receipt, CastRefusal>>[] = []
    for (const ballot of ballots)
      alone.push(...(await Promise.allSettled([countAlone(app, ballot)])))
    return alone
  }
}

async function countAlone(app: App, ballot: Ballot): Promise<Outcome<Receipt, CastRefusal>> {
  const [outcome] = await countBallots(app, [ballot])
  if (!outcome) throw new Error('a ballot was left uncounted')
  return outcome
}
