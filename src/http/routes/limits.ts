import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpProblem } from '../problem.ts'
import { sessionToken } from '../reader.ts'
import type { Config } from '#src/config.ts'

/** How much one machine or one session may ask in a minute. Each answers in time or ends the request with 429. */
export interface Limits {
  /** A class joins from behind one address, all in the same minute. */
  join(request: FastifyRequest): Promise<void>
  /** Somebody who tries codes: `wrong` counts one more, anything else only asks whether it was too many. */
  guess(request: FastifyRequest, wrong: boolean): Promise<void>
  /** What one member does in a room. */
  act(request: FastifyRequest): Promise<void>
  verify(request: FastifyRequest): Promise<void>
  upload(request: FastifyRequest): Promise<void>
  /** A class that opens the files of a vote from behind one address stays below. */
  evidence(request: FastifyRequest): Promise<void>
}

export function createLimits(server: FastifyInstance, config: Config): Limits {
  const perMinute = (max: number, keyGenerator = addressOf) =>
    server.createRateLimit({ max, timeWindow: 60_000, keyGenerator })
  const join = perMinute(1000)
  const guess = perMinute(60)
  const member = perMinute(60, (request) => sessionToken(request, config) ?? addressOf(request))
  // 200 people who vote at once from one machine stay far below.
  const machine = perMinute(6000)
  const verify = perMinute(30)
  const upload = perMinute(20)
  const evidence = perMinute(300)
  return {
    join: async (request) => refuse(await join(request)),
    guess: async (request, wrong) => refuse(await guess(request, { increment: wrong })),
    async act(request) {
      refuse(await machine(request))
      refuse(await member(request))
    },
    verify: async (request) => refuse(await verify(request)),
    upload: async (request) => refuse(await upload(request)),
    evidence: async (request) => refuse(await evidence(request)),
  }
}

function addressOf({ ip }: FastifyRequest): string {
  return ip
}

type Answer = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>

function refuse(answer: Answer): void {
  if (answer.isAllowed || !answer.isExceeded) return
  const headers = { 'retry-after': String(Math.max(1, answer.ttlInSeconds)) }
  throw new HttpProblem(429, 'too-many', { headers })
}
