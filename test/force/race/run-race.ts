import type { App } from '#src/app/app.ts'
import { inArray } from '#src/storage/drizzle.ts'
import type { BallotRow } from '#src/storage/ballots.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import type { Store } from '#src/storage/store.ts'
import { allProposals, auditVotes, verdictBreaches } from '../kit/audit-votes.ts'
import type { House } from '../kit/house.ts'
import { type Report, secondsSince } from '../kit/report.ts'
import { accident, type Act, type Answer, type Party } from './act.ts'
import { checkAnswers, type Told } from './check-answers.ts'
import { chanceOf, endAct, enterRace, type Runner } from './enter-race.ts'
import { type Plan, plansFor } from './plan.ts'

export interface Race {
  readonly seed: number
  readonly proposals: number
  /** Opens the proposals and looks afterwards. Its clock goes with that of the parties. */
  readonly app: App
  readonly house: House
  /** Each act falls to one of them. */
  readonly parties: readonly Party[]
  readonly setClock: (at: number) => Promise<void>
}

/** Proposals that race at the same time. */
export const waveSize = 200
const hourMs = 3_600_000

/**
 * Races proposals at the boundary of their rules, wave after wave, each through its whole life: ballots, the trainer
 * and the deadline at the same moment, then what the deadline, the trainer's decision and the objections bring.
 */
export async function runRace(race: Race): Promise<Report> {
  const { seed, proposals, app } = race
  const startedAt = performance.now()
  const plans = plansFor(seed, proposals)
  const score = new Score()
  for (let from = 0; from < plans.length; from += waveSize)
    await runWave(race, score, { plans: plans.slice(from, from + waveSize), from })
  const seconds = (performance.now() - startedAt) / 1000
  const audit = await auditVotes(app.store)
  const jobs = await jobBreaches(app.store)
  const { breaches, acts, refused, cut } = score
  return {
    figures: {
      seed,
      proposals: audit.proposals,
      ...audit.byStatus,
      acts,
      'answered "closed"': refused,
      'votes cut by deadline or trainer': cut,
      'ballots that stand': audit.ballots,
      awards: `${audit.awards.toLocaleString('en')} made, ${audit.awardsOwed.toLocaleString('en')} owed`,
      time: `${seconds.toFixed(1)} s, checked after ${secondsSince(startedAt)}`,
    },
    breaches: [...breaches, ...audit.breaches, ...jobs].map((breach) => `seed ${seed}: ${breach}`),
  }
}

/** What adds up over the waves. */
class Score {
  readonly breaches: string[] = []
  acts = 0
  refused = 0
  /** Proposals of which some ballots were counted and others came too late, without the ballots ending the vote. */
  cut = 0

  add(row: ProposalRow, told: readonly Told[]): void {
    const closed = told.filter(({ answer }) => !answer.ok && isClosed(answer)).length
    const counted = told.some(({ act, answer }) => act.kind === 'cast' && answer.ok)
    this.acts += told.length
    this.refused += closed
    if (closed > 0 && counted && row.settledBy !== 'ballots') this.cut += 1
  }
}

async function runWave(
  race: Race,
  score: Score,
  { plans, from }: { readonly plans: readonly Plan[]; readonly from: number },
): Promise<void> {
  const { app, house } = race
  const wave = { atDeadline: (from / waveSize) % 3 === 2 }
  const runners = await Promise.all(
    plans.map((plan, index) => enterRace(app, house, { plan, number: from + index, wave })),
  )
  const opensAt = app.now()
  const closesAt = Math.max(...runners.map(({ row }) => row.closesAt))
  if (wave.atDeadline) await race.setClock(closesAt - 1)
  const chance = (index: number) => chanceOf(plans[index % plans.length] ?? failed(), index)
  const acts = interleaved(runners).map((act, index) => ({ act, party: chance(index) }))
  // One clock for each party: nodes of one database never quite agree.
  const clocks = race.parties.map((_, party) => ({ act: clockAct(closesAt), party }))
  const told = await runActs(race, score, wave.atDeadline ? [...halves(acts, clocks)] : acts)
  if (wave.atDeadline) await race.setClock(closesAt)
  const rows = await checkRace(app, { runners, told, score })
  if (!wave.atDeadline && app.now() !== opensAt) throw new Error('The clock went by itself.')
  await finish(race, score, { runners, rows })
}

function clockAct(at: number): Act {
  return { kind: 'clock', at, afterTurns: 1, proposalId: '' }
}

function* halves<One>(all: readonly One[], middle: readonly One[]): Generator<One> {
  const half = Math.floor(all.length / 2)
  yield* all.slice(0, half)
  yield* middle
  yield* all.slice(half)
}

// The first act of each proposal, then the second of each: all the proposals race at once.
function interleaved(runners: readonly Runner[]): readonly Act[] {
  const longest = Math.max(...runners.map(({ acts }) => acts.length))
  return Array.from({ length: longest }, (_, index) =>
    runners.flatMap(({ acts }) => acts[index] ?? []),
  ).flat()
}

/** Hands each act to its party; everything starts at the same time. */
async function runActs(
  { parties }: Race,
  score: Score,
  acts: readonly { readonly act: Act; readonly party: number }[],
): Promise<readonly Told[]> {
  const told = await Promise.all(
    parties.map(async (party, index) => {
      const own = acts.filter((one) => one.party % parties.length === index).map(({ act }) => act)
      const answers = await party.run(own)
      return own.map((act, place): Told => ({ act, answer: answers[place] ?? failed() }))
    }),
  )
  for (const { act, answer } of told.flat())
    if (!answer.ok && answer.refusal.code === accident)
      score.breaches.push(`${act.kind} of proposal ${act.proposalId}: ${answer.refusal.what}`)
  return told.flat()
}

async function checkRace(
  { store, now }: App,
  {
    runners,
    told,
    score,
  }: {
    readonly runners: readonly Runner[]
    readonly told: readonly Told[]
    readonly score: Score
  },
): Promise<readonly ProposalRow[]> {
  const ids = runners.map(({ row }) => row.id)
  const rows = await rowsOf(store, ids)
  const standing = Map.groupBy(await ballotsOf(store, ids), ({ proposalId }) => proposalId)
  const byProposal = Map.groupBy(told, ({ act }) => act.proposalId)
  const at = now()
  for (const row of rows) {
    const own = byProposal.get(row.id) ?? []
    score.add(row, own)
    const breaches = checkAnswers(row, standing.get(row.id) ?? [], { told: own, at })
    score.breaches.push(...verdictBreaches(row), ...breaches)
  }
  return rows
}

/** Brings every proposal to its end: deadlines, decisions and objections are raced as well. */
async function finish(
  race: Race,
  score: Score,
  { runners, rows }: { readonly runners: readonly Runner[]; readonly rows: readonly ProposalRow[] },
): Promise<void> {
  const { app } = race
  let current = rows
  // A vote is extended once at most.
  for (let round = 0; round < 3 && current.some(isRunning); round += 1) {
    const open = current.filter(isRunning)
    await race.setClock(Math.max(...open.map(({ closesAt }) => closesAt)))
    await closeTwice(race, score, open)
    current = await rowsOf(
      app.store,
      runners.map(({ row }) => row.id),
    )
  }
  score.breaches.push(
    ...current.filter(isRunning).map(({ id }) => `proposal ${id} does not end by its deadline`),
  )
  await decide(race, score, { runners, rows: current })
  await object(race, score, { runners, rows: current })
}

async function decide(
  race: Race,
  score: Score,
  { runners, rows }: { readonly runners: readonly Runner[]; readonly rows: readonly ProposalRow[] },
): Promise<void> {
  const acts = rows
    .filter(({ status }) => status === 'undecided')
    .flatMap((row) => {
      const runner = runners.find((one) => one.row.id === row.id) ?? failed()
      const endings = ['accept', 'decline', 'withdraw'] as const
      return endings.map((ending, index) => ({
        act: { ...endAct(race.app, row, runner.class.trainer, ending), afterTurns: 0 },
        party: chanceOf(runner.plan, index),
      }))
    })
    .toSorted((a, b) => a.party - b.party)
  const told = Map.groupBy(await runActs(race, score, acts), ({ act }) => act.proposalId)
  for (const [id, answers] of told) {
    const heard = answers.filter(({ answer }) => answer.ok).length
    if (heard !== 1) score.breaches.push(`proposal ${id} was decided ${heard} times`)
  }
}

async function object(
  race: Race,
  score: Score,
  { runners }: { readonly runners: readonly Runner[]; readonly rows: readonly ProposalRow[] },
): Promise<void> {
  const { app } = race
  const ids = runners.map(({ row }) => row.id)
  const waiting = (await rowsOf(app.store, ids)).filter(
    ({ status, mintedAt }) => status === 'accepted' && mintedAt === null,
  )
  if (waiting.length === 0) return
  const ends = waiting.map(
    ({ settledAt, agreed }) => (settledAt ?? 0) + agreed.rule.objectionHours * hourMs,
  )
  await race.setClock(Math.max(...ends))
  const acts = waiting.flatMap((row) => {
    const runner = runners.find((one) => one.row.id === row.id) ?? failed()
    const { id: proposalId, workspaceId } = row
    const mint: Act = { kind: 'mint', proposalId, workspaceId, afterTurns: 0 }
    const veto: Act = { ...endAct(app, row, runner.class.trainer, 'veto'), afterTurns: 0 }
    const party = (index: number) => chanceOf(runner.plan, index)
    return [mint, veto, mint].map((act, index) => ({ act, party: party(index) }))
  })
  const told = await runActs(
    race,
    score,
    acts.toSorted((a, b) => a.party - b.party),
  )
  const after = new Map((await rowsOf(app.store, ids)).map((row) => [row.id, row]))
  for (const { act, answer } of told) {
    const row = after.get(act.proposalId) ?? failed()
    if (act.kind === 'end' && answer.ok !== (row.status === 'vetoed' && row.mintedAt === null))
      score.breaches.push(
        `proposal ${row.id} is ${row.status}, its veto got ${JSON.stringify(answer)}`,
      )
  }
}

async function closeTwice(race: Race, score: Score, rows: readonly ProposalRow[]): Promise<void> {
  const acts = rows.flatMap(({ id: proposalId, workspaceId }) =>
    [0, 1].map((party) => {
      const act: Act = { kind: 'close', proposalId, workspaceId, afterTurns: 0 }
      return { act, party }
    }),
  )
  await runActs(race, score, acts)
}

/** Every settled vote is announced once, and every minting has one job that signs. */
async function jobBreaches({ db }: Store): Promise<readonly string[]> {
  const { outbox, poll } = db.t
  const jobs = await db.select({ queue: outbox.queue, key: outbox.key }).from(outbox)
  const count = Map.groupBy(jobs, ({ queue, key }) => `${queue} ${key}`)
  const rows = await db
    .select({ id: poll.proposalId, settledAt: poll.settledAt, mintedAt: poll.mintedAt })
    .from(poll)
  return rows.flatMap(({ id, settledAt, mintedAt }) => {
    const has = (queue: string) => count.get(`${queue} ${id}`)?.length ?? 0
    return [
      ...(has('announce') === (settledAt === null ? 0 : 1) ? [] : [`${id}: announced wrongly`]),
      ...(has('issue') === (mintedAt === null ? 0 : 1) ? [] : [`${id}: issued wrongly`]),
    ]
  })
}

async function rowsOf({ db }: Store, ids: readonly string[]): Promise<ProposalRow[]> {
  const wanted = new Set(ids)
  return (await allProposals(db)).filter(({ id }) => wanted.has(id))
}

function ballotsOf({ db }: Store, ids: readonly string[]): Promise<BallotRow[]> {
  return db
    .select()
    .from(db.t.ballot)
    .where(inArray(db.t.ballot.proposalId, [...ids]))
}

function isRunning({ status }: ProposalRow): boolean {
  return status === 'open'
}

function isClosed(answer: Answer): boolean {
  return !answer.ok && answer.refusal.code === 'proposal-closed'
}

function failed(): never {
  throw new Error('The race lost one of its own.')
}
