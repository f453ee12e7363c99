import { openedAt } from './proposal-builders.ts'

/** A clock that goes only when it is told to. */
export interface TestClock {
  readonly now: () => number
  advance(ms: number): void
}

export function aClock(startsAt = openedAt): TestClock {
  let at = startsAt
  return {
    now: () => at,
    advance(ms) {
      at += ms
    },
  }
}
