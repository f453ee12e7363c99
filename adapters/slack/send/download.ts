import { z } from 'zod'
import { bodyWithin } from '#src/chat/adapting/body-within.ts'
import type { Tokens } from '../admission/tokens.ts'
import { troubleOf } from './slack-trouble.ts'

/** Why a file was not had from Slack. */
export type DownloadTrouble = 'elsewhere' | 'too-large' | 'no-right' | 'unreachable'

export type Downloaded =
  | { readonly bytes: Uint8Array }
  /** `problem` is for people's words, `detail` for the log; neither names the file. */
  | { readonly problem: DownloadTrouble; readonly detail: string }

/**
 * The bytes of a file that somebody put in a form, from its `url_private_download`. Slack's own hosts alone are asked, for the
 * workspace's token goes with it; whoever sends it on elsewhere is not followed.
 */
export async function downloadFile(
  { tokens, apiUrl }: { readonly tokens: Pick<Tokens, 'tokenFor'>; readonly apiUrl: string },
  {
    team,
    url,
    size,
    maxBytes,
  }: {
    readonly team: string
    readonly url: string
    /** How long Slack says that it is. */
    readonly size?: number | undefined
    readonly maxBytes: number
  },
): Promise<Downloaded> {
  if (!isSlacks(url, apiUrl)) return { problem: 'elsewhere', detail: 'not a host of Slack' }
  try {
    const { token } = await tokens.tokenFor(team)
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(downloadMs),
    })
    return await wholeFile(answer, { size, maxBytes })
  } catch (failure) {
    return { problem: 'unreachable', detail: troubleOf('file download', failure).message }
  }
}

const downloadMs = 15_000

/** https://files.slack.com and its like; where another API is set, its host too, exactly. */
function isSlacks(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, origin, username, password, port } = new URL(url)
  if (username !== '' || password !== '') return false
  if (origin === new URL(apiUrl).origin) return true
  return protocol === 'https:' && port === '' && /(^|\.)slack\.com$/.test(hostname)
}

// What is not as long as the file is an error in words, or half of it.
async function wholeFile(
  answer: Response,
  { size, maxBytes }: { readonly size: number | undefined; readonly maxBytes: number },
): Promise<Downloaded> {
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
  const had = await bytesOf(answer, maxBytes)
  if ('problem' in had || had.bytes.byteLength === size) return had
  if (isJson && isRefusal(had.bytes)) return { problem: 'no-right', detail: 'refused in JSON' }
  return size === undefined ? had : { problem: 'unreachable', detail: 'not as long as it said' }
}

function isRefusal(bytes: Uint8Array): boolean {
  try {
    const answer: unknown = JSON.parse(Buffer.from(bytes).toString())
    return z.object({ ok: z.literal(false) }).safeParse(answer).success
  } catch {
    return false
  }
}

async function bytesOf(answer: Response, maxBytes: number): Promise<Downloaded> {
  const type = answer.headers.get('content-type') ?? ''
  const named = answer.headers.get('content-disposition') !== null
  if (answer.status !== 200) return leave(answer, troubleFor(answer.status), String(answer.status))
  // Without files:read Slack answers its sign-in page, with status 200.
  if (type.startsWith('text/html') && !named) return leave(answer, 'no-right', 'a page')
  const had = await bodyWithin(answer, maxBytes)
  return 'tooLong' in had ? { problem: 'too-large', detail: `file download: ${had.tooLong}` } : had
}

function troubleFor(status: number): DownloadTrouble {
  // Who may not read it is sent to the sign-in page.
  const isMoved = status >= 300 && status < 400
  return isMoved || status === 401 || status === 403 ? 'no-right' : 'unreachable'
}

async function leave(
  answer: Response,
  problem: DownloadTrouble,
  detail: string,
): Promise<Downloaded> {
  await answer.body?.cancel()
  return { problem, detail: `file download: ${detail}` }
}
