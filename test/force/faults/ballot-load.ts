import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { eq } from '#src/storage/drizzle.ts'
import type { Visitor } from '../../../scripts/visitor.ts'
import type { Answer, ClassRoom } from './a-class.ts'
import type { Ground } from './ground.ts'

export interface LoadChoices {
  readonly proposalId: string
  /** Of all voters together. */
  readonly perSecond: number
  /** When somebody who was turned away asks again. */
  readonly againMs: number
}

/** Ballots over HTTP as people cast them: who is turned away asks again with the same click. */
export interface Load {
  /** Answers so far. */
  readonly counts: { counted: number; turnedAway: number; longestMs: number }
  /** When the last ballot was counted, by `performance.now()`. */
  lastCountedAt(): number
  /** Ends with the ballots that are under way, and checks that whatever was answered stands. */
  stop(): Promise<void>
}

interface Kept {
  readonly voter: Visitor
  readonly event: string
  readonly turn: number
}

export function ballotLoad(
  ground: Ground,
  room: ClassRoom,
  { proposalId, perSecond, againMs }: LoadChoices,
): Load {
  const counts = { counted: 0, turnedAway: 0, longestMs: 0 }
  const kept: Kept[] = []
  const state = { runs: true }
  let lastCountedAt = 0
  const everyMs = (room.learners.length * 1000) / perSecond
  const ask = async (one: Kept) => {
    const { longestMs, turnedAway } = await castUntilCounted(ground, room, {
      proposalId,
      againMs,
      ...one,
    })
    counts.longestMs = Math.max(counts.longestMs, longestMs)
    counts.turnedAway += turnedAway
    counts.counted += 1
    lastCountedAt = performance.now()
    kept.push(one)
  }
  const voting = Promise.all(
    room.learners.map(async (voter, index) => {
      await wait((everyMs * index) / room.learners.length)
      for (let turn = 0; state.runs; turn += 1) {
        const startedAt = performance.now()
        await ask({ voter, event: randomUUID(), turn })
        await wait(Math.max(0, everyMs - (performance.now() - startedAt)))
      }
    }),
  )
  // What broke off is heard of in the end.
  voting.catch(() => undefined)
  return {
    counts,
    lastCountedAt: () => lastCountedAt,
    async stop() {
      state.runs = false
      await voting
      await checkKept(ground, room, { proposalId, kept })
    },
  }
}

export interface Click extends Omit<Kept, 'turn'> {
  readonly proposalId: string
  readonly turn?: number
  readonly againMs?: number
  /** Hears of each answer, those that turn away included. */
  readonly onAnswer?: () => void
}

/** Casts a ballot and asks again with the same click until it is counted, as long as the answers are honest. */
export async function castUntilCounted(
  ground: Ground,
  room: ClassRoom,
  { proposalId, voter, event, turn = 0, againMs = 500, onAnswer = () => undefined }: Click,
): Promise<{ readonly answer: Answer; readonly turnedAway: number; readonly longestMs: number }> {
  let longestMs = 0
  for (let turnedAway = 0; ; turnedAway += 1) {
    const startedAt = performance.now()
    const answer = await room.cast(voter, proposalId, { event, words: `turn ${turn}` })
    longestMs = Math.max(longestMs, Math.round(performance.now() - startedAt))
    onAnswer()
    if (answer.ok) return { answer, turnedAway, longestMs }
    // 429: what one machine may ask in a minute is no fault of the database.
    const isHonest = [429, 503].includes(answer.status) && (answer.retryAfter ?? 0) > 0
    ground.check(
      isHonest,
      `a ballot was answered ${answer.status}, Retry-After ${answer.retryAfter}: ${answer.text.slice(0, 300)}`,
    )
    if (!isHonest || turnedAway === mostTries) throw new Error('A ballot could not be cast.')
    await wait(answer.status === 429 ? (answer.retryAfter ?? 0) * 1000 : againMs)
  }
}

const mostTries = 100

async function checkKept(
  ground: Ground,
  { service, learners }: ClassRoom,
  { proposalId, kept }: { readonly proposalId: string; readonly kept: readonly Kept[] },
): Promise<void> {
  const { db } = service.store
  const events = await db.select({ id: db.t.inbox.eventId }).from(db.t.inbox)
  // The service's own id of a click: whose it was, what it was called, and what it said.
  const known = new Set(events.map(({ id }) => id.split(':').slice(0, 2).join(':')))
  const lost = kept.filter(({ voter, event }) => !known.has(`${voter.id}:${event}`))
  ground.check(lost.length === 0, `${lost.length} ballots were answered and are missing`)
  const { ballot } = db.t
  const ballots = await db.select().from(ballot).where(eq(ballot.proposalId, proposalId))
  for (const voter of learners) {
    const last = kept.findLast((one) => one.voter === voter)
    if (!last) continue
    const words = ballots.find(({ memberId }) => memberId === voter.id)?.words[0]
    ground.check(words === `turn ${last.turn}`, `turn ${last.turn} was answered, "${words}" stands`)
  }
}
