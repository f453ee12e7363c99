import type { App } from '#src/app/app.ts'
import { type Ballot, castBallot } from '#src/app/cast-ballot.ts'
import { fire, type Pace } from './measure.ts'

/** Casts each ballot once; one that is refused ends the bench. */
export function cast(app: App, ballots: readonly Ballot[], callers: number): Promise<Pace> {
  return fire({
    count: ballots.length,
    callers,
    call: async (index) => {
      const ballot = ballots[index]
      const outcome = ballot && (await castBallot(app, ballot))
      if (!outcome?.ok) throw new Error(`A ballot was not counted: ${outcome?.refusal.code}.`)
    },
  })
}
