import { SlackError, WebClient, type WebAPICallResult } from '@slack/web-api'
import type { Log } from '#src/chat/adapting/log.ts'
import { quietLogger } from '../doors/quiet-logger.ts'
import { NotInstalled, type Tokens } from '../admission/tokens.ts'
import { SlackTrouble, troubleOf, usualPauseMs } from './slack-trouble.ts'

export { SlackTrouble } from './slack-trouble.ts'

/** The Web API, by the token of each workspace. */
export class SlackApi {
  readonly #parts: Parts
  readonly #clients = new Map<string, WebClient>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Calls a method for a workspace. `patient`: who asks will try again later, so it is tried once; others get two more
   * tries within the time in which a person waits. Throws `SlackTrouble`.
   */
  async call(
    team: string,
    method: string,
    args: Readonly<Record<string, unknown>>,
    { patient = false }: { readonly patient?: boolean } = {},
  ): Promise<WebAPICallResult> {
    const token = await this.#tokenFor(team, method)
    try {
      return await this.#client(token, patient).apiCall(method, { ...args })
    } catch (failure) {
      const trouble = troubleOf(method, failure)
      this.#note(team, method, trouble)
      throw trouble
    }
  }

  /** Sends the bytes of a file where `files.getUploadURLExternal` said. */
  async upload(url: string, bytes: Uint8Array): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(bytes),
      redirect: 'error',
      signal: AbortSignal.timeout(uploadMs),
    }).catch((failure: unknown) => {
      throw troubleOf('file upload', failure)
    })
    await answer.body?.cancel()
    if (!answer.ok)
      throw new SlackTrouble('file upload', { error: `http_${answer.status}`, certain: true })
  }

  // Renewing a token is a call of its own: when it fails, the one that was asked for was never made.
  async #tokenFor(team: string, method: string): Promise<string> {
    try {
      return (await this.#parts.tokens.tokenFor(team)).token
    } catch (failure) {
      if (!(failure instanceof SlackError || failure instanceof NotInstalled)) throw failure
      const { error, needed, retryAfterMs } = troubleOf(method, failure)
      throw new SlackTrouble(method, { error, needed, retryAfterMs, certain: true })
    }
  }

  #note(team: string, method: string, trouble: SlackTrouble): void {
    const { error, needed, message } = trouble
    if (worthALine(trouble)) this.#parts.log.warn({ team, method, error, needed }, message)
  }

  #client(token: string, patient: boolean): WebClient {
    const key = `${patient ? 'patient' : 'quick'} ${token}`
    const known = this.#clients.get(key)
    if (known) return known
    const client = aClient(this.#parts, token, patient)
    // Tokens rotate: the oldest clients are those of tokens that went out of use.
    const [oldest] = this.#clients.keys()
    if (oldest !== undefined && this.#clients.size >= mostClients) this.#clients.delete(oldest)
    this.#clients.set(key, client)
    return client
  }
}

interface Parts {
  readonly apiUrl: string
  readonly tokens: Pick<Tokens, 'tokenFor'>
  readonly log: Pick<Log, 'warn'>
  /** For how long an answer is waited for. */
  readonly timeoutMs?: number
}

const mostClients = 400
const uploadMs = 20_000

function aClient({ apiUrl, timeoutMs = 8000 }: Parts, token: string, patient: boolean): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    logger: quietLogger,
    fetch: fetchNamingPauses,
    retryConfig: patient ? { retries: 0 } : { retries: 2, minTimeout: 300, factor: 2 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  })
}

/** A 429 without Retry-After is a nameless error to the client (facts, trap 9): it gets the usual pause. */
const fetchNamingPauses: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  if (answer.status !== 429 || /^\d+$/.test(answer.headers.get('retry-after') ?? '')) return answer
  await answer.body?.cancel()
  return new Response(null, {
    status: 429,
    headers: { 'retry-after': String(usualPauseMs / 1000) },
  })
}

/** What somebody who runs the service can mend; a person who left or a deleted message is no news. */
function worthALine({ error }: SlackTrouble): boolean {
  return /^(missing_scope|invalid_|not_authed|token_|account_|http_|no_answer|timeout)/.test(error)
}
