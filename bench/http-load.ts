import autocannon from 'autocannon'
import type { Child } from './child.ts'
import { collectGarbage, type Pace, spread } from './measure.ts'

/** One request; `path` begins with a slash. */
export interface Shot {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const connections = 64

/**
 * Fires each shot once over 64 connections, each of which waits for its answer before it goes on. The processor time is
 * the server's. Throws when an answer is no success.
 */
export async function fireOver(child: Child, shots: readonly Shot[]): Promise<Pace> {
  collectGarbage()
  const waits = new Float64Array(shots.length)
  let next = 0
  let answered = 0
  const before = await child.cpuUs()
  const startedAt = performance.now()
  let endedAt = startedAt
  const options = {
    url: child.url,
    connections: Math.min(connections, shots.length),
    amount: shots.length,
    timeout: 20,
    // It ends at the next sample.
    sampleInt: 20,
    requests: [
      {
        setupRequest: (request: autocannon.Request) => {
          // Each connection prepares one more than it sends.
          const { headers, ...shot } = shots[next++ % shots.length] ?? { path: '/' }
          return { ...request, ...shot, headers: { ...headers } }
        },
      },
    ],
  }
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const load = autocannon(options, (error: unknown, found) =>
      error ? reject(new Error('The load could not be made.', { cause: error })) : resolve(found),
    )
    // Its own histogram knows whole milliseconds only.
    load.on('response', (_client, _status, _bytes, ms) => {
      waits[answered++] = ms
      endedAt = performance.now()
    })
  })
  const after = await child.cpuUs()
  const { errors, non2xx } = result
  if (errors + non2xx > 0)
    throw new Error(`${errors} requests failed and ${non2xx} were refused: ${saidBy(result)}`)
  return {
    perSecond: shots.length / ((endedAt - startedAt) / 1000),
    ...spread(waits),
    cpuUs: (after - before) / shots.length,
  }
}

function saidBy({ statusCodeStats }: autocannon.Result): string {
  return JSON.stringify(statusCodeStats ?? {})
}
