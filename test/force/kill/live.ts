import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Said } from './plan.ts'

/** When a process is killed: so long after the first time it says a thing. */
export interface Moment {
  readonly on: 'ready' | 'answered' | 'finished' | 'card' | 'issue' | 'tell' | 'letter'
  readonly afterMs: number
}

export interface Life {
  /** False: it ended by itself, which it only may without a moment to be killed at. */
  readonly killed: boolean
  /** The moment never came, and it was killed all the same. */
  readonly late: boolean
  readonly votes: ReadonlySet<number>
  readonly complaints: string
}

/** Longest wait for the moment, and for a process that is left alone to get everything done. */
const patienceMs = { moment: 3_000, end: 240_000 }

/** Lets a process live until its moment, or until it has done everything; `hear` gets all that it said whole. */
export async function live(
  child: ChildProcess,
  {
    moment,
    hear,
  }: {
    readonly moment: Moment | undefined
    readonly hear: (said: Said) => void
  },
): Promise<Life> {
  const ended = once(child, 'close')
  const votes = new Set<number>()
  let complaints = ''
  let armed: NodeJS.Timeout | undefined
  const kill = () => void child.kill('SIGKILL')
  let late = false
  const limit = setTimeout(kill, patienceMs.end)
  let waiting: NodeJS.Timeout | undefined
  const giveUp = () => {
    late = true
    kill()
  }
  child.stderr?.on('data', (text: Buffer) => (complaints += text.toString()))
  const take = (said: Said) => {
    hear(said)
    if (said.kind === 'ready' && moment) waiting = setTimeout(giveUp, patienceMs.moment)
    if (said.kind === 'answered') votes.add(said.vote)
    if (moment && !armed && isMoment(moment, said)) armed = setTimeout(kill, moment.afterMs)
  }
  let rest = ''
  child.stdout?.on('data', (text: Buffer) => {
    const lines = (rest + text.toString()).split('\n')
    // A line that the kill cut in two is no acknowledgement.
    rest = lines.pop() ?? ''
    for (const line of lines) take(JSON.parse(line))
  })
  const [, signal] = await ended
  clearTimeout(limit)
  clearTimeout(waiting)
  clearTimeout(armed)
  return { killed: signal === 'SIGKILL', late, votes, complaints }
}

function isMoment({ on }: Moment, said: Said): boolean {
  return said.kind === 'carried' ? said.queue === on : said.kind === on
}
