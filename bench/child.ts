import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
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
  name: keyof typeof children,
  env: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const { file, flags } = children[name]
  const child = fork(file, { env: { PATH: process.env['PATH'], ...env }, execArgv: [...flags] })
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

const children = {
  service: {
    file: new URL('./children/service.ts', import.meta.url),
    flags: [],
  },
  'bare-server': { file: new URL('./children/bare-server.ts', import.meta.url), flags: [] },
  'bare-signed': { file: new URL('./children/bare-signed.ts', import.meta.url), flags: [] },
  'mail-sink': { file: new URL('./children/mail-sink.ts', import.meta.url), flags: [] },
} as const

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
