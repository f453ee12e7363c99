import type { Choice } from '#src/domain/tally.ts'

/** What happens around one vote, step after step; the same whenever it is played. */
export interface VotePlan {
  readonly class: number
  readonly achievement: number
  /** A learner by place, or the group. */
  readonly candidate: number | 'group'
  readonly ballots: readonly BallotPlan[]
}

export interface BallotPlan {
  readonly learner: number
  /** How often this voter has voted before. */
  readonly turn: number
  readonly choice: Choice
}

/** Learners of a class: the quorum of six or seven voters is three or four. */
export const learnersOfClass = 7
export const classesOfHouse = 12

/**
 * Vote number `number` of a trial: everybody up to the quorum votes, the first two with second thoughts, and the
 * last ballot has the vote accepted.
 */
export function votePlan(number: number): VotePlan {
  const candidate = number % 6 === 5 ? 'group' : number % learnersOfClass
  const voters = Array.from({ length: learnersOfClass }, (_, place) => place)
    .filter((place) => place !== candidate)
    .slice(0, candidate === 'group' ? 4 : 3)
  const [first = 0, second = 1, ...others] = voters
  return {
    class: number % classesOfHouse,
    achievement: number % 5,
    candidate,
    ballots: [
      { learner: first, turn: 0, choice: 'abstain' },
      { learner: second, turn: 0, choice: 'not-yet' },
      { learner: first, turn: 1, choice: 'met' },
      { learner: second, turn: 1, choice: 'met' },
      ...others.map((learner): BallotPlan => ({ learner, turn: 0, choice: 'met' })),
    ],
  }
}

/** What a killed process is asked to do, until it is killed. */
export interface Orders {
  readonly house: string
  /** Votes to play from their first step, those that were begun before. */
  readonly resume: readonly number[]
  /** Then fresh ones, from this number, in steps of so many; absent: none, and the process ends when all is delivered. */
  readonly fresh?: { readonly from: number; readonly step: number }
  /** Votes of which to say first what stands. */
  readonly report: readonly number[]
  readonly clock: FastClock
}

/** Goes faster than ours from there on, so that the leases of the dead run out sooner. */
export interface FastClock {
  readonly from: number
  readonly speed: number
}

export function clockOf({ from, speed }: FastClock): () => number {
  return () => from + (Date.now() - from) * speed
}

/** What the process says, one JSON line each: always after the fact. */
export type Said =
  | { readonly kind: 'stands'; readonly vote: number; readonly stands: Stands }
  | { readonly kind: 'ready' }
  /** The answer to a step of a vote; step 0 opens it. */
  | {
      readonly kind: 'answered'
      readonly vote: number
      readonly step: number
      readonly answer: unknown
    }
  | { readonly kind: 'carried'; readonly queue: string; readonly job: string }
  | { readonly kind: 'given-up'; readonly queue: string; readonly reason: string }
  | { readonly kind: 'finished'; readonly vote: number }
  | { readonly kind: 'done' }

/** A vote as the database has it after a restart, before anything else happens. */
export interface Stands {
  readonly status: string
  readonly cast: number
  readonly awards: number
  readonly awardsOwed: number
  /** By learner's place: the turn of the standing ballot. */
  readonly turns: Readonly<Record<number, number>>
}
