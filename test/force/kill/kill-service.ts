import { bareApp } from '#test/kit/bare-app.ts'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as fc from 'fast-check'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { type Reply, Visitor } from '../../../scripts/visitor.ts'

import { type Report, secondsSince } from '../kit/report.ts'
import { until } from '../kit/until.ts'
import { auditAll } from './audit.ts'
import type { KillSize } from './kill-nodes.ts'
import { RunningService } from './running-service.ts'

const learners = 8

/**
 * `kills` times SIGKILL on the service as `npm start` runs it, one in each vote of a class that votes by HTTP: among
 * the ballots, or after the last one, when badges are signed, told and written. People whose answer was cut off press
 * again.
 */
export async function killService({ seed, kills }: KillSize): Promise<Report> {
  const startedAt = performance.now()
  const dataDir = await mkdtemp(join(tmpdir(), 'cordee-kill-'))
  const service = await RunningService.start(dataDir)
  try {
    const party = await gather(service)
    for (const moment of momentsFor(seed, kills)) await playVote(service, party, moment)
    await allDelivered(party, { votes: kills, mail: join(dataDir, 'mail') })
    const status = await service.stop()
    const { figures, breaches } = await look(dataDir, { service, party })
    return {
      figures: { seed, kills: service.kills, ...figures, time: secondsSince(startedAt) },
      breaches: [
        ...party.breaches,
        ...breaches,
        ...(status === 0 ? [] : [`the service stopped with ${status}`]),
      ].map((breach) => `seed ${seed}: ${breach}`),
    }
  } finally {
    await service.kill()
    await rm(dataDir, { recursive: true, force: true })
  }
}

interface Party {
  readonly trainer: Visitor
  readonly voters: readonly Visitor[]
  /** By proposal and member: the turn of the last ballot that was acknowledged. */
  readonly acknowledged: Map<string, number>
  readonly opened: Set<string>
  readonly breaches: string[]
  /** Requests that had to be sent again, because the service was killed under them. */
  sentAgain: number
}

interface Moment {
  readonly during: 'ballots' | 'deliveries'
  readonly afterMs: number
}

function momentsFor(seed: number, kills: number): readonly Moment[] {
  const moment: fc.Arbitrary<Moment> = fc.oneof(
    fc.record({ during: fc.constant('ballots' as const), afterMs: fc.noBias(fc.nat(25)) }),
    fc.record({ during: fc.constant('deliveries' as const), afterMs: fc.noBias(fc.nat(150)) }),
  )
  return fc.sample(moment, { seed, numRuns: kills })
}

async function gather({ learner, trainerKey }: RunningService): Promise<Party> {
  const trainer = new Visitor(learner)
  await trainer.join({ name: 'Paul', language: 'en', trainer: trainerKey })
  const voters = Array.from({ length: learners }, () => new Visitor(learner))
  for (const [index, voter] of voters.entries())
    await voter.join({ name: `L${index}`, language: 'en', email: `l${index}@example.org` })
  return { trainer, voters, acknowledged: new Map(), opened: new Set(), breaches: [], sentAgain: 0 }
}

// Everybody votes, thinks again and votes again, until two thirds have come round.
async function playVote(
  service: RunningService,
  party: Party,
  { during, afterMs }: Moment,
): Promise<void> {
  const id = await openVote(party)
  let killing: Promise<void> | undefined
  const kill = async () => {
    await wait(afterMs)
    await service.killAndRestart()
  }
  const onAnswer = () => {
    if (during === 'ballots') killing ??= kill()
  }
  await Promise.all(party.voters.map((voter) => voteTwice(service, party, { voter, id, onAnswer })))
  await (killing ?? kill())
}

async function openVote({ trainer, opened }: Party): Promise<string> {
  const { refused } = await trainer.submit('propose', {
    achievement: 'col.production-collective',
    reason: 'Seen in the workshop.',
    for: 'group',
    rule: 'two-thirds',
  })
  if (refused !== undefined) throw new Error(`The vote was refused: ${refused}`)
  const id = await until('the card', async () =>
    (await trainer.messages())
      .flatMap(({ message }) => message.buttons ?? [])
      .flatMap(({ action }) => action?.split('vote:')[1] ?? [])
      .find((one) => !opened.has(one)),
  )
  opened.add(id)
  return id
}

async function voteTwice(
  service: RunningService,
  party: Party,
  {
    voter,
    id,
    onAnswer,
  }: { readonly voter: Visitor; readonly id: string; readonly onAnswer: () => void },
): Promise<void> {
  for (const [turn, choice] of ['not-yet', 'met'].entries()) {
    const fields = { c1: choice, c2: choice, c3: choice, 'c1-words': `turn ${turn}` }
    const { refused } = await persist(service, party, () =>
      voter.submit(`ballot:${id}`, fields, `${id}.${turn}`),
    )
    onAnswer()
    if (refused === undefined) party.acknowledged.set(`${id} ${voter.id}`, turn)
    else if (refused !== 'proposal-closed') party.breaches.push(`a ballot was refused: ${refused}`)
  }
}

async function persist(
  service: RunningService,
  party: Party,
  ask: () => Promise<Reply>,
): Promise<Reply> {
  for (let tries = 1; ; tries += 1)
    try {
      return await ask()
    } catch (error) {
      if (tries === 10) throw error
      party.sentAgain += 1
      await service.isUp()
    }
}

async function allDelivered(
  { voters }: Party,
  { votes, mail }: { readonly votes: number; readonly mail: string },
): Promise<void> {
  for (const voter of voters)
    await until(`the badge of each vote for ${voter.name}`, async () => {
      const badges = (await voter.messages()).filter(({ message }) => message.files)
      return badges.length >= votes ? true : undefined
    })
  await until('the letter of each badge', async () => {
    const names = await readdir(mail)
    return names.filter((name) => name.endsWith('.eml')).length >= votes * voters.length
      ? true
      : undefined
  })
}

/** After the end: the database and the mail folder against what people were told. */
async function look(
  dataDir: string,
  { service, party }: { readonly service: RunningService; readonly party: Party },
): Promise<Report> {
  const store = openSqlite(join(dataDir, 'cordee.sqlite'))
  const app = { ...bareApp(store, Date.now), baseUrl: service.origin, store }
  const ballots = await store.db.select().from(store.db.t.ballot)
  const audit = await auditAll(app, join(dataDir, 'mail'))
  await store.close()
  const standing = new Map(
    ballots.map(({ proposalId, memberId, words }) => [
      `${proposalId} ${memberId}`,
      Number(words[0]?.slice('turn '.length)),
    ]),
  )
  // Whoever was acknowledged did not press again: what stands was there before the kill.
  const lost = [...party.acknowledged].filter(([who, turn]) => (standing.get(who) ?? -1) < turn)
  return {
    figures: {
      'acknowledged voters': party.acknowledged.size,
      'answers cut off': party.sentAgain,
      'ballots that stand': audit.ballots,
      awards: `${audit.awards} made, ${audit.awardsOwed} owed`,
      letters: audit.letters,
      'private messages': audit.privateMessages,
      'badges that verify': audit.badgesVerified,
    },
    breaches: [...lost.map(([who, turn]) => `turn ${turn} of ${who} is lost`), ...audit.breaches],
  }
}
