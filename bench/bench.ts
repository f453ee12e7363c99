import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import type { Line, Report, Size } from './measure.ts'
import { printLine } from './print.ts'
import { measureAwards } from './awards.ts'
import { measureCredentials } from './credentials.ts'
import { measureMail } from './mail.ts'
import { measurePages } from './pages.ts'
import { measureSimulation, type Wishes } from './simulate.ts'
import { measureVotes } from './votes.ts'

// Measures the service beside the bare machine: npm run bench -- [part ...] [--json FILE] [--quick]
// The simulation also takes --workspaces --ballots-per-second --nodes --shards --minutes --seed.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    workspaces: { type: 'string' },
    'ballots-per-second': { type: 'string' },
    nodes: { type: 'string' },
    shards: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
  },
})
const wishes = {
  ...wish('workspaces', values.workspaces),
  ...wish('ballotsPerSecond', values['ballots-per-second']),
  ...wish('nodes', values.nodes),
  ...wish('shards', values.shards),
  ...wish('minutes', values.minutes),
  ...wish('seed', values.seed),
}

type Measure = (size: Size, report: Report) => Promise<void>
const parts: Readonly<Record<string, Measure>> = {
  votes: measureVotes,
  awards: measureAwards,
  credentials: measureCredentials,
  pages: measurePages,
  mail: measureMail,
  // Its long form takes minutes: only for those who name it.
  simulate: (size, report) =>
    measureSimulation(positionals.includes('simulate') ? size : 'quick', report, wishes),
}

const size: Size = values.quick ? 'quick' : 'full'
const asked = positionals.length > 0 ? positionals : Object.keys(parts)
const measured: Record<string, readonly Line[]> = {}
for (const name of asked) {
  const measure = parts[name]
  if (!measure)
    throw new Error(`There is no part ${name}: choose among ${Object.keys(parts).join(', ')}.`)
  console.log(`\n${name}   (load ${loadavg()[0]?.toFixed(1)})`)
  const lines: Line[] = []
  await measure(size, (line) => {
    lines.push(line)
    console.log(printLine(line))
  })
  measured[name] = lines
}
if (values.json) {
  const machine = {
    cpus: availableParallelism(),
    model: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: process.platform,
  }
  const result = { machine, at: new Date().toISOString(), size, parts: measured }
  await writeFile(values.json, `${JSON.stringify(result, undefined, 2)}\n`)
}

function wish(name: keyof Wishes, text: string | undefined): Wishes {
  if (text === undefined) return {}
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${name}: ${text} is no number above 0.`)
  return { [name]: value }
}
