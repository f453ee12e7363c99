import { measureAwards } from '../awards.ts'
import { measureCredentials } from '../credentials.ts'
import { measureMail } from '../mail.ts'
import type { Cost, Figure, Line, Size } from '../measure.ts'
import { measureUseCases } from '../votes.ts'
import { measureVotesOverHttp } from '../votes-over-http.ts'
import type { Costs } from './costs.ts'

/** What the real code costs on this machine, measured now. */
export interface Calibration {
  readonly costs: Costs
  /** Where the ballots were measured. */
  readonly engine: 'postgres' | 'sqlite'
  readonly measured: readonly Figure[]
}

/**
 * What the model needs: ballots in a batch and over HTTP, a signature, a baking, a letter, an award. Measured in short
 * where it is not known from this run.
 */
export async function calibrate(size: Size, known: readonly Line[]): Promise<Calibration> {
  const figures = new Map<Cost, Figure>()
  const take = (line: Line) => {
    if ('cost' in line && line.cost) figures.set(line.cost, line)
  }
  for (const line of known) take(line)
  if (!figures.has('ballot-sqlite')) await measureUseCases(size, take)
  if (!figures.has('request')) await measureVotesOverHttp(size, take)
  if (!figures.has('sign') || !figures.has('bake')) await measureCredentials(size, take)
  if (!figures.has('letter')) await measureMail(size, take)
  if (!figures.has('award')) await measureAwards(size, take)
  const of = (cost: Cost): Figure => {
    const found = figures.get(cost)
    if (!found) throw new Error(`The calibration did not measure ${cost}.`)
    return found
  }
  const engine = figures.has('ballot-postgres') ? 'postgres' : 'sqlite'
  const many = of(`ballot-${engine}`)
  const lone = of(`lone-ballot-${engine}`)
  const { cpuUs: ballotUs = 0 } = many
  const commitUs = Math.max(0, (lone.p50Ms ?? 0) * 1000 - (lone.cpuUs ?? 0))
  const perBatchUs = (64 * 1e6) / many.perSecond
  return {
    costs: {
      requestUs: Math.max(0, (of('request').cpuUs ?? 0) - (of('ballot-sqlite').cpuUs ?? 0)),
      ballotUs,
      commitUs,
      databaseUs: Math.max(leastUs, (perBatchUs - commitUs) / 64 - ballotUs),
      awardUs: of('award').cpuUs ?? 0,
    },
    engine,
    measured: [...figures.values()],
  }
}

/** Where the commit was as long as the whole batch: no database counts a ballot for less. */
const leastUs = 20
