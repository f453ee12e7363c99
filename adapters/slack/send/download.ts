import type { Tokens } from '../tokens.ts'
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
    maxBytes,
  }: { readonly team: string; readonly url: string; readonly maxBytes: number },
): Promise<Downloaded> {
  if (!isSlacks(url, apiUrl)) return { problem: 'elsewhere', detail: 'not a host of Slack' }
  try {
    const { token } = await tokens.tokenFor(team)
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(downloadMs),
    })
    return await bytesOf(answer, maxBytes)
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

async function bytesOf(answer: Response, maxBytes: number): Promise<Downloaded> {
  const type = answer.headers.get('content-type') ?? ''
  const named = answer.headers.get('content-disposition') !== null
  if (answer.status !== 200) return leave(answer, troubleFor(answer.status), String(answer.status))
  // Without files:read Slack answers its sign-in page, with status 200.
  if (type.startsWith('text/html') && !named) return leave(answer, 'no-right', 'a page')
  if (Number(answer.headers.get('content-length') ?? 0) > maxBytes)
    return leave(answer, 'too-large', 'by its length')
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength
    if (length > maxBytes) return { problem: 'too-large', detail: 'longer than it said' }
    chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks) }
}

function troubleFor(status: number): DownloadTrouble {
  // Who may not read it is sent to the sign-in page.
  return status >= 300 && status < 500 ? 'no-right' : 'unreachable'
}

async function leave(
  answer: Response,
  problem: DownloadTrouble,
  detail: string,
): Promise<Downloaded> {
  await answer.body?.cancel()
  return { problem, detail: `file download: ${detail}` }
}
