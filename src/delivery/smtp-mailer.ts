import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { composeLetter, type Sender } from './compose-letter.ts'
import { DeliveryFailure } from './delivery-failure.ts'
import type { Letter, Mailer } from './mailer.ts'

/** Sends letters by SMTP over a few connections kept open: opening one costs about 100 ms. */
export function smtpMailer(url: string, sender: Sender): Mailer {
  const options = {
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  }
  const transport = createTransport({ ...fromUrl(url), ...options })
  return {
    async send(letter: Letter): Promise<void> {
      const composed = composeLetter(letter, sender)
      try {
        const { rejected } = await transport.sendMail(composed)
        if (rejected.length > 0)
          throw new DeliveryFailure('The mail server refused this address.', { permanent: true })
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

// RFC 5321 §4.2.1: 5yz will fail again, 4yz may not. No code: the connection failed. A 5yz that is not about this
// letter, such as a wrong password, goes away once the settings are mended: the letter waits.
function asDeliveryFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  const { responseCode, code } = replyOf(error)
  if (responseCode === undefined)
    return new DeliveryFailure('The mail server could not be reached.', { cause: error })
  const said = `(${responseCode})`
  if (responseCode < 500)
    return new DeliveryFailure(`The mail server asked to try later ${said}.`, { cause: error })
  if (code === 'EENVELOPE' || code === 'EMESSAGE')
    return new DeliveryFailure(`The mail server refused the letter ${said}.`, {
      permanent: true,
      cause: error,
    })
  return new DeliveryFailure(`The mail server does not let the service in ${said}.`, {
    cause: error,
  })
}

const reply = z.object({
  responseCode: z.number().optional(),
  code: z.string().optional(),
})

function replyOf(error: unknown): z.output<typeof reply> {
  return reply.safeParse(error).data ?? {}
}
