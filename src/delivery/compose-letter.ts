import type { SendMailOptions } from 'nodemailer'
import { z } from 'zod'
import { DeliveryFailure } from './delivery-failure.ts'
import type { DkimSigner } from './dkim-signer.ts'
import type { Letter } from './mailer.ts'

/** Who writes, the host that names the letters, and the key that signs them. */
export interface Sender {
  readonly from: string
  readonly fromName: string
  readonly host: string
  readonly dkim?: DkimSigner | undefined
}

// Refuses line breaks, lists and comments, any of which would add recipients or headers.
const address = z.email()

/** The letter as nodemailer takes it. Refuses an address that is not exactly one address. */
export function composeLetter(letter: Letter, { from, fromName, host }: Sender): SendMailOptions {
  const to = address.safeParse(letter.to)
  if (!to.success) throw notAnAddress()
  return {
    messageId: `<${letter.id}@${host}>`,
    from: { name: oneLine(fromName), address: from },
    to: { name: oneLine(letter.toName), address: to.data },
    subject: oneLine(letter.subject),
    // As letters travel. Nodemailer could see to it, by looking at every byte of the picture too.
    text: withCrlf(letter.text),
    html: withCrlf(letter.html),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'Content-Language': letter.language,
    },
    attachments: letter.attachments.map(({ name, type, bytes, cid }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(bytes),
      // Shown inside the letter by its cid, and listed as a file to keep.
      contentDisposition: 'attachment' as const,
      ...(cid ? { cid } : {}),
    })),
    // A letter is made of what we give, never of files or addresses that its text names.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function notAnAddress(): DeliveryFailure {
  return new DeliveryFailure('This is not a mail address.', {
    reason: 'mail-address',
    permanent: true,
  })
}

function withCrlf(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n')
}

function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001F\u007F\u2028\u2029]+/g, ' ').trim()
}
