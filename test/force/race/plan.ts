import * as fc from 'fast-check'
import type { GroupMints } from '#src/domain/proposal.ts'
import type { NoQuorum, PresetName } from '#src/domain/rule.ts'

/** How one proposal is raced: what is agreed, who votes how about the boundary, and what gets in the way. */
export interface Plan {
  readonly preset: PresetName
  readonly noQuorum: NoQuorum
  readonly objectionHours: number
  readonly candidates: 'person' | GroupMints
  readonly achievement: number
  /** Voters more or fewer than the quorum needs. */
  readonly aboutQuorum: number
  /** Voters against, more or fewer than the threshold bears. */
  readonly aboutThreshold: number
  readonly mischief: readonly Mischief[]
  /** What a trainer does while the last ballots arrive. */
  readonly trainer: 'nothing' | 'withdraw' | 'veto'
  /** Chance for the order, the turns and who answers: one number for each act. */
  readonly chances: readonly number[]
}

export interface Mischief {
  /** The same event again · the same ballot by another event · another ballot · not on the roll · the candidate's own. */
  readonly kind: 'replay' | 'double-click' | 'changed-mind' | 'stranger' | 'own'
  readonly voter: number
}

/** More than the acts of any proposal. */
const mostActs = 32

/** The same plans for the same seed. */
export function plansFor(seed: number, count: number): readonly Plan[] {
  return fc.sample(plan, { seed, numRuns: count })
}

const presetNames: readonly PresetName[] = ['two-thirds', 'majority', 'consensus', 'everyone']

const mischief: fc.Arbitrary<Mischief> = fc.record({
  kind: fc.constantFrom('replay', 'double-click', 'changed-mind', 'stranger', 'own'),
  voter: fc.nat(8),
})

const chance = fc.noBias(fc.nat(999_999))

const plan: fc.Arbitrary<Plan> = fc.record({
  preset: fc.constantFrom(...presetNames),
  noQuorum: fc.constantFrom('lapse', 'extend-once', 'trainer'),
  objectionHours: fc.constantFrom(0, 0, 0, 24),
  candidates: fc.constantFrom('person', 'person', 'group', 'members', 'group-and-members'),
  achievement: fc.nat(999),
  aboutQuorum: fc.constantFrom(-1, 0, 0, 0, 1),
  aboutThreshold: fc.constantFrom(-1, 0, 0, 1),
  mischief: fc.array(mischief, { maxLength: 6 }),
  trainer: fc.constantFrom('nothing', 'nothing', 'nothing', 'withdraw', 'veto'),
  chances: fc.array(chance, { minLength: mostActs, maxLength: mostActs }),
})
