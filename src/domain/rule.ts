/** A fraction of whole numbers. Never a percentage: 66.67 % of 3 is not 2. */
export interface Share {
  readonly num: number
  readonly den: number
}

/** What was agreed before voting. Frozen when the proposal opens. */
export interface Rule {
  /** Least share of the roll that must have cast a ballot, abstentions included. */
  readonly quorum: Share
  /** Least share of `met` among `met` and `not-yet`, for each required criterion. */
  readonly threshold: Share
  /** The threshold must be exceeded, as in "more than half". */
  readonly strict: boolean
  readonly settle: Settle
  readonly noQuorum: NoQuorum
  readonly secrecy: Secrecy
  /** Between acceptance and minting a trainer may veto. 0: minted at once. */
  readonly objectionHours: number
  /** A smaller roll cannot open. */
  readonly leastRoll: number
}

export type Settle = 'on-quorum' | 'when-certain' | 'at-deadline'
export type NoQuorum = 'lapse' | 'extend-once' | 'trainer'
export type Secrecy = 'confidential' | 'transparent'

const agreed = {
  noQuorum: 'extend-once',
  secrecy: 'confidential',
  objectionHours: 0,
  leastRoll: 3,
} as const

/** The rules that a trainer picks by name; `two-thirds` is the default. */
export const presets = {
  'two-thirds': {
    ...agreed,
    quorum: { num: 1, den: 2 },
    threshold: { num: 2, den: 3 },
    strict: false,
    settle: 'on-quorum',
  },
  majority: {
    ...agreed,
    quorum: { num: 1, den: 2 },
    threshold: { num: 1, den: 2 },
    strict: true,
    settle: 'on-quorum',
  },
  consensus: {
    ...agreed,
    quorum: { num: 3, den: 4 },
    threshold: { num: 1, den: 1 },
    strict: false,
    settle: 'on-quorum',
  },
  everyone: {
    ...agreed,
    quorum: { num: 1, den: 2 },
    threshold: { num: 2, den: 3 },
    strict: false,
    settle: 'when-certain',
  },
} as const satisfies Record<string, Rule>

export type PresetName = keyof typeof presets

export type RuleField = 'quorum' | 'threshold' | 'objectionHours' | 'leastRoll'

/** The first field of a rule that could never work, or undefined when the rule is sound. */
export function faultyField(rule: Rule): RuleField | undefined {
  if (!isShare(rule.quorum)) return 'quorum'
  if (!isShare(rule.threshold)) return 'threshold'
  // More than all: no vote could pass.
  if (rule.strict && rule.threshold.num === rule.threshold.den) return 'threshold'
  if (!isCount(rule.objectionHours, 0, 30 * 24)) return 'objectionHours'
  if (!isCount(rule.leastRoll, 1, 2000)) return 'leastRoll'
  return undefined
}

/** Smallest number of ballots with which the quorum of a roll holds. */
export function quorumBallots({ quorum }: Rule, roll: number): number {
  return Math.max(1, ceilDivide(quorum.num * roll, quorum.den))
}

/** Whole-number division rounded up; both are whole and `by` is positive. */
export function ceilDivide(value: number, by: number): number {
  const rest = value % by
  return (value - rest) / by + (rest > 0 ? 1 : 0)
}

function isShare({ num, den }: Share): boolean {
  return isCount(den, 1, 1000) && isCount(num, 1, den)
}

function isCount(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}
