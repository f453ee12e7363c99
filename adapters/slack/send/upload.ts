import { z } from 'zod'
import type { Sending, Sendings } from '#src/chat/chat-book.ts'
import type { Attachment, Ref } from '#src/chat/contract.ts'
import { partsOf, thingRef } from '../refs.ts'
import { type Calling, callInTurn } from './call-in-turn.ts'
import { markOf } from './sending-mark.ts'
import { SlackTrouble } from './slack-trouble.ts'

export type SlackUpload = Pick<Attachment, 'name' | 'bytes' | 'alternative'>

/** Hands the bytes to Slack. Nobody sees them before `completeUpload`. Answers the file's id. */
export async function uploadBytes(
  calling: Calling,
  team: string,
  { name, bytes, alternative }: SlackUpload,
): Promise<string> {
  const args = {
    filename: name,
    length: bytes.byteLength,
    // `filesUploadV2` of the client calls it alt_text, and Slack forgets it (facts, trap 12).
    alt_txt: alternative.slice(0, longestAlternative),
  }
  const call = { team, method: 'files.getUploadURLExternal' }
  const place = placeSchema.parse(await callInTurn(calling, call, args))
  await calling.api.upload(place.upload_url, bytes)
  return place.file_id
}

/** Makes a file of the bytes: in a conversation (its id, `D…` for a private one), else for blocks of messages alone. */
export async function completeUpload(
  calling: Calling,
  team: string,
  file: { readonly id: string; readonly title: string; readonly channel?: string },
): Promise<void> {
  const { id, title, channel } = file
  await callInTurn(
    calling,
    { team, method: 'files.completeUploadExternal' },
    { files: [{ id, title }], ...(channel === undefined ? {} : { channel_id: channel }) },
  )
}

/** Puts a file in a private conversation unless it is there: its id is in the book before Slack shows it. */
export async function uploadOnce(
  parts: UploadOnceParts,
  to: Destination,
  { file, key }: { readonly file: SlackUpload; readonly key: string },
): Promise<void> {
  const { sendings } = parts
  const { team, destination } = to
  const [uploaded, shown] = [markOf(`${key}:uploaded`), markOf(`${key}:shown`)]
  if ((await sendings.find(destination, shown))?.message !== undefined) return
  const before = await sendings.find(destination, uploaded)
  if (before?.message === undefined || !(await finish(parts, to, { file, ...before }))) {
    const id = await uploadBytes(parts, team, file)
    await keepAs(sendings, destination, uploaded, thingRef(team, id))
    await completeUpload(parts, team, { id, title: titleOf(file), channel: to.channel })
  }
  await keepAs(sendings, destination, shown, thingRef(team, to.channel))
}

export interface UploadOnceParts extends Calling {
  readonly sendings: Sendings
  readonly now: () => number
}

interface Destination {
  readonly team: string
  readonly channel: string
  /** Where it is kept in the book. */
  readonly destination: Ref
}

async function keepAs(sendings: Sendings, destination: Ref, key: string, ref: Ref): Promise<void> {
  await sendings.begin(destination, key)
  await sendings.keep(destination, key, ref)
}

/** What Slack says to a second completion of what went through the first, or of what it threw away. */
const spent = new Set(['file_not_found', 'file_update_failed', 'invalid_file', 'already_completed'])
/** Slack puts a file in its place some seconds after it said so. */
const settlesMs = 15_000
const lookAgainMs = 5000

// The bytes are with Slack since an earlier try, and an upload is completed once. False: they are of no use any more.
async function finish(
  parts: UploadOnceParts,
  { team, channel }: Destination,
  { file, message, begunAt }: Sending & { readonly file: SlackUpload },
): Promise<boolean> {
  const { id } = partsOf(message ?? '')
  const place = { team, channel, id }
  if ((await isShown(parts, place)) === true) return true
  try {
    await completeUpload(parts, team, { id, title: titleOf(file), channel })
    return true
  } catch (failure) {
    if (!(failure instanceof SlackTrouble) || !spent.has(failure.error)) throw failure
  }
  // Who may not look takes it for shown: better no second file than two.
  if ((await isShown(parts, place)) !== false) return true
  const leftMs = begunAt + settlesMs - parts.now()
  if (leftMs > 0) throw unsettled(Math.min(leftMs, lookAgainMs))
  return false
}

function unsettled(retryAfterMs: number): SlackTrouble {
  return new SlackTrouble('file upload', { error: 'unknown_outcome', retryAfterMs, certain: true })
}

async function isShown(
  calling: Calling,
  { team, channel, id }: { readonly team: string; readonly channel: string; readonly id: string },
): Promise<boolean | 'blind'> {
  try {
    const call = { team, method: 'files.info' }
    const { file } = infoSchema.parse(await callInTurn(calling, call, { file: id }))
    return file.ims.includes(channel) || Object.hasOwn(file.shares.private ?? {}, channel)
  } catch (failure) {
    if (!(failure instanceof SlackTrouble)) throw failure
    if (blind.has(failure.error)) return 'blind'
    if (absent.has(failure.error)) return false
    throw failure
  }
}

function titleOf({ alternative, name }: SlackUpload): string {
  return alternative.slice(0, 250) || name
}

const blind = new Set(['missing_scope', 'access_denied', 'not_allowed_token_type'])
/** What is not completed yet cannot be seen. */
const absent = new Set(['file_not_found', 'not_visible', 'file_deleted'])

const longestAlternative = 1000

const placeSchema = z.object({ upload_url: z.url(), file_id: z.string().min(1) })

const infoSchema = z.object({
  file: z.object({
    ims: z.array(z.string()).catch([]),
    shares: z.object({ private: z.record(z.string(), z.unknown()).optional() }).catch({}),
  }),
})
