import type { WebAPICallResult } from '@slack/web-api'
import type { Pace, PacedCall } from './pace.ts'
import type { SlackApi } from './slack-api.ts'

export interface Calling {
  readonly api: Pick<SlackApi, 'call' | 'upload'>
  readonly pace: Pace
}

/** A call that waits for its turn, is tried once, and minds what Slack says about limits. */
export async function callInTurn(
  { api, pace }: Calling,
  call: PacedCall,
  args: Readonly<Record<string, unknown>>,
): Promise<WebAPICallResult> {
  await pace.turn(call)
  return callNow({ api, pace }, call, args)
}

/** As `callInTurn`, when the turn has come already. */
export async function callNow(
  { api, pace }: Calling,
  call: PacedCall,
  args: Readonly<Record<string, unknown>>,
): Promise<WebAPICallResult> {
  try {
    return await api.call(call.team, call.method, args, { patient: true })
  } catch (failure) {
    pace.heed(call, failure)
    throw failure
  }
}
