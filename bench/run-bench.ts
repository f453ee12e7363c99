import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { measureAwards } from './awards.ts'
import { measureCredentials } from './credentials.ts'
import { measureDiscord } from './discord.ts'
import { measureMail } from './mail.ts'
import type { Line, Report, Size } from './measure.ts'
import { measurePages } from './pages.ts'
import type { PartName } from './part-names.ts'
import { printLine } from './print.ts'
import { measureSimulation, type Wishes } from './simulate.ts'
import { measureSlack } from './slack.ts'
import { measureVotes } from './votes.ts'

/** All that was measured in one run, on which machine. */
export interface Result {
  readonly machine: Readonly<Record<string, string | number | undefined>>
  readonly at: string
  readonly size: Size
  readonly parts: Readonly<Record<string, readonly Line[]>>
}

/** Measures the parts one after the other and says each figure as it comes. Throws when a part goes wrong. */
export async function runBench({
  parts,
  size,
  wishes,
  say,
}: {
  readonly parts: readonly PartName[]
  readonly size: Size
  readonly wishes: Wishes
  readonly say: (text: string) => void
}): Promise<Result> {
  const measured = new Map<PartName, readonly Line[]>()
  for (const part of parts) {
    say(`\n${part}   (load of the machine ${loadavg()[0]?.toFixed(1)})`)
    const lines: Line[] = []
    const report = (line: Line) => {
      lines.push(line)
      say(printLine(line))
    }
    const known = [...measured.values()].flat()
    await measurePart(part, { size, report, known, wishes })
    measured.set(part, lines)
  }
  return {
    machine: aboutMachine(),
    at: new Date().toISOString(),
    size,
    parts: Object.fromEntries(measured),
  }
}

function measurePart(
  part: PartName,
  {
    size,
    report,
    known,
    wishes,
  }: {
    readonly size: Size
    readonly report: Report
    readonly known: readonly Line[]
    readonly wishes: Wishes
  },
): Promise<void> {
  switch (part) {
    case 'votes':
      return measureVotes(size, report)
    case 'slack':
      return measureSlack(size, report)
    case 'discord':
      return measureDiscord(size, report)
    case 'awards':
      return measureAwards(size, report)
    case 'credentials':
      return measureCredentials(size, report)
    case 'pages':
      return measurePages(size, report)
    case 'mail':
      return measureMail(size, report)
    case 'simulate':
      return measureSimulation({ size, known, wishes, report })
  }
}

function aboutMachine(): Result['machine'] {
  return {
    cpus: availableParallelism(),
    model: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: process.platform,
    load: loadavg()[0],
  }
}
