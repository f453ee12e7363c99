import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Orders } from './plan.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Processes that have loaded their code and touched nothing yet: the next to live is there when one was killed. */
export class Nursery {
  readonly #env: Readonly<Record<string, string>>
  readonly #waiting: ChildProcess[] = []

  constructor(env: Readonly<Record<string, string>>, size: number) {
    this.#env = env
    for (let born = 0; born < size; born += 1) this.#bear()
  }

  /** Gives the one that waits longest its orders, and starts another in its place. */
  take(orders: Orders): ChildProcess {
    this.#bear()
    const child = this.#waiting.shift()
    if (!child) throw new Error('Nobody waits.')
    child.stdin?.write(`${JSON.stringify(orders)}\n`)
    return child
  }

  close(): void {
    for (const child of this.#waiting) child.kill('SIGKILL')
  }

  #bear(): void {
    const child = spawn(process.execPath, [worker], {
      // Its standard input ends with us, and so does it.
      stdio: 'pipe',
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled, ...this.#env },
    })
    // Orders to one that was killed meanwhile go nowhere.
    child.stdin.on('error', () => undefined)
    this.#waiting.push(child)
  }
}

// Where src/start.mjs has the service's: it makes loading twice as fast.
const compiled = join(tmpdir(), 'node-compile-cache')
