import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import {
  addEvidenceFile,
  type EvidenceFileRow,
  type FileFacts,
  findEvidenceFile,
  forgetSettledFiles,
  forgetWaitingFiles,
  renewWaitingFile,
  waitingFiles,
} from '#src/storage/evidence-files.ts'
import { holdLock } from '#src/storage/locks.ts'
import type { Language } from '#src/storage/members.ts'
import type { Grounds } from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import { sayRefusal } from '#src/texts/say-refusal.ts'
import type { App } from './app.ts'
import {
  type EvidenceType,
  evidenceTypeOf,
  evidenceTypes,
  isEvidenceType,
} from './evidence-type.ts'
import { hash } from './fresh.ts'

const megabyte = 1024 * 1024

/** How many files a proposal may have as evidence, and how much they may weigh. */
export const evidenceLimits = { files: 5, each: 10 * megabyte, together: 20 * megabyte } as const

interface Room {
  readonly files: number
  readonly bytes: number
}

/** What may wait to become evidence of a proposal: nobody fills the room of all the others. */
const roomOfMember: Room = { files: 15, bytes: 60 * megabyte }
const roomOfWorkspace: Room = { files: 200, bytes: 500 * megabyte }

/** Why a file is not taken as evidence. */
export type EvidenceProblem =
  | 'empty'
  | 'kind'
  | 'too-large'
  | 'too-many'
  | 'too-large-together'
  | 'gone'
  | 'busy'

export type EvidenceRefusal = {
  readonly code: 'evidence-refused'
  readonly problem: EvidenceProblem
}

/** A file as somebody hands it in: its name and its type are only what they say. */
export interface HandedFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

interface Handing {
  readonly workspaceId: string
  readonly file: HandedFile
  /** The member who hands it in, where that is known. */
  readonly by?: string | undefined
}

/**
 * Keeps a file for the form that will name it by its id; one that no proposal took is forgotten after a day. What it is is
 * read from its bytes, and its name is given the ending that goes with it. A file that the same member handed in already,
 * and that waits still, is the same file.
 */
export async function takeEvidenceFile(
  app: App,
  { workspaceId, file, by }: Handing,
): Promise<Outcome<{ readonly id: string }, EvidenceRefusal>> {
  const { bytes } = file
  if (bytes.length === 0) return refused('empty')
  if (bytes.length > evidenceLimits.each) return refused('too-large')
  const type = evidenceTypeOf(bytes)
  if (type === undefined) return refused('kind')
  const [id, createdAt, name] = [app.newId(), app.now(), safeName(file.name, type)]
  const size = bytes.length
  const row = { workspaceId, id, handedBy: by ?? null, name, type, size, createdAt, takenAt: null }
  const named = { ...row, hash: hash(`${name}\0${hash(bytes)}`) }
  return app.store.tx(async (tx) => {
    // Files that come at the same time are counted one after the other.
    await holdLock(tx, `files:${workspaceId}`)
    const waiting = await waitingFiles(tx, workspaceId)
    const own = waiting.filter(({ handedBy }) => by !== undefined && handedBy === by)
    const same = own.find((one) => one.hash === named.hash)
    if (same) {
      await renewWaitingFile(tx, { ...same, createdAt })
      return accept({ id: same.id })
    }
    if (!hasRoom(roomOfMember, own, size) || !hasRoom(roomOfWorkspace, waiting, size))
      return refused('busy')
    await addEvidenceFile(tx, { ...named, bytes: Buffer.from(bytes) })
    return accept({ id })
  })
}

function hasRoom({ files, bytes }: Room, waiting: readonly FileFacts[], size: number): boolean {
  return waiting.length < files && weightOf(waiting) + size <= bytes
}

function weightOf(files: readonly FileFacts[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

/** The same for a chat platform, which is told why not in its reader's language. */
export async function keepEvidenceFile(
  app: App,
  { language, ...handing }: Handing & { readonly language: Language },
): Promise<{ readonly id: string } | { readonly problem: string }> {
  const taken = await takeEvidenceFile(app, handing)
  return taken.ok ? taken.value : { problem: sayRefusal(language, taken.refusal) }
}

/** The files that a form names, as a proposal keeps them; refused where one is not there, or they are too much together. */
export async function evidenceNamed(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
): Promise<Outcome<NonNullable<Grounds['evidenceFiles']>, EvidenceRefusal>> {
  if (ids.length === 0) return accept([])
  if (ids.length > evidenceLimits.files) return refused('too-many')
  const found = new Map((await waitingFiles(tx, workspaceId)).map((one) => [one.id, one]))
  const files = ids.flatMap((id) => found.get(id) ?? [])
  if (files.length < ids.length) return refused('gone')
  if (weightOf(files) > evidenceLimits.together) return refused('too-large-together')
  return accept(files.map(({ id, name, type }) => ({ id, name, type })))
}

/** A file that is evidence for a proposal. */
export type ShownFile = EvidenceFileRow & { readonly type: EvidenceType }

/** Whoever knows the id of a file may see it: only the group is told. */
export async function viewEvidenceFile(
  { store }: Pick<App, 'store'>,
  id: string,
): Promise<ShownFile | undefined> {
  const row = await findEvidenceFile(store.db, id)
  return row && isEvidenceType(row.type) ? { ...row, type: row.type } : undefined
}

/** Where a file is shown. */
export function evidenceUrl({ baseUrl }: Pick<App, 'baseUrl'>, id: string): string {
  return `${baseUrl}/evidence/${id}`
}

const dayMs = 24 * 3_600_000

/** Forgets the files of forms that were never submitted, and those of proposals that ended a year ago. */
export async function forgetEvidenceFiles({ now }: Pick<App, 'now'>, tx: Tx): Promise<void> {
  await forgetWaitingFiles(tx, now() - dayMs)
  await forgetSettledFiles(tx, now() - 365 * dayMs)
}

function refused(problem: EvidenceProblem): {
  readonly ok: false
  readonly refusal: EvidenceRefusal
} {
  return refuse({ code: 'evidence-refused', problem })
}

const longestName = 80
// Controls, what turns the direction of the text, and what no system has in a file's name.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"*/:<>?\\|]+/gu

// A file called `film.mp4.exe` must not be saved under that name, whatever it holds.
function safeName(name: string, type: EvidenceType): string {
  const plain = name.toWellFormed().normalize('NFC').replaceAll(unsafe, ' ').trim()
  const dot = plain.lastIndexOf('.')
  const ending = plain.slice(dot + 1).toLowerCase()
  const [usual, ...others]: readonly [string, ...string[]] = evidenceTypes[type]
  const isKnown = dot > 0 && [usual, ...others].includes(ending)
  const stem = (isKnown ? plain.slice(0, dot) : plain).replace(/^[.\s]+/, '')
  // No character is cut in two.
  const short = stem
    .slice(0, longestName)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim()
  return `${short || 'file'}.${isKnown ? ending : usual}`
}
