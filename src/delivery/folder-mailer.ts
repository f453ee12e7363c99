import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { codeOf } from '#src/storage/store.ts'
import { composeLetter, type Sender } from './compose-letter.ts'
import { DeliveryFailure } from './delivery-failure.ts'
import type { Letter, Mailer } from './mailer.ts'

/** Keeps each letter as `<id>.eml` in a folder: the same letter twice is one file, and a half-written one is never seen. */
export function folderMailer(folder: string, sender: Sender): Mailer {
  const { dkim } = sender
  const composer = createTransport({
    streamTransport: true,
    buffer: true,
    ...(dkim ? { dkim } : {}),
  })
  return {
    atOnce: 8,
    async send(letter: Letter): Promise<void> {
      const { message } = await composer.sendMail(composeLetter(letter, sender))
      if (!Buffer.isBuffer(message)) throw new Error('The letter was not composed whole.')
      try {
        await writeIn(folder, `${letter.id}.eml`, message)
      } catch (cause) {
        throw new DeliveryFailure('The letter could not be written in its folder.', {
          reason: 'mail-folder',
          cause,
        })
      }
    },
    async close(): Promise<void> {
      composer.close()
    },
  }
}

async function writeIn(folder: string, name: string, content: Buffer): Promise<void> {
  const path = join(folder, name)
  try {
    await writeSafely(path, content)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await mkdir(folder, { recursive: true })
    await writeSafely(path, content)
  }
}

async function writeSafely(path: string, content: Buffer): Promise<void> {
  const draft = `${path}.draft`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}
