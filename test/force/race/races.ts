import { bareApp } from '#test/kit/bare-app.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '#src/app/app.ts'
import { readConfig } from '#src/config.ts'
import { startService } from '#src/service.ts'
import { openPostgres } from '#src/storage/postgres-store.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import type { Store } from '#src/storage/store.ts'
import { openedAt } from '#test/kit/proposal-builders.ts'
import { buildHouse, type House } from '../kit/house.ts'
import type { Report } from '../kit/report.ts'
import { partyHere, type Party, raceClock, type RaceClock } from './act.ts'
import { partyElsewhere } from './party-elsewhere.ts'
import { partyOnWeb } from './party-on-web.ts'
import { runRace, waveSize } from './run-race.ts'

export interface RaceSize {
  readonly seed: number
  readonly proposals: number
}

/** Eight voters for a person's badge, nine for the group's. */
const learners = 9
const proposalsForClass = 5

/** In one process, on a SQLite file of its own. */
export async function raceInProcess(size: RaceSize): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'cordee-race-'))
  const store = openSqlite(join(folder, 'race.sqlite'))
  const clock = raceClock(openedAt)
  try {
    const party = partyHere(bareApp(store, clock.now), clock)
    return await raceOn(store, { size, clock, parties: [party] })
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Through a whole service on SQLite: each ballot is a request of its own. */
export async function raceOverHttp(size: RaceSize): Promise<Report> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordee-race-'))
  const clock = raceClock(Date.now())
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir })
  const service = await startService(config, { now: clock.now })
  try {
    const { app } = service
    const house = await houseFor(app, size)
    const party = partyOnWeb(app, { house, clock })
    const setClock = (at: number) => party.setClock(at)
    const report = await runRace({ ...size, app, house, parties: [party], setClock })
    await party.close()
    return report
  } finally {
    await service.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Two processes on one PostgreSQL database, which must be empty. */
export async function raceOfTwo(databaseUrl: string, size: RaceSize): Promise<Report> {
  const store = await openPostgres(databaseUrl, { onError: (error) => console.error(error) })
  const parties = await Promise.all([partyElsewhere(databaseUrl), partyElsewhere(databaseUrl)])
  try {
    return await raceOn(store, { size, clock: raceClock(openedAt), parties })
  } finally {
    await Promise.all(parties.map((party) => party.close()))
    await store.close()
  }
}

async function raceOn(
  store: Store,
  {
    size,
    clock,
    parties,
  }: { readonly size: RaceSize; readonly clock: RaceClock; readonly parties: readonly Party[] },
): Promise<Report> {
  const app = bareApp(store, clock.now)
  const house = await houseFor(app, size)
  const setClock = async (at: number) => {
    clock.at = at
    await Promise.all(parties.map((party) => party.setClock(at)))
  }
  await setClock(clock.at)
  return runRace({ ...size, app, house, parties, setClock })
}

function houseFor(app: App, { proposals }: RaceSize): Promise<House> {
  const classes = Math.ceil(Math.min(proposals, waveSize) / proposalsForClass)
  // A stranger comes from another class.
  return buildHouse(app, { classes: Math.max(2, classes), learners })
}
