import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { composeLetter, type Sender } from './compose-letter.ts'
import { DeliveryFailure } from './delivery-failure.ts'
import type { Letter, Mailer } from './mailer.ts'

/** How long the mail server may take, in milliseconds. */
export interface SmtpPatience {
  /** To let us in: look-up of its name, connection, greeting. */
  readonly connectMs: number
  /** For its next word, or for taking our next bytes. */
  readonly answerMs: number
}

// RFC 5321 §4.5.3.2 grants ten minutes after the last byte of a letter: a server that keeps a letter and is then not
// heard gets it once more, so patience saves repeats.
const usualPatience: SmtpPatience = { connectMs: 10_000, answerMs: 60_000 }
const connections = 2

/** Sends letters by SMTP over a few connections kept open: opening one costs about 100 ms. */
export function smtpMailer(
  url: string,
  sender: Sender,
  { connectMs, answerMs }: SmtpPatience = usualPatience,
): Mailer {
  const { dkim } = sender
  const options = {
    pool: true,
    maxConnections: connections,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
    ...(dkim ? { dkim } : {}),
  }
  const transport = createTransport({ ...fromUrl(url), ...options })
  return {
    atOnce: connections,
    async send(letter: Letter): Promise<void> {
      const composed = composeLetter(letter, sender)
      try {
        const { rejected } = await transport.sendMail(composed)
        if (rejected.length > 0) throw refused({})
      } catch (error) {
        throw asDeliveryFailure(error)
      }
    },
    async close(): Promise<void> {
      transport.close()
    },
  }
}

function fromUrl(text: string) {
  const url = new URL(text)
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(url.username === ''
      ? {}
      : {
          auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
        }),
  }
}

// What is wrong with the server is wrong for every letter: the whole lane waits, and no letter uses up its attempts.
const unreachablePauseMs = 10_000
const closingPauseMs = 60_000
const lockedOutPauseMs = 300_000

const connectionCodes = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EPROTOCOL',
])
const letterCodes = new Set(['EENVELOPE', 'EMESSAGE'])

/** What nodemailer's error means for the letter; what it knows nothing of stays as it is. */
function asDeliveryFailure(cause: unknown): unknown {
  if (cause instanceof DeliveryFailure) return cause
  const { responseCode: reply, code = '', command } = replyOf(cause)
  if (reply === undefined) {
    if (letterCodes.has(code)) return refused({ cause })
    return connectionCodes.has(code) ? unreachable(cause) : cause
  }
  const isLetters = letterCodes.has(code) && !isAboutSender({ reply, command })
  // RFC 5321 §4.2.1: 5yz will fail again, 4yz may not. §3.8: 421 may come at any time, and the server closes.
  if (reply < 500) return later({ reply, pauses: reply === 421 || !isLetters, cause })
  return isLetters ? refused({ reply, cause }) : lockedOut({ reply, cause })
}

// A wrong password, or a sender that the server does not take: it goes away once the settings are mended.
function isAboutSender({ reply, command }: Pick<Reply, 'command'> & { reply: number }): boolean {
  const isTooLarge = reply === 552 // §4.2.3; told here where SIZE (RFC 1870) was announced.
  return command === 'MAIL FROM' && reply >= 500 && !isTooLarge
}

function unreachable(cause: unknown): DeliveryFailure {
  return new DeliveryFailure('The mail server could not be reached.', {
    reason: 'mail-unreachable',
    retryAfterMs: unreachablePauseMs,
    cause,
  })
}

function later({
  reply,
  pauses,
  cause,
}: {
  readonly reply: number
  readonly pauses: boolean
  readonly cause: unknown
}): DeliveryFailure {
  return new DeliveryFailure(`The mail server asked to try later (${reply}).`, {
    reason: pauses ? 'mail-closing' : 'mail-later',
    reply,
    retryAfterMs: pauses ? closingPauseMs : undefined,
    cause,
  })
}

function lockedOut({ reply, cause }: Answered): DeliveryFailure {
  return new DeliveryFailure(`The mail server does not let the service in (${reply}).`, {
    reason: 'mail-locked-out',
    reply,
    retryAfterMs: lockedOutPauseMs,
    cause,
  })
}

function refused({ reply, cause }: Partial<Answered>): DeliveryFailure {
  const what = reply === undefined ? 'this letter' : `the letter (${reply})`
  return new DeliveryFailure(`The mail server refused ${what}.`, {
    reason: 'mail-refused',
    reply,
    permanent: true,
    cause,
  })
}

interface Answered {
  readonly reply: number
  readonly cause: unknown
}

const reply = z.object({
  responseCode: z.number().optional(),
  code: z.string().optional(),
  command: z.string().optional(),
})

type Reply = z.output<typeof reply>

function replyOf(error: unknown): Reply {
  return reply.safeParse(error).data ?? {}
}
