import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** A process beside the bench, so that its work and ours are told apart. */
export interface Child {
  readonly url: string
  /** Processor time it used so far, in microseconds. */
  cpuUs(): Promise<number>
  stop(): Promise<void>
}

const served = z.object({ url: z.string() })
const used = z.object({ cpuUs: z.number() })
const startMs = 30_000

/** Starts one of bench/children and waits until it serves. */
export async function startChild(
  name: 'service' | 'bare-server' | 'mail-sink',
  env: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const file = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url))
  const child = fork(file, {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: [...flags[name]],
  })
  const { url } = served.parse(await answerOf(child))
  return {
    url,
    async cpuUs() {
      child.send('cpu')
      return used.parse(await answerOf(child)).cpuUs
    },
    async stop() {
      const gone = once(child, 'exit')
      child.send('stop')
      await gone
    },
  }
}

/** As `npm start` does it; the others as Node does. */
const flags = { service: ['--max-semi-space-size=2'], 'bare-server': [], 'mail-sink': [] } as const

async function answerOf(child: ChildProcess): Promise<unknown> {
  const answered = new AbortController()
  const signal = AbortSignal.any([AbortSignal.timeout(startMs), answered.signal])
  try {
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error('A process of the bench ended before it answered.')
    })
    // Whichever comes second is of no interest.
    ended.catch(() => undefined)
    const [answer] = await Promise.race([once(child, 'message', { signal }), ended])
    return answer
  } finally {
    answered.abort()
  }
}
