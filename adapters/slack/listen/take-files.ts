import type { Fields, Language, Reply } from '#src/chat/contract.ts'
import { refusal } from '#src/chat/replies/refusal.ts'
import { words } from '#src/chat/words.ts'
import type { FilledView, SlackFile } from '../blocks/read-view.ts'
import { partsOf } from '../refs.ts'
import type { Scene } from './ask.ts'
import type { DownloadTrouble } from '../send/download.ts'
import type { Desk, Refused } from './desk.ts'
import type { Filled } from './paged-form.ts'

/** What was filled in with the ids of the files that came with it; or why one of them is not taken, and in which field. */
export type Taken =
  | { readonly fields: Fields }
  | { readonly fields: Fields; readonly problem: string; readonly field: string }

/** Fetches the files that were handed in, and keeps them with the service. */
export async function takeFiles(
  desk: Desk,
  scene: Scene,
  { sent, filled }: { readonly sent: FilledView; readonly filled: Filled },
): Promise<Taken> {
  const fields: Record<string, string> = { ...filled.fields }
  for (const [field, files] of Object.entries(sent.files))
    for (const file of files) {
      const kept = await takeFile(desk, scene, file)
      if ('problem' in kept) return { fields, problem: kept.problem, field }
      const before = fields[field]
      fields[field] = before ? `${before}\n${kept.id}` : kept.id
    }
  return { fields }
}

async function takeFile(
  desk: Desk,
  { workspace, language }: Scene,
  file: SlackFile,
): Promise<{ readonly id: string } | { readonly problem: string }> {
  const { team } = partsOf(workspace)
  const url = file.url_private_download ?? file.url_private ?? ''
  const fetched = await desk.download(team, url, mostBytes)
  if ('problem' in fetched) {
    desk.log.warn(
      { team, problem: fetched.problem, detail: fetched.detail },
      'a file was not fetched',
    )
    return { problem: wordsOf(refusal(language, refusedFor(fetched.problem, language))) }
  }
  const { bytes } = fetched
  const { name, mimetype: type } = file
  return desk.book.files.keep(
    workspace,
    { name: name || file.id, type: type || 'application/octet-stream', bytes },
    language,
  )
}

const mostBytes = 10 * 1024 * 1024

function refusedFor(problem: DownloadTrouble, language: Language): Refused {
  switch (problem) {
    case 'elsewhere':
      return { code: 'file-refused', why: words(language).fileElsewhere }
    case 'too-large':
      return { code: 'file-refused', why: words(language).fileTooLarge(mostBytes / 1024 / 1024) }
    case 'no-right':
      return { code: 'scope-missing', scope: 'files:read' }
    case 'unreachable':
      return { code: 'chat-unreachable' }
  }
}

function wordsOf(reply: Reply): string {
  return 'message' in reply ? reply.message.text : ''
}
