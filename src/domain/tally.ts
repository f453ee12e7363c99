/** A voter's answer to one criterion. */
export type Choice = 'met' | 'not-yet' | 'abstain'

export const choices: readonly Choice[] = ['met', 'not-yet', 'abstain']

/** One voter's choices, one for each criterion in the order frozen at opening. */
export interface Ballot {
  readonly voterId: string
  readonly choices: readonly Choice[]
}

/** The count of standing ballots. */
export interface Tally {
  /** Ballots cast, those that abstain everywhere included. */
  readonly cast: number
  readonly criteria: readonly Count[]
}

export interface Count {
  readonly met: number
  readonly notYet: number
  readonly abstain: number
}

/** Counts ballots in any order; of several by one voter the last stands. */
export function tally(ballots: Iterable<Ballot>, criteria: number): Tally {
  const standing = new Map<string, readonly Choice[]>()
  for (const { voterId, choices } of ballots) standing.set(voterId, choices)
  let total = emptyTally(criteria)
  for (const choices of standing.values()) total = moveTally(total, undefined, choices)
  return total
}

export function emptyTally(criteria: number): Tally {
  return {
    cast: 0,
    criteria: Array.from({ length: criteria }, () => ({ met: 0, notYet: 0, abstain: 0 })),
  }
}

/** The tally after a voter replaced `before` (none: a first ballot) by `after`. */
export function moveTally(
  tally: Tally,
  before: readonly Choice[] | undefined,
  after: readonly Choice[],
): Tally {
  return {
    cast: tally.cast + (before ? 0 : 1),
    criteria: tally.criteria.map((count, index) => {
      const without = before ? add(count, before[index], -1) : count
      return add(without, after[index], 1)
    }),
  }
}

/** Whether the voter may sign a support of the badge: something is met, and nothing is missing. */
export function maySign(choices: readonly Choice[]): boolean {
  return choices.includes('met') && !choices.includes('not-yet')
}

function add(count: Count, choice: Choice | undefined, by: 1 | -1): Count {
  switch (choice) {
    case 'met':
      return { ...count, met: count.met + by }
    case 'not-yet':
      return { ...count, notYet: count.notYet + by }
    case 'abstain':
      return { ...count, abstain: count.abstain + by }
    case undefined:
      return count
  }
}
