import type { Config } from '#src/config.ts'
import { type Finding, troubleIn } from './finding.ts'

const patienceMs = 5_000

/** What an address answered to `/healthz`, and its clock where it told it. */
interface Answer {
  readonly status: number
  readonly ms: number
  /** How much its clock is ahead of ours; its `Date` header has whole seconds. */
  readonly aheadMs: number | undefined
}

export interface ServiceCheck {
  readonly findings: readonly Finding[]
  readonly aheadMs: number | undefined
}

/** Asks the service itself and, where it has a public address, by that one, each within five seconds. */
export async function checkService(config: Config, now: () => number): Promise<ServiceCheck> {
  const { publicUrl } = config
  const [local, outside] = await Promise.all([
    checkLocal(config),
    publicUrl === undefined ? undefined : ask(publicUrl, now),
  ])
  const isDown = local.mark !== 'good'
  return {
    findings: [local, ...describePublic(publicUrl, outside, isDown)],
    aheadMs: outside && 'status' in outside ? outside.aheadMs : undefined,
  }
}

async function checkLocal({ host, port }: Config): Promise<Finding> {
  const part = 'service'
  if (port === 0) return { part, mark: 'unchecked', say: (t) => t.serviceUnknown() }
  const address = `${urlHost(host)}:${port}`
  try {
    const options = { signal: AbortSignal.timeout(patienceMs), redirect: 'manual' } as const
    const { status } = await fetch(`http://${address}/readyz`, options)
    if (status === 200) return { part, mark: 'good', say: (t) => t.serviceUp({ address }) }
    return { part, mark: 'wrong', say: (t) => t.serviceNotReady({ address }) }
  } catch {
    return { part, mark: 'look', say: (t) => t.serviceDown({ address }) }
  }
}

async function ask(
  origin: string,
  now: () => number,
): Promise<Answer | { readonly trouble: string }> {
  const asked = now()
  try {
    const response = await fetch(`${origin}/healthz`, {
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'manual',
    })
    await response.body?.cancel()
    const ms = now() - asked
    const date = Date.parse(response.headers.get('date') ?? '')
    // The header leaves the fraction of the second out: half a second more is the best guess.
    const aheadMs = Number.isNaN(date) ? undefined : date + 500 - (asked + ms / 2)
    return { status: response.status, ms, aheadMs }
  } catch (error) {
    return { trouble: troubleIn(error) }
  }
}

function describePublic(
  url: string | undefined,
  answer: Answer | { readonly trouble: string } | undefined,
  isDown: boolean,
): Finding[] {
  const part = 'public-url'
  if (url === undefined || !answer) return [{ part, mark: 'unchecked', say: (t) => t.publicNone() }]
  const plain: Finding[] = url.startsWith('https:')
    ? []
    : [{ part, mark: 'look', say: (t) => t.publicPlain({ url }) }]
  return [...plain, reachable(url, answer, isDown)]
}

function reachable(
  url: string,
  answer: Answer | { readonly trouble: string },
  isDown: boolean,
): Finding {
  const part = 'public-url'
  if ('status' in answer && answer.status === 200) {
    const { ms } = answer
    return { part, mark: 'good', say: (t) => t.publicGood({ url, ms }) }
  }
  if (isDown) return { part, mark: 'look', say: (t) => t.publicWhileDown({ url }) }
  if ('status' in answer) {
    const { status } = answer
    return { part, mark: 'wrong', say: (t) => t.publicAnswers({ url, status }) }
  }
  const detail = answer.trouble
  return { part, mark: 'wrong', say: (t) => t.publicUnreachable({ url, detail }) }
}

/** Compares clocks: leases, deadlines and the dates of badges rest on ours. */
export function checkClock(
  database: number | undefined,
  {
    publicUrl,
    aheadMs,
  }: { readonly publicUrl: string | undefined; readonly aheadMs: number | undefined },
): Finding[] {
  const findings: Finding[] = []
  if (database !== undefined) findings.push(compareClock('PostgreSQL', database, 2_000))
  // Whole seconds, and whatever the way there took.
  if (publicUrl !== undefined && aheadMs !== undefined)
    findings.push(compareClock(new URL(publicUrl).host, aheadMs, 5_000))
  return findings.length > 0
    ? findings
    : [{ part: 'clock', mark: 'unchecked', say: (t) => t.clockUnchecked() }]
}

function compareClock(against: string, aheadMs: number, allowedMs: number): Finding {
  const part = 'clock'
  const away = Math.abs(aheadMs)
  const seconds = away / 1000
  if (away <= allowedMs)
    return { part, mark: 'good', say: (t) => t.clockGood({ against, seconds }) }
  // From there on Slack's and Discord's requests are taken for old ones and refused.
  const mark = away > 300_000 ? 'wrong' : 'look'
  return { part, mark, say: (t) => t.clockOff({ against, seconds }) }
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
