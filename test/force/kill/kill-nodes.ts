import { bareApp } from '#test/kit/bare-app.ts'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { openStore } from '#src/storage/open-store.ts'
import { buildHouse } from '../kit/house.ts'
import { type Report, secondsSince } from '../kit/report.ts'
import { auditAll } from './audit.ts'
import { Ledger } from './ledger.ts'
import { type Life, live, type Moment } from './live.ts'
import { Nursery } from './nursery.ts'
import { clockOf, classesOfHouse, learnersOfClass, type Said } from './plan.ts'

export interface KillSize {
  readonly seed: number
  readonly kills: number
}

/** `kills` times SIGKILL on one data directory with a SQLite file, at moments that the seed chooses. */
export async function killOnSqlite(size: KillSize): Promise<Report> {
  return trial(size, { databaseUrl: undefined, nodes: 1, speed: 1 })
}

/** Two nodes share an empty PostgreSQL database: one is killed at a time, the other goes on. */
export async function killOnPostgres(databaseUrl: string, size: KillSize): Promise<Report> {
  return trial(size, { databaseUrl, nodes: 2, speed: 20 })
}

interface Setting {
  readonly databaseUrl: string | undefined
  readonly nodes: number
  readonly speed: number
}

async function trial(size: KillSize, setting: Setting): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'cordee-kill-'))
  try {
    return await killAndAudit(folder, size, setting)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function killAndAudit(
  folder: string,
  { seed, kills }: KillSize,
  { databaseUrl, nodes, speed }: Setting,
): Promise<Report> {
  const startedAt = performance.now()
  const open = () =>
    openStore(
      { databaseUrl, file: join(folder, 'cordee.sqlite') },
      { onError: (error) => console.error(error) },
    )
  const masterKey = randomBytes(32)
  await writeFile(join(folder, 'master.key'), masterKey.toString('base64'))
  const before = await open()
  const house = await buildHouse(
    { ...bareApp(before, Date.now), masterKey },
    { classes: classesOfHouse, learners: learnersOfClass },
  )
  await before.close()
  const houseFile = join(folder, 'house.json')
  await writeFile(houseFile, JSON.stringify(house))

  const clock = { from: Date.now(), speed }
  const common = { house: houseFile, clock }
  const env = { DATA_DIR: folder, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) }
  const nursery = new Nursery(env, { atOnce: nodes, inAll: kills + 1 })
  const ledger = new Ledger()
  const hear = (said: Said) => ledger.hear(said)
  const moments = momentsFor(seed, kills)
  const lives: Life[] = []
  const ofNode = Array.from({ length: nodes }, (_, node) => ({ node, last: new Set<number>() }))
  /** One node lives and is killed again and again. */
  const suffer = async (own: (typeof ofNode)[number]): Promise<void> => {
    for (let moment = moments.pop(); moment; moment = moments.pop()) {
      const next = Math.ceil(ledger.next / nodes) * nodes + own.node
      const begun = Array.from({ length: next }, (_, vote) => vote)
      const resume = begun.filter((vote) => vote % nodes === own.node && !ledger.finished.has(vote))
      const orders = {
        ...common,
        resume,
        fresh: { from: next, step: nodes },
        report: [...own.last],
      }
      const life = await live(nursery.take(orders), { moment, hear })
      lives.push(life)
      own.last = new Set(life.votes)
      if (!life.killed) ledger.breaches.push(`a process ended by itself: ${life.complaints}`)
    }
  }
  await Promise.all(ofNode.map(suffer))
  const killedFor = secondsSince(startedAt)

  const resume = Array.from({ length: ledger.next }, (_, vote) => vote).filter(
    (vote) => !ledger.finished.has(vote),
  )
  const report = ofNode.flatMap(({ last }) => [...last])
  const end = await live(nursery.take({ ...common, resume, report }), { moment: undefined, hear })
  nursery.close()
  if (end.killed || end.complaints)
    ledger.breaches.push(`the last process did not end in peace: ${end.complaints}`)

  const store = await open()
  const audit = await auditAll(
    { ...bareApp(store, clockOf(clock)), masterKey, store },
    join(folder, 'mail'),
  )
  await store.close()
  return {
    figures: {
      seed,
      kills: lives.filter(({ killed }) => killed).length,
      'of these at a moment that did not come': lives.filter(({ late }) => late).length,
      acknowledged: ledger.acknowledged,
      'replayed, same answer': ledger.replays,
      votes: audit.proposals,
      'ballots that stand': audit.ballots,
      awards: `${audit.awards.toLocaleString('en')} made, ${audit.awardsOwed.toLocaleString('en')} owed`,
      letters: `${audit.letters.toLocaleString('en')}, ${ledger.lettersRepeated} of them written twice, one file each`,
      'private messages': audit.privateMessages,
      'badges that verify': audit.badgesVerified,
      time: `${killedFor} of kills, ${secondsSince(startedAt)} in all`,
    },
    breaches: [...ledger.breaches, ...audit.breaches].map((breach) => `seed ${seed}: ${breach}`),
  }
}

/** 0 to 25 ms after something was heard for the first time: while votes are cast, badges signed or letters written. */
function momentsFor(seed: number, kills: number): Moment[] {
  const moment: fc.Arbitrary<Moment> = fc.record({
    on: fc.constantFrom(
      'ready',
      'answered',
      'answered',
      'finished',
      'card',
      'issue',
      'tell',
      'letter',
    ),
    afterMs: fc.noBias(fc.nat(25)),
  })
  return fc.sample(moment, { seed, numRuns: kills })
}
