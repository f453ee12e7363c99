import { randomUUID } from 'node:crypto'
import type { Visitor } from '../../../scripts/visitor.ts'
import { auditVotes } from '../kit/audit-votes.ts'
import type { Report } from '../kit/report.ts'
import { aClass, type Answer, type ClassRoom, deskOf, finishJobs } from './a-class.ts'
import { type Ground, type GroundRules, onGround } from './ground.ts'
import { RoomOnDisk } from './room-on-disk.ts'

export interface DiskTrial extends GroundRules {
  /** How often the disk fills up, each time with a little more room left. */
  readonly rounds: number
  readonly voters: number
}

/**
 * The disk fills up while ballots arrive: those that cannot be kept are answered 503 with Retry-After and leave nothing
 * behind, the others stand; reading goes on, /readyz is red; with room again the same clicks are counted, without a restart.
 */
export async function diskFull({ rounds, voters, ...rules }: DiskTrial): Promise<Report> {
  return onGround(async (ground) => {
    const figures = { counted: 0, turnedAway: 0, standing: 0 }
    for (let round = 0; round < rounds; round += 1) {
      // One member may act sixty times a minute: each round has a class of its own.
      const room = await aClass(ground, { learners: voters, engine: 'sqlite' })
      if (round === 0) ground.watchLag()
      const cast = await fillAndFree(ground, room, round * pagesMore)
      const { breaches, ballots } = await auditVotes(room.service.store)
      for (const breach of breaches) ground.check(false, breach)
      figures.counted += cast.filter(({ answer }) => answer.ok).length
      figures.turnedAway += cast.filter(({ answer }) => answer.status === 503).length
      figures.standing += ballots
    }
    return {
      'times the disk filled up': rounds,
      'ballots counted until then': figures.counted,
      'ballots turned away (503), then counted': figures.turnedAway,
      'ballots standing at the end': figures.standing,
    }
  }, rules)
}

async function fillAndFree(
  ground: Ground,
  room: ClassRoom,
  pages: number,
): Promise<readonly Cast[]> {
  const desk = await deskOf(room)
  const disk = new RoomOnDisk(room.service.store)
  const id = await desk.open('group', { settle: 'at-deadline' })
  await finishJobs(room)
  const cast = await fillUp(ground, room, { disk, id, pages })
  await whileFull(ground, room, id)
  await checkStanding(ground, room, { id, cast })
  disk.free()
  await afterwards(ground, room, { id, cast })
  return cast
}

interface Cast {
  readonly voter: Visitor
  readonly event: string
  readonly turn: number
  readonly answer: Answer
}

// Everybody changes his or her mind, with many words, until two in a row were turned away.
async function fillUp(
  ground: Ground,
  room: ClassRoom,
  { disk, id, pages }: { readonly disk: RoomOnDisk; readonly id: string; readonly pages: number },
): Promise<readonly Cast[]> {
  disk.leave(pages)
  const all = await Promise.all(
    room.learners.map(async (voter) => {
      const own: Cast[] = []
      for (let turn = 0; turn < mostTurns; turn += 1) {
        const event = randomUUID()
        const answer = await room.cast(voter, id, {
          event,
          choice: 'abstain',
          words: wordsOf(turn),
        })
        own.push({ voter, event, turn, answer })
        if (own.slice(-2).every((one) => !one.answer.ok)) break
      }
      return own
    }),
  )
  const casts = all.flat()
  ground.check(
    casts.some(({ answer }) => answer.status === 503),
    'the disk never was full',
  )
  for (const { answer } of casts)
    ground.check(
      answer.ok || (answer.status === 503 && (answer.retryAfter ?? 0) > 0),
      `a ballot was answered ${answer.status}, Retry-After ${answer.retryAfter}: ${answer.text.slice(0, 200)}`,
    )
  return casts
}

/** Pages of room left, more in each round: the disk fills up elsewhere. */
const pagesMore = 2
const mostTurns = 25

function wordsOf(turn: number): string {
  return `turn ${turn} ${'.'.repeat(400)}`
}

async function whileFull(ground: Ground, room: ClassRoom, id: string): Promise<void> {
  const ready = await room.get('/readyz')
  ground.check(ready.status === 503, `/readyz is ${ready.status} while the disk is full`)
  ground.check((ready.retryAfter ?? 0) > 0, '/readyz says nothing of when to ask again')
  const [voter] = room.learners
  const { learner } = room.service.links
  const pages = ['/healthz', `/records/${id}.json`, `/records/${id}`, new URL(learner).pathname]
  for (const page of [...pages, `${new URL(learner).pathname}/messages`]) {
    const { status } = await room.get(page, voter)
    ground.check(status === 200, `${page} is ${status} while the disk is full`)
  }
}

// What was answered stands; what was turned away left nothing behind.
async function checkStanding(
  ground: Ground,
  { service, learners }: ClassRoom,
  { id, cast }: { readonly id: string; readonly cast: readonly Cast[] },
): Promise<void> {
  const standing = await standingTurns(service.store, id)
  for (const voter of learners) {
    const counted = cast.filter((one) => one.voter === voter && one.answer.ok)
    const last = counted.at(-1)?.turn
    const stands = standing.get(voter.id)
    ground.check(stands === last, `turn ${last} of a voter was answered, ${stands} stands`)
  }
}

async function afterwards(
  ground: Ground,
  room: ClassRoom,
  { id, cast }: { readonly id: string; readonly cast: readonly Cast[] },
): Promise<void> {
  await ground.until(
    '/readyz green with room again',
    async () => (await room.get('/readyz')).ok,
    5000,
  )
  const lastOf = new Map(cast.map((one) => [one.voter, one]))
  for (const { voter, event, turn } of lastOf.values()) {
    const again = await room.cast(voter, id, { event, choice: 'abstain', words: wordsOf(turn) })
    ground.check(again.ok, `the same click is answered ${again.status} with room again`)
  }
  const standing = await standingTurns(room.service.store, id)
  for (const { voter, turn } of lastOf.values())
    ground.check(
      standing.get(voter.id) === turn,
      `turn ${turn} does not stand after it was asked again`,
    )
  await finishJobs(room)
}

async function standingTurns(
  { db }: ClassRoom['service']['store'],
  proposalId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.select().from(db.t.ballot)
  return new Map(
    rows
      .filter((row) => row.proposalId === proposalId)
      .map(({ memberId, words }) => [memberId, Number(/^turn (\d+)/.exec(words[0] ?? '')?.[1])]),
  )
}
