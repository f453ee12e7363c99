import type { KeptForm } from '#src/chat/adapting/form-drafts.ts'
import type { Field, Language } from '#src/chat/contract.ts'
import { fileRefusal, mostFileBytes, mostFiles } from '#src/chat/adapting/evidence-intake.ts'
import { discordWords, refusalWords } from '#src/chat/words.ts'
import type { DownloadTrouble } from '../send/download-file.ts'
import type { DiscordFile } from '../views/read-modal.ts'
import { NotNow, type Scene } from './ask.ts'
import type { Desk, Refused } from './desk.ts'

/** What was filled in, with the files that came with it; or why one of them is not taken, and in which field. */
export type Taken =
  | { readonly kept: KeptForm }
  | { readonly kept: KeptForm; readonly problem: string; readonly field: string }

/**
 * Fetches the files that were handed in, and keeps them with the service: where the page asked for them, of who may give them.
 * They join those that were handed in before.
 */
export async function takeFiles(
  desk: FilesDesk,
  scene: Scene,
  { kept, fields, files }: FilesSent,
): Promise<Taken> {
  const handedIn = Object.entries(files).filter(([, some]) => some.length > 0)
  if (handedIn.length === 0) return { kept }
  const isAsked = (name: string) => fields.some((one) => one.kind === 'file' && one.name === name)
  if (!handedIn.every(([name]) => isAsked(name))) throw new NotNow({ code: 'form-expired' })
  if (!scene.person.isTrainer) throw new NotNow({ code: 'trainers-only' })
  let taken = kept
  for (const [field, some] of handedIn) {
    const one = await takeField(desk, scene, { kept: taken, field, files: some })
    if ('problem' in one) return one
    taken = one.kept
  }
  return { kept: taken }
}

type FilesDesk = Pick<Desk, 'book' | 'download' | 'log'>

interface FilesSent {
  readonly kept: KeptForm
  /** Of the page that was sent. */
  readonly fields: readonly Field[]
  readonly files: Readonly<Record<string, readonly DiscordFile[]>>
}

async function takeField(
  desk: FilesDesk,
  scene: Scene,
  {
    kept,
    field,
    files,
  }: { readonly kept: KeptForm; readonly field: string; readonly files: readonly DiscordFile[] },
): Promise<Taken> {
  const ids = new Set(kept.values[field]?.split('\n').filter(Boolean))
  if (ids.size + files.length > mostFiles) {
    const problem = refusalWords(scene.language, fileRefusal('too-many', scene.language))
    return { kept, problem, field }
  }
  for (const file of files) {
    const one = await takeFile(desk, scene, file)
    if ('problem' in one) return { kept, problem: one.problem, field }
    ids.add(one.id)
  }
  return { kept: { ...kept, values: { ...kept.values, [field]: [...ids].join('\n') } } }
}

async function takeFile(
  desk: FilesDesk,
  { workspace, by, language, guild }: Scene,
  { filename, url, size, content_type: type }: DiscordFile,
): Promise<{ readonly id: string } | { readonly problem: string }> {
  const fetched = await desk.download({ url, size, maxBytes: mostFileBytes })
  if ('problem' in fetched) {
    const { problem, detail } = fetched
    desk.log.warn({ guild, problem, detail }, 'a file was not fetched')
    return { problem: refusalWords(language, refusedFor(problem, language)) }
  }
  // What it really is, is seen there by its first bytes: Discord goes by its name.
  const file = { name: filename, type: type ?? 'application/octet-stream', bytes: fetched.bytes }
  return desk.book.files.keep(workspace, file, language, by.ref)
}

function refusedFor(problem: DownloadTrouble, language: Language): Refused {
  switch (problem) {
    case 'elsewhere':
    case 'gone':
      return { code: 'file-refused', why: discordWords(language).fileElsewhere }
    case 'too-large':
      return fileRefusal('too-large', language)
    case 'unreachable':
      return { code: 'chat-unreachable' }
  }
}
