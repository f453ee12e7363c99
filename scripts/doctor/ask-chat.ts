import { type Finding, troubleIn } from './finding.ts'

/** How long a chat platform is waited for. */
export const patienceMs = 5_000

/** It answers, but not now. */
export function busy(part: 'discord', status: number): Finding {
  return { part, mark: 'look', say: (t) => t.chatBusy({ detail: String(status) }) }
}

export function unreachable(part: 'discord', error: unknown): Finding {
  const detail = troubleIn(error)
  return { part, mark: 'wrong', say: (t) => t.chatUnreachable({ detail }) }
}

export function under(base: string, path: string): URL {
  return new URL(path, base.endsWith('/') ? base : `${base}/`)
}
