import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '#src/config.ts'
import { startService } from '#src/service.ts'

/** What the process of the service measures of itself, when it is asked to. */
export interface Measure {
  /** After a collection. */
  readonly heapMb: number
  readonly rssMb: number
  /** Open files and sockets; 0 where the system does not tell. */
  readonly descriptors: number
  /** Milliseconds that the event loop was late since the last measure. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number }
}

export type Asked = 'measure' | 'stop'

// A whole service in a process of its own, started with --expose-gc. It ends with its parent.

const service = await startService(readConfig(process.env))
const lag = monitorEventLoopDelay({ resolution: 5 })
lag.enable()
process.on('disconnect', () => process.exit())
// The parent asks for nothing else.
process.on('message', (asked: Asked) => void answer(asked))
process.send?.(service.app.baseUrl)

async function answer(asked: Asked): Promise<void> {
  if (asked === 'stop') {
    await service.stop()
    process.exit()
  }
  process.send?.(measure())
}

function measure(): Measure {
  const lagMs = { p50: ms(lag.percentile(50)), p99: ms(lag.percentile(99)), max: ms(lag.max) }
  // What the first collection lets go of may hold more.
  for (let times = 0; times < 3; times += 1) globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  lag.reset()
  return { heapMb: heapUsed / 1e6, rssMb: rss / 1e6, descriptors: descriptors(), lagMs }
}

function ms(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e5) / 10
}

function descriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}
