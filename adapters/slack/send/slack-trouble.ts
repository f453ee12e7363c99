import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { z } from 'zod'
import { noAnswer } from '#src/chat/adapting/no-answer.ts'
import { NotInstalled } from '../admission/tokens.ts'

/** A call that Slack did not answer well. Its message names the method and Slack's own error, and nothing of people. */
export class SlackTrouble extends Error {
  /** Slack's own word (`channel_not_found`), or ours: `timeout`, `no_answer`, `http_503`, `not_installed`, `ratelimited`. */
  readonly error: string
  /** The scope that the app lacks. */
  readonly needed: string | undefined
  readonly retryAfterMs: number | undefined
  /** Slack surely did not do it. */
  readonly certain: boolean

  constructor(
    what: string,
    trouble: {
      readonly error: string
      readonly needed?: string | undefined
      readonly retryAfterMs?: number | undefined
      readonly certain: boolean
      readonly at?: string | undefined
    },
  ) {
    const { error, needed, at } = trouble
    super([`${what}: ${error}`, needed && `needs ${needed}`, at].filter(Boolean).join(', '))
    this.name = 'SlackTrouble'
    this.error = error
    this.needed = needed
    this.retryAfterMs = trouble.retryAfterMs
    this.certain = trouble.certain
  }
}

/** Slack's usual pause, where it names none. */
export const usualPauseMs = 5000

/**
 * What any failure of a call means. The failure itself is left behind: it holds what was sent and answered, texts of people
 * among it.
 */
export function troubleOf(method: string, failure: unknown): SlackTrouble {
  if (failure instanceof SlackTrouble) return failure
  if (failure instanceof NotInstalled)
    return new SlackTrouble(method, { error: 'not_installed', certain: true })
  if (failure instanceof WebAPIRateLimitedError)
    return rateLimited(method, failure.retryAfter * 1000)
  if (failure instanceof WebAPIPlatformError) return refused(method, failure.data)
  if (failure instanceof WebAPIHTTPError) return badStatus(method, failure.statusCode)
  return unanswered(method, failure instanceof WebAPIRequestError ? failure.original : failure)
}

const longestPauseMs = 60 * 60_000

/** Slack asked to wait, or would. Nothing waits longer than an hour, whatever was asked. */
export function rateLimited(method: string, askedMs: number): SlackTrouble {
  const retryAfterMs = Math.min(askedMs, longestPauseMs)
  return new SlackTrouble(method, { error: 'ratelimited', retryAfterMs, certain: true })
}

const answerSchema = z.object({
  error: z.string(),
  needed: z.string().optional().catch(undefined),
  response_metadata: z
    .object({
      messages: z.array(z.string()).optional().catch(undefined),
      retryAfter: z.number().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
})

/** "It's possible some aspect of the operation succeeded before the error was raised." @see https://docs.slack.dev/reference/methods/chat.postMessage */
const halfDone = new Set(['fatal_error', 'internal_error', 'service_unavailable'])

function refused(method: string, data: unknown): SlackTrouble {
  const { error, needed, response_metadata: about } = answerSchema.parse(data)
  // What is no error code is the page of a proxy.
  if (!/^[\w.-]{1,80}$/.test(error))
    return new SlackTrouble(method, { error: 'no_answer', certain: false })
  if (error === 'ratelimited' || error === 'rate_limited' || error === 'message_limit_exceeded')
    return rateLimited(method, (about?.retryAfter ?? usualPauseMs / 1000) * 1000)
  const at = pointersIn(about?.messages ?? [])
  return new SlackTrouble(method, { error, needed, at, certain: !halfDone.has(error) })
}

/** Where in the blocks the fault is, without the text that stands there. */
function pointersIn(messages: readonly string[]): string | undefined {
  const pointers = messages.flatMap((message) => /json-pointer:[\w/-]{0,120}/.exec(message) ?? [])
  return pointers.length > 0 ? pointers.slice(0, 3).join(' ') : undefined
}

function badStatus(method: string, status: number): SlackTrouble {
  const certain = status >= 400 && status < 500 && status !== 408
  return new SlackTrouble(method, { error: `http_${status}`, certain })
}

function unanswered(method: string, failure: unknown): SlackTrouble {
  if (failure instanceof Error && failure.name === 'TimeoutError')
    return new SlackTrouble(method, { error: 'timeout', certain: false })
  const { certain, code: at } = noAnswer(failure)
  return new SlackTrouble(method, { error: 'no_answer', at, certain })
}
