import type { Fields, Language } from '#src/chat/contract.ts'
import { fileRefusal, mostFileBytes, mostFiles } from '#src/chat/adapting/evidence-intake.ts'
import { refusalWords, words } from '#src/chat/words.ts'
import type { FilledView, SlackFile } from '../blocks/read-view.ts'
import { partsOf, thingRef } from '../refs.ts'
import type { Scene } from './ask.ts'
import type { DownloadTrouble } from '../send/download.ts'
import { markOf } from '../send/sending-mark.ts'
import type { Desk, Refused } from './desk.ts'
import type { Filled } from './paged-form.ts'

/**
 * What was filled in with the ids of the files that came with it; why one of them is not taken, and in which field; or why
 * none is fetched at all.
 */
export type Taken =
  | { readonly fields: Fields }
  | { readonly fields: Fields; readonly problem: string; readonly field: string }
  | { readonly refused: Refused }

/** Fetches the files that were handed in, and keeps them with the service: where a form asked for them, of who may give them. */
export async function takeFiles(desk: FilesDesk, scene: Scene, sending: FilesSent): Promise<Taken> {
  const { sent, filled } = sending
  const fields: Record<string, string> = { ...filled.fields }
  const handedIn = Object.entries(sent.files).filter(([, files]) => files.length > 0)
  const [first] = handedIn
  if (!first) return { fields }
  const refused = await whyNot(desk, scene, sending)
  if (refused) return { refused }
  const together = handedIn.flatMap(([, files]) => files)
  if (together.length > mostFiles) {
    const problem = refusalWords(scene.language, fileRefusal('too-many', scene.language))
    return { fields, problem, field: first[0] }
  }
  for (const [field, files] of handedIn)
    for (const file of files) {
      const kept = await takeOnce(desk, scene, { file, viewId: sending.viewId })
      if ('problem' in kept) return { fields, problem: kept.problem, field }
      const ids = new Set(fields[field]?.split('\n').filter(Boolean))
      fields[field] = [...ids.add(kept.id)].join('\n')
    }
  return { fields }
}

type FilesDesk = Pick<Desk, 'book' | 'download' | 'log'>

interface FilesSent {
  readonly sent: FilledView
  readonly filled: Filled
  /** The window stays the same one however often it is sent off. */
  readonly viewId: string
}

async function whyNot(
  { book }: FilesDesk,
  { workspace, by }: Scene,
  { sent, filled }: FilesSent,
): Promise<Refused | undefined> {
  const asked = filled.form?.fields.filter(({ kind }) => kind === 'file') ?? []
  const isAsked = (field: string) => asked.some(({ name }) => name === field)
  if (!Object.keys(sent.files).every(isAsked)) return { code: 'form-expired' }
  const person = await book.roster.person(workspace, by.ref)
  return person?.isTrainer ? undefined : { code: 'trainers-only' }
}

type Kept = { readonly id: string } | { readonly problem: string }

// A window that comes back with what is wrong is sent off again with the same files.
async function takeOnce(
  desk: FilesDesk,
  scene: Scene,
  { file, viewId }: { readonly file: SlackFile; readonly viewId: string },
): Promise<Kept> {
  const { workspace } = scene
  const { sendings } = desk.book
  const key = markOf(`evidence:${viewId}:${file.id}`)
  const before = (await sendings.find(workspace, key))?.message
  if (before !== undefined) return { id: partsOf(before).id }
  const kept = await takeFile(desk, scene, file)
  if ('problem' in kept) return kept
  await sendings.begin(workspace, key)
  await sendings.keep(workspace, key, thingRef(partsOf(workspace).team, kept.id))
  return kept
}

async function takeFile(
  desk: FilesDesk,
  { workspace, by, language }: Scene,
  file: SlackFile,
): Promise<Kept> {
  const { team } = partsOf(workspace)
  const url = file.url_private_download ?? file.url_private ?? ''
  const fetched = await desk.download(team, { url, size: file.size ?? undefined }, mostFileBytes)
  if ('problem' in fetched) {
    desk.log.warn(
      { team, problem: fetched.problem, detail: fetched.detail },
      'a file was not fetched',
    )
    return { problem: refusalWords(language, refusedFor(fetched.problem, language)) }
  }
  const { bytes } = fetched
  const { name, mimetype: type } = file
  return desk.book.files.keep(
    workspace,
    { name: name || file.id, type: type || 'application/octet-stream', bytes },
    language,
    by.ref,
  )
}

function refusedFor(problem: DownloadTrouble, language: Language): Refused {
  switch (problem) {
    case 'elsewhere':
      return { code: 'file-refused', why: words(language).fileElsewhere }
    case 'too-large':
      return fileRefusal('too-large', language)
    case 'no-right':
      return { code: 'scope-missing', scope: 'files:read' }
    case 'unreachable':
      return { code: 'chat-unreachable' }
  }
}
