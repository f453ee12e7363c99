import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { compiled } from '../kit/compiled.ts'
import type { Answer, Party } from './act.ts'
import type { Order } from './worker.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Acts in a process of its own, on a PostgreSQL database that others share. Throws when that process ends. */
export async function partyElsewhere(databaseUrl: string): Promise<Party> {
  const child = fork(worker, {
    env: { ...process.env, ...compiled, DATABASE_URL: databaseUrl },
    serialization: 'advanced',
  })
  const gone = once(child, 'exit')
  // A worker that cannot go on must not leave the race waiting.
  const early = gone.then(([status]) => {
    throw new Error(`A process of the race ended with ${String(status)}.`)
  })
  early.catch(() => undefined)
  const answered = async (): Promise<readonly Answer[]> => {
    const [answer] = await Promise.race([once(child, 'message'), early])
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because our own worker says nothing else.
    return answer as readonly Answer[]
  }
  const ask = (order: Order) => {
    const answer = answered()
    child.send(order)
    return answer
  }
  await answered()
  return {
    run: (acts) => ask({ kind: 'run', acts }),
    async setClock(at) {
      await ask({ kind: 'clock', at })
    },
    async close() {
      child.disconnect()
      await gone
    },
  }
}
