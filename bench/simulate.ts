import type { Line, Report, Size } from './measure.ts'
import { assumptions } from './simulation/assumptions.ts'
import { calibrate, type Calibration } from './simulation/calibrate.ts'
import type { Asked } from './simulation/costs.ts'
import { type Outcome, simulate } from './simulation/model.ts'
import type { Waits } from './simulation/waits.ts'

/** What the command line may change. `long`: the scale of the internet, which takes minutes. */
export type Wishes = Partial<Asked> & { readonly long?: boolean }

const sizes = {
  tiny: { workspaces: 100, ballotsPerSecond: 200, nodes: 3, shards: 2, minutes: 0.05, seed: 1 },
  short: { workspaces: 10_000, ballotsPerSecond: 2000, nodes: 8, shards: 2, minutes: 0.5, seed: 1 },
  long: {
    workspaces: 1_000_000,
    ballotsPerSecond: 100_000,
    nodes: 256,
    shards: 16,
    minutes: 1,
    seed: 1,
  },
} as const

/**
 * A simulation of internet scale: the costs are measured on this machine, by the parts that ran before or now;
 * everything else is a model. Throws when the model lost or doubled a ballot or an award.
 */
export async function measureSimulation({
  size,
  known,
  wishes: { long = false, ...wishes },
  report,
}: {
  readonly size: Size
  /** What was measured in this run already. */
  readonly known: readonly Line[]
  readonly wishes: Wishes
  readonly report: Report
}): Promise<void> {
  const usual = size === 'tiny' ? sizes.tiny : long ? sizes.long : sizes.short
  const asked = { ...usual, ...wishes }
  const calibration = await calibrate(size === 'tiny' ? 'tiny' : 'quick', known)
  tellCosts(calibration, report)
  for (const [name, value] of Object.entries(assumptions))
    report({ name, value, source: 'assumed' })
  for (const [name, value] of Object.entries(asked)) report({ name, value, source: 'asked' })
  const outcome = simulate(calibration.costs, asked)
  tellOutcome(outcome, asked, report)
  checkNothingLost(outcome)
}

function tellCosts({ costs, engine, measured }: Calibration, report: Report): void {
  for (const { name, cpuUs = 0 } of measured)
    report({ name: `CPU µs: ${name}`, value: cpuUs, source: 'measured' })
  for (const [name, value] of Object.entries(costs))
    report({ name: `${name}, ballots on ${engine}`, value, source: 'measured' })
}

/** Nodes and databases are sized so that half of them is in reserve. */
const reserve = 0.5

function tellOutcome(outcome: Outcome, { nodes, shards }: Asked, report: Report): void {
  const say = (name: string, value: number) => report({ name, value, source: 'modelled' })
  const { cluster, cards, check } = outcome
  const loads = cluster.loads()
  say('votes', outcome.votes)
  say('ballots cast, changed minds included', outcome.ballots)
  say('changed minds', outcome.changedMinds)
  say('repeats of an event, each answered as the first time', outcome.repeats)
  say('ballots that came after the verdict', outcome.late)
  say('nodes killed', outcome.crashes)
  say('ballots asked again after a kill', outcome.askedAgain)
  say('ballots in one commit, on average', outcome.ballots / Math.max(1, cluster.batches))
  sayWaits('answer to a ballot', outcome.ballotWaits, say)
  say('most ballots waiting in a node', cluster.longestNodeQueue)
  say('longest wait for a core of a database, ms', cluster.longestShardWaitMs)
  say('awards made', outcome.awards)
  sayWaits('from the verdict to the last award delivered', outcome.awardWaits, say)
  say('most awards waiting', cluster.longestAwardQueue)
  say('cards refreshed', cards.sent)
  say('refreshes put off by 429', cards.refusals)
  sayWaits('from a ballot to its card', cards.waits, say)
  say('most cards waiting', cards.longestQueue)
  say('share of the largest workspace', outcome.largestWorkspace)
  say('load of the nodes, mean', mean(loads.nodes))
  say('load of the busiest node', Math.max(...loads.nodes))
  say('load of the databases, mean', mean(loads.shards))
  say('load of the busiest database', Math.max(...loads.shards))
  say('nodes with half in reserve', Math.ceil((mean(loads.nodes) * nodes) / reserve))
  say(
    'databases with half in reserve, by the busiest',
    Math.ceil((Math.max(...loads.shards) * shards) / reserve),
  )
  say('ballots lost', check.lost)
  say('ballots counted twice', check.doubled)
  say('ballots never answered', check.unanswered)
  say('awards missing', check.awardsMissing)
  say('awards made twice', check.awardsDoubled)
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, one) => sum + one, 0) / list.length
}

function sayWaits(name: string, waits: Waits, say: (name: string, value: number) => void): void {
  say(`${name}, p50 ms`, waits.quantile(0.5))
  say(`${name}, p99 ms`, waits.quantile(0.99))
  say(`${name}, longest ms`, waits.longest)
}

function checkNothingLost({ check }: Outcome): void {
  const wrong = Object.entries(check).filter(([, count]) => count > 0)
  if (wrong.length > 0)
    throw new Error(`The model lost or doubled something: ${JSON.stringify(check)}`)
}
