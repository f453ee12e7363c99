import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compiled } from '../kit/compiled.ts'
import type { Orders } from './plan.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Processes that have loaded their code and touched nothing yet: the next to live is there when one was killed. */
export class Nursery {
  readonly #env: Readonly<Record<string, string>>
  readonly #waiting: ChildProcess[] = []
  #unborn: number

  /** `atOnce` wait at a time, `inAll` will be needed. */
  constructor(
    env: Readonly<Record<string, string>>,
    { atOnce, inAll }: { readonly atOnce: number; readonly inAll: number },
  ) {
    this.#env = env
    this.#unborn = inAll
    for (let born = 0; born < atOnce; born += 1) this.#bear()
  }

  /** Gives the one that waits longest its orders, and starts another in its place where one will be needed. */
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
    if (this.#unborn === 0) return
    this.#unborn -= 1
    const child = spawn(process.execPath, [worker], {
      // Its standard input ends with us, and so does it.
      stdio: 'pipe',
      env: { PATH: process.env['PATH'], ...compiled, ...this.#env },
    })
    // Orders to one that was killed meanwhile go nowhere.
    child.stdin.on('error', () => undefined)
    this.#waiting.push(child)
  }
}
