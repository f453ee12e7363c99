import { bodyWithin } from '#src/chat/adapting/body-within.ts'

/** Why a file was not had from Discord. */
export type DownloadTrouble = 'elsewhere' | 'too-large' | 'gone' | 'unreachable'

export type Downloaded =
  | { readonly bytes: Uint8Array }
  /** `problem` is for people's words, `detail` for the log; neither names the file. */
  | { readonly problem: DownloadTrouble; readonly detail: string }

/**
 * The bytes of a file that somebody put in a form. Discord's own hosts alone are asked, and nobody is followed elsewhere; where
 * another API is set, its host too, exactly.
 */
export async function downloadFile(
  { apiUrl }: { readonly apiUrl: string },
  {
    url,
    size,
    maxBytes,
  }: {
    readonly url: string
    /** How long Discord says that it is. */
    readonly size?: number | undefined
    readonly maxBytes: number
  },
): Promise<Downloaded> {
  if (!isDiscords(url, apiUrl)) return { problem: 'elsewhere', detail: 'not a host of Discord' }
  if (size !== undefined && size > maxBytes)
    return { problem: 'too-large', detail: 'file download: by what Discord says' }
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(downloadMs),
    })
    return await wholeFile(answer, { size, maxBytes })
  } catch (failure) {
    const name = failure instanceof Error ? failure.name : 'failed'
    return { problem: 'unreachable', detail: `file download: ${name}` }
  }
}

const downloadMs = 15_000
const hosts = new Set(['cdn.discordapp.com', 'media.discordapp.net'])

function isDiscords(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, origin, username, password, port } = new URL(url)
  if (username !== '' || password !== '') return false
  const own = new URL(apiUrl)
  if (own.hostname !== 'discord.com' && origin === own.origin) return true
  return protocol === 'https:' && port === '' && hosts.has(hostname)
}

async function wholeFile(
  answer: Response,
  { size, maxBytes }: { readonly size: number | undefined; readonly maxBytes: number },
): Promise<Downloaded> {
  if (answer.status !== 200) {
    // The address is signed, and good for a while only.
    const isGone = answer.status >= 400 && answer.status < 500 && answer.status !== 429
    return leave(answer, isGone ? 'gone' : 'unreachable', String(answer.status))
  }
  const had = await bodyWithin(answer, maxBytes)
  if ('tooLong' in had) return { problem: 'too-large', detail: `file download: ${had.tooLong}` }
  if (size !== undefined && had.bytes.byteLength !== size)
    return { problem: 'unreachable', detail: 'file download: not as long as it said' }
  return had
}

async function leave(
  answer: Response,
  problem: DownloadTrouble,
  detail: string,
): Promise<Downloaded> {
  await answer.body?.cancel()
  return { problem, detail: `file download: ${detail}` }
}
