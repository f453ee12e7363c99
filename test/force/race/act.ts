import { inspect } from 'node:util'
import { type Ballot, castBallot } from '#src/app/cast-ballot.ts'
import { closeProposal, mintAccepted } from '#src/app/close-proposal.ts'
import { endProposal, type EndProposal } from '#src/app/end-proposal.ts'
import type { App } from '#src/app/app.ts'
import { isUnavailable } from '#src/storage/store.ts'

/** One thing that happens in a race, so many turns of the event loop after its start. It survives a way between processes. */
export type Act = { readonly afterTurns: number; readonly proposalId: string } & (
  | { readonly kind: 'cast'; readonly ballot: Ballot }
  | { readonly kind: 'end'; readonly end: EndProposal }
  /** The job at the deadline, and the one at the end of the time for objections. */
  | { readonly kind: 'close' | 'mint'; readonly workspaceId: string }
  | { readonly kind: 'clock'; readonly at: number }
)

/** What whoever acted was told. Over HTTP it is words, in process a receipt. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: { readonly code: string; readonly what?: string } }

/** Somebody through whom things happen: this process, another one, or the web. */
export interface Party {
  /** All of them at the same time; the answers come in the order of the acts. */
  run(acts: readonly Act[]): Promise<readonly Answer[]>
  setClock(at: number): Promise<void>
  close(): Promise<void>
}

/** How a ballot reaches the service. */
export type Cast = (app: App, ballot: Ballot) => Promise<Answer>

/** A clock that stands still until it is set. */
export interface RaceClock {
  now: () => number
  at: number
}

export function raceClock(at: number): RaceClock {
  const clock: RaceClock = { at, now: () => clock.at }
  return clock
}

/** Acts in this process, on the use cases themselves. */
export function partyHere(app: App, clock: RaceClock, cast: Cast = castBallot): Party {
  return {
    run: (acts) => Promise.all(acts.map((act) => told(() => perform(app, { act, clock, cast })))),
    async setClock(at) {
      clock.at = at
    },
    close: async () => undefined,
  }
}

/** Whoever hears "not now" asks again: the event's id sees to it that what was done is not done twice. */
export async function persist<Answered>(ask: () => Promise<Answered>): Promise<Answered> {
  for (let tries = 1; ; tries += 1)
    try {
      return await ask()
    } catch (error) {
      if (!isUnavailable(error) || tries === mostTries) throw error
    }
}

const mostTries = 20

/** The code of what should never be answered: an error. */
export const accident = 'accident'

async function told(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await persist(ask)
  } catch (error) {
    return { ok: false, refusal: { code: accident, what: inspect(error) } }
  }
}

async function perform(
  app: App,
  {
    act,
    clock,
    cast,
  }: {
    readonly act: Act
    readonly clock: RaceClock
    readonly cast: Cast
  },
): Promise<Answer> {
  for (let turn = 0; turn < act.afterTurns; turn += 1) await nextTurn()
  switch (act.kind) {
    case 'cast':
      return cast(app, act.ballot)
    case 'end':
      return endProposal(app, act.end)
    case 'close':
      await closeProposal(app, act)
      return done
    case 'mint':
      await mintAccepted(app, act)
      return done
    case 'clock':
      clock.at = act.at
      return done
  }
}

const done: Answer = { ok: true, value: undefined }

function nextTurn(): Promise<void> {
  return new Promise((resume) => {
    setImmediate(resume)
  })
}
