import { asBare, figure, type Report } from './measure.ts'
import { startChild } from './child.ts'
import { fireOver, type Shot } from './http-load.ts'
import { checkStored } from './chat-votes.ts'

const wantedShare = 0.5

/** Signs requests at the last moment: a signature is good for five minutes. */
export type Sign = (payloads: readonly string[], path: string) => readonly Shot[]

/** Ballots sent by signed requests to a real service in a process of its own, beside a bare route that checks as they are signed. */
export async function measureSigned(
  {
    name,
    env,
    folder,
    bareEnv,
    payloads,
    path,
    sign,
  }: {
    readonly name: string
    readonly env: Readonly<Record<string, string>>
    readonly folder: string
    /** What the bare route checks by. */
    readonly bareEnv: Readonly<Record<string, string>>
    readonly payloads: string[]
    readonly path: string
    readonly sign: Sign
  },
  report: Report,
): Promise<void> {
  const bare = await startChild('bare-signed', bareEnv)
  await fireOver(bare, sign(payloads.slice(0, 1000), '/bare'))
  const floor = await fireOver(bare, sign(payloads, '/bare'))
  await bare.stop()

  const service = await startChild('service', env)
  await fireOver(service, sign(payloads.splice(0, Math.ceil(payloads.length / 10)), path))
  const pace = await fireOver(service, sign(payloads, path))
  await service.stop()
  await checkStored(folder, payloads.length)
  const floorName = `bare Fastify route that checks the signature of ${name}`
  report(asBare(floorName, floor))
  report(
    figure(`ballots signed by ${name}, answered once stored, 64 connections`, pace, {
      bare: [asBare(floorName, floor)],
      aim: {
        aim: `half of the bare route's rate`,
        met: pace.perSecond >= wantedShare * floor.perSecond,
      },
      note: `p50 and p99 are those of the answer; the bare route's: ${inMs(floor.p50Ms)} and ${inMs(floor.p99Ms)} ms`,
    }),
  )
}

function inMs(ms: number | undefined): string {
  return (ms ?? 0).toFixed(1)
}
