import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { compiled } from '../kit/compiled.ts'
import type { Asked, Measure } from './service.ts'

const service = fileURLToPath(new URL('service.ts', import.meta.url))

/** The service under load, and what its process tells of itself. */
export class SoakedService {
  readonly origin: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, origin: string) {
    this.#child = child
    this.origin = origin
  }

  static async start(dataDir: string): Promise<SoakedService> {
    const child = fork(service, {
      execArgv: ['--expose-gc'],
      env: {
        PATH: process.env['PATH'],
        ...compiled,
        PORT: '0',
        LOG_LEVEL: 'silent',
        DEFAULT_LANGUAGE: 'en',
        DATA_DIR: dataDir,
      },
    })
    return new SoakedService(child, String(await answerOf(child)))
  }

  async measure(): Promise<Measure> {
    this.#ask('measure')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because our own process answers nothing else.
    return (await answerOf(this.#child)) as Measure
  }

  async stop(): Promise<void> {
    if (!this.#child.connected) return
    const gone = once(this.#child, 'exit')
    this.#ask('stop')
    await gone
  }

  #ask(asked: Asked): void {
    this.#child.send(asked)
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const stop = new AbortController()
  const { signal } = stop
  const ended = once(child, 'exit', { signal }).then(([status]): never => {
    throw new Error(`The service ended with ${String(status)}.`)
  })
  try {
    const [answer]: unknown[] = await Promise.race([once(child, 'message', { signal }), ended])
    return answer
  } finally {
    ended.catch(() => undefined)
    stop.abort()
  }
}
