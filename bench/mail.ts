import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { composeLetter, type Sender } from '#src/delivery/compose-letter.ts'
import { folderMailer } from '#src/delivery/folder-mailer.ts'
import type { Letter, Mailer } from '#src/delivery/mailer.ts'
import { smtpMailer } from '#src/delivery/smtp-mailer.ts'
import { startChild } from './child.ts'
import { aPicture } from './credentials.ts'
import { inFolder } from './engines.ts'
import { asBare, figure, fire, type Pace, repeat, type Report, type Size } from './measure.ts'

const sizes = { tiny: 5, quick: 300, full: 2000 } as const
/** As many as the outbox hands over at once to a mailer. */
const callers = 8

const sender: Sender = {
  from: 'badges@example.org',
  fromName: 'Cordée',
  host: 'badges.example.org',
}

/** Letters with a badge in them: by SMTP to a server that forgets them, and in the folder. */
export async function measureMail(size: Size, report: Report): Promise<void> {
  const count = sizes[size]
  const picture = aPicture()
  const letter = (index: number) => aLetter(index, picture)
  const whole = await composed(letter(0))

  const sink = await startChild('mail-sink')
  const bare = createTransport({ url: sink.url, pool: true, maxConnections: 2 })
  const envelope = { from: sender.from, to: 'learner@example.org' }
  const sendBare = () => bare.sendMail({ envelope, raw: whole })
  await fire({ count: callers, callers, call: sendBare })
  const floor = await fire({ count, callers, call: sendBare })
  bare.close()
  const smtp = await send(smtpMailer(sink.url, sender), letter, count)
  await sink.stop()
  const weight = `${Math.round(whole.length / 1000)} kB`
  report(
    figure(`letters by SMTP, ${weight}`, smtp, {
      cost: 'letter',
      bare: [asBare('bare nodemailer, pooled, composed before', floor)],
    }),
  )

  await inFolder(async (folder) => {
    const bareFolder = join(folder, 'bare')
    await mkdir(bareFolder)
    const files = await repeat((index) => writeFile(bareFolder, index, whole), { count })
    const letters = await send(folderMailer(join(folder, 'mail'), sender), letter, count)
    report(
      figure(`letters in the folder, ${weight}`, letters, {
        bare: [asBare('bare write + fsync + rename, one by one', files)],
      }),
    )
  })
}

async function send(
  mailer: Mailer,
  letter: (index: number) => Letter,
  count: number,
): Promise<Pace> {
  const call = (index: number) => mailer.send(letter(index))
  await fire({ count: callers, callers, call })
  const pace = await fire({ count, callers, call })
  await mailer.close()
  return pace
}

/** What the folder's and the outbox's letters cost the disk alone. */
export async function writeFile(folder: string, index: number, content: Uint8Array): Promise<void> {
  const draft = join(folder, `${index}.draft`)
  const file = await open(draft, 'w', 0o600)
  await file.writeFile(content)
  await file.sync()
  await file.close()
  await rename(draft, join(folder, `${index}.eml`))
}

async function composed(letter: Letter): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await composer.sendMail(composeLetter(letter, sender))
  if (!Buffer.isBuffer(message)) throw new Error('The letter was not composed whole.')
  return message
}

function aLetter(index: number, picture: Uint8Array): Letter {
  const line = 'Votre groupe a validé ce badge : 21 votants sur 30. '
  return {
    id: `letter-${index}`,
    to: `learner.${index}@example.org`,
    toName: `Learner ${index}`,
    subject: 'Votre badge « Réaliser une production collective »',
    text: line.repeat(25),
    html: `<p>${line.repeat(80)}</p>`,
    language: 'fr',
    attachments: [{ name: 'badge.png', type: 'image/png', bytes: picture, cid: 'badge@cordee' }],
  }
}
