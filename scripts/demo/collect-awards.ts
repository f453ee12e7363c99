import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { texts } from '#src/texts/texts.ts'
import type { Visitor } from '../visitor.ts'
import type { Party } from './party.ts'

/** One award as result.json lists it; file names are relative to it. */
export interface DemoAward {
  readonly id: string
  readonly kind: 'person' | 'group'
  readonly recipient: string
  readonly url: string
  readonly png: string
  readonly credential: string
  readonly assertion: string
  /** Null for the award of the group itself: its members get the letters. */
  readonly letter: string | null
  readonly verified: boolean
}

/** Downloads every badge that was delivered, and the group's own, verifies each and keeps the files. */
export async function collectAwards(
  party: Party,
  { out, mailFolder }: { readonly out: string; readonly mailFolder: string },
): Promise<readonly DemoAward[]> {
  const { language, learners, trainer } = party
  const t = texts[language].demo
  console.log('')
  const letters = await readLetters(mailFolder)
  const awards: DemoAward[] = []
  for (const learner of learners) {
    for (const { id, said } of await delivered(learner)) {
      console.log(t.delivered(learner.name, said))
      const letter = letters.find(({ text }) => text.includes(`/awards/${id}`))
      if (letter) await copyFile(join(mailFolder, letter.name), join(out, letter.name))
      awards.push(
        await keep(party, out, {
          id,
          kind: 'person',
          recipient: learner.name,
          letter: letter?.name ?? null,
        }),
      )
    }
  }
  for (const id of await groupAwards(trainer))
    awards.push(await keep(party, out, { id, kind: 'group', recipient: t.group, letter: null }))
  console.log(t.letters(letters.length))
  for (const { recipient, verified } of awards) console.log(t.checked(recipient, verified))
  return awards
}

const report = z.object({ valid: z.boolean() })

async function keep(
  { baseUrl }: Party,
  out: string,
  award: Pick<DemoAward, 'id' | 'kind' | 'recipient' | 'letter'>,
): Promise<DemoAward> {
  const url = `${baseUrl}/awards/${award.id}`
  const files = {
    png: await download(`${url}.png`, out),
    credential: await download(`${url}.json`, out),
    assertion: await download(`${url}.ob2.json`, out),
  }
  const verified = await verify(baseUrl, join(out, files.png))
  const { id, kind, recipient, letter } = award
  return { id, kind, recipient, url, ...files, letter, verified }
}

async function verify(baseUrl: string, file: string): Promise<boolean> {
  const form = new FormData()
  form.set('file', new Blob([await readFile(file)], { type: 'image/png' }), basename(file))
  const response = await fetch(`${baseUrl}/verify`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: form,
    signal: AbortSignal.timeout(10_000),
  })
  return report.parse(await response.json()).valid
}

async function download(url: string, out: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`)
  const name = basename(new URL(url).pathname)
  await writeFile(join(out, name), await response.bytes())
  return name
}

async function delivered(learner: Visitor) {
  return (await learner.messages()).flatMap(({ private: own, message: { text, files = [] } }) =>
    files.flatMap(({ url }) => {
      const id = awardIn(url)
      return own && id ? [{ id, said: text }] : []
    }),
  )
}

async function groupAwards(trainer: Visitor): Promise<readonly string[]> {
  const ids = (await trainer.messages()).flatMap(({ message: { buttons = [] } }) =>
    buttons.flatMap(({ url }) => awardIn(url) ?? []),
  )
  return [...new Set(ids)]
}

function awardIn(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /\/awards\/([\w-]{22})/.exec(url)?.[1]
}

// Quoted-printable breaks long lines with "=" and writes "=" as "=3D".
async function readLetters(folder: string) {
  const found = await readdir(folder)
  return Promise.all(
    found.map(async (name) => {
      const letter = await readFile(join(folder, name), 'latin1')
      return { name, text: letter.replaceAll('=\r\n', '').replaceAll('=3D', '=') }
    }),
  )
}
