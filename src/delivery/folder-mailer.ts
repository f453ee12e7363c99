import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { composeLetter, type Sender } from './compose-letter.ts'
import type { Letter, Mailer } from './mailer.ts'

/** Keeps each letter as `<id>.eml` in a folder: the same letter twice is one file, and a half-written one is never seen. */
export function folderMailer(folder: string, sender: Sender): Mailer {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    async send(letter: Letter): Promise<void> {
      const { message } = await composer.sendMail(composeLetter(letter, sender))
      await mkdir(folder, { recursive: true })
      const path = join(folder, `${letter.id}.eml`)
      await writeSafely(path, message)
    },
    async close(): Promise<void> {
      composer.close()
    },
  }
}

async function writeSafely(path: string, content: unknown): Promise<void> {
  if (!Buffer.isBuffer(content)) throw new Error('The letter was not composed whole.')
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
