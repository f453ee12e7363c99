import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { z } from 'zod'
import { castBallot } from '#src/app/cast-ballot.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { presets, type Rule } from '#src/domain/rule.ts'
import { and, inArray, notInArray } from '#src/storage/drizzle.ts'
import { findMember } from '#src/storage/members.ts'
import type { JobRow } from '#src/storage/outbox.ts'
import { findProposal } from '#src/storage/proposals.ts'
import type { Store } from '#src/storage/store.ts'
import { allRooms, findGroup } from '#src/storage/workspaces.ts'
import { aClock, type TestClock } from '#test/kit/clock.ts'
import { dayMs } from '#test/kit/proposal-builders.ts'
import { aService, propose, type TestService } from '#test/kit/service.ts'
import type { Visitor } from '../../../scripts/visitor.ts'

/** A whole service, a trainer and learners in its room, and a clock that goes when it is told to. */
export interface ClassRoom {
  readonly service: TestService
  readonly clock: TestClock
  readonly trainer: Visitor
  readonly learners: readonly Visitor[]
  /** Opens a vote on a badge for the whole group; answers its id. */
  openVote(rule?: string): Promise<string>
  /** Casts a ballot by HTTP. `event`: the click's own id; the same one twice is one click. */
  cast(voter: Visitor, proposalId: string, ballot?: BallotCast): Promise<Answer>
  /** As many ballots as the default rule needs to accept. */
  accept(proposalId: string): Promise<void>
  /** Any page, as that person gets it. */
  get(path: string, by?: Visitor): Promise<Answer>
}

export interface BallotCast {
  readonly event?: string
  readonly choice?: 'met' | 'not-yet' | 'abstain'
  readonly words?: string
}

export interface Answer {
  readonly status: number
  readonly retryAfter: number | undefined
  /** A ballot that was counted, or a page that was given. */
  readonly ok: boolean
  readonly refused: string | undefined
  readonly text: string
}

export interface ClassChoices {
  readonly learners: number
  readonly env?: Readonly<Record<string, string>>
  readonly engine?: Store['engine']
  /** Absent: a clock that goes when it is told to. */
  readonly clock?: 'real'
}

export async function aClass(
  t: Pick<Test, 'teardown'>,
  { learners: size, clock: asked, ...choices }: ClassChoices,
): Promise<ClassRoom> {
  const clock = asked === 'real' ? realClock : aClock()
  const service = await aService(t, { ...choices, ...(asked === 'real' ? {} : { now: clock.now }) })
  const trainer = await service.joinAsTrainer('Paul')
  const learners: Visitor[] = []
  for (let number = 1; number <= size; number += 1)
    learners.push(await service.join(`L${number}`, { email: addressOf(number) }))
  const cast = (voter: Visitor, proposalId: string, ballot: BallotCast = {}) =>
    castBy(service, voter, { proposalId, ...ballot })
  return {
    service,
    clock,
    trainer,
    learners,
    openVote: (rule) =>
      propose(trainer, {
        achievement: badges.group,
        for: 'group',
        ...(rule ? { rule } : {}),
      }),
    cast,
    async accept(proposalId) {
      for (const voter of learners.slice(0, Math.ceil(size / 2))) await cast(voter, proposalId)
    },
    get: (path, by) =>
      ask(service.app.baseUrl + path, { headers: by ? { cookie: by.cookie } : {} }),
  }
}

const realClock: TestClock = {
  now: Date.now,
  advance: () => {
    throw new Error('Time itself cannot be told to go on.')
  },
}

/** Entries of the shipped catalogue, with three criteria each. */
const badges = { group: 'col.production-collective', person: 'com.ecouter-comprendre' }

/** The address of the learner of that number, from 1. */
export function addressOf(number: number): string {
  return `l${number}@example.org`
}

/** Opens votes and casts ballots by the use cases, where HTTP would set limits a minute. */
export interface Desk {
  /** A vote of three days for the whole group, or for the first learner. */
  open(subject: 'group' | 'person', rule?: Partial<Rule>): Promise<string>
  cast(voter: Visitor, proposalId: string, ballot?: BallotCast): ReturnType<typeof castBallot>
}

export async function deskOf({ service, clock, trainer, learners }: ClassRoom): Promise<Desk> {
  const { app } = service
  const { db } = app.store
  const [room] = await allRooms(db)
  const group = room && (await findGroup(db, room.groupId))
  const by = group && (await findMember(db, group.workspaceId, trainer.id))
  if (!group || !by) throw new Error('The class has a room, a group and a trainer.')
  const { workspaceId } = group
  const { achievements } = await proposables(app, group)
  const eventOf = (eventId: string) => ({ source: 'trial', eventId, at: clock.now() })
  const [first] = learners
  return {
    async open(subject, rule = {}) {
      const opened = await proposeAward(app, {
        event: eventOf(randomUUID()),
        by,
        group,
        achievementId:
          achievements.find(({ content }) => content.basedOn === badges[subject])?.id ?? '',
        candidates:
          subject === 'group'
            ? { kind: 'group', mints: 'group-and-members' }
            : { kind: 'people', memberIds: [first?.id ?? ''] },
        grounds: { reason: 'Seen in the workshop.' },
        rule: { ...presets['two-thirds'], leastRoll: 1, ...rule },
        deadline: clock.now() + 3 * dayMs,
      })
      if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
      return opened.value[0] ?? ''
    },
    async cast(voter, proposalId, { event = randomUUID(), choice = 'met', words = '' } = {}) {
      const proposal = await findProposal(db, proposalId)
      const answers = (proposal?.agreed.criteria ?? []).map(
        ({ id }) => [id, { choice, words }] as const,
      )
      return castBallot(app, {
        event: eventOf(event),
        workspaceId,
        proposalId,
        memberId: voter.id,
        answers: Object.fromEntries(answers),
      })
    },
  }
}

/** Jobs that somebody waits for: not those of a deadline in the far future. */
export async function waitingJobs({ db }: Pick<Store, 'db'>): Promise<readonly JobRow[]> {
  const { outbox } = db.t
  return db
    .select()
    .from(outbox)
    .where(
      and(
        inArray(outbox.state, ['ready', 'leased']),
        notInArray(outbox.queue, ['close', 'remind']),
      ),
    )
}

/** When the next waiting job may start, by its own time and by its lane's pause. */
export async function nextStart({ db }: Pick<Store, 'db'>): Promise<number | undefined> {
  const jobs = await waitingJobs({ db })
  const lanes = await db.select().from(db.t.lane)
  const pauses = new Map(lanes.map(({ id, pausedUntil }) => [id, pausedUntil]))
  const starts = jobs.map(({ runAt, lane }) => Math.max(runAt, pauses.get(lane) ?? 0))
  return starts.length > 0 ? Math.min(...starts) : undefined
}

export interface Finished {
  /** How often the clock was moved. */
  readonly moves: number
  /** Tries made although the clock stood before the next start. */
  readonly early: number
}

/**
 * Lets time go by and everything that falls due be done, until nothing waits. `tries` counts what must not happen
 * early: the clock also stops a millisecond before each start.
 */
export async function finishJobs(
  { service, clock }: Pick<ClassRoom, 'service' | 'clock'>,
  tries: () => number = () => 0,
): Promise<Finished> {
  let early = 0
  for (let moves = 0; moves < mostMoves; moves += 1) {
    await settle(service)
    const start = await nextStart(service.store)
    if (start === undefined) return { moves, early }
    const ahead = start - clock.now()
    if (ahead > 1) {
      const before = tries()
      clock.advance(ahead - 1)
      await settle(service)
      early += tries() - before
    }
    clock.advance(1)
  }
  const left = (await waitingJobs(service.store)).map(
    ({ queue, state, attempts, lastError }) => `${queue} ${state} ${attempts} ${lastError}`,
  )
  throw new Error(`Jobs still wait after ${mostMoves} moves of the clock: ${left.join()}`)
}

/** Lets everything that is due be done. */
export async function settle({ outbox }: TestService): Promise<void> {
  outbox.wake()
  await outbox.idle()
}

const mostMoves = 400

async function castBy(
  { links }: TestService,
  voter: Visitor,
  {
    proposalId,
    event = randomUUID(),
    choice = 'met',
    words = '',
  }: BallotCast & { readonly proposalId: string },
): Promise<Answer> {
  const criteria = ['c1', 'c2', 'c3'].flatMap((id) => [
    [id, choice],
    [`${id}-words`, words],
  ])
  const fields = Object.fromEntries(criteria)
  const { origin } = new URL(links.learner)
  return ask(`${links.learner}/interactions`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      origin,
      cookie: voter.cookie,
    },
    body: JSON.stringify({ id: event, kind: 'submit', form: `ballot:${proposalId}`, fields }),
  })
}

const reply = z.object({ refused: z.string().optional() })

async function ask(url: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(30_000) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  const { refused } = isJson ? reply.parse(JSON.parse(text)) : {}
  const after = response.headers.get('retry-after')
  return {
    status: response.status,
    retryAfter: after === null ? undefined : Number(after),
    ok: response.ok && refused === undefined,
    refused,
    text,
  }
}
