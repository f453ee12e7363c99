import type { ModalView, View } from '@slack/types'
import { z } from 'zod'
import { within } from '#src/chat/adapting/within.ts'
import type { Language, Message, Ref } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { messageBlocks, plainText } from '../blocks/message-blocks.ts'
import { messageView, waitingView } from '../blocks/message-view.ts'
import type { PictureSource } from '../blocks/part-blocks.ts'
import { partsOf, teamRef, thingRef } from '../refs.ts'
import { SlackTrouble } from '../send/slack-api.ts'
import { factsOf, type Told, whatWentWrong } from './ask.ts'
import type { Desk } from './desk.ts'
import { viewOfForm } from './paged-form.ts'

/** The ways in which somebody can be answered. */
export interface Door {
  readonly channel: Ref
  readonly user: string
  /** Opens a window, once, within three seconds. */
  readonly trigger?: string | undefined
  /** Shows a message to this person alone, within half an hour. */
  readonly respondTo?: string | undefined
  /** The window in which it was done. */
  readonly viewId?: string | undefined
  /** What they read, as far as it is known by then. */
  readonly language: () => Language
  /** What it was that they did, for the log. */
  readonly surface: string
}

/**
 * Answers what was done outside a window: a message beside it, a form in a window. `first` may put a quick message into the
 * very acknowledgement; it says whether it did.
 */
export async function answerBeside(
  desk: Desk,
  door: Door,
  work: Promise<Told>,
  first: (told: Told | undefined) => Promise<boolean>,
): Promise<void> {
  const quick = await within(desk.quickMs, work)
  if (await first(quick)) return
  if (quick) return showBeside(desk, door, quick)
  const viewId = await openView(desk, door, waitingView(door.language())).catch(() => undefined)
  const told = await work
  if (viewId === undefined) return showBeside(desk, door, told)
  await showInView(desk, { ...door, viewId }, told)
}

/** Answers what was done in a window, by putting the answer in its place. */
export async function answerInside(
  desk: Desk,
  door: Door & { readonly viewId: string },
  work: Promise<Told>,
): Promise<void> {
  if (!(await within(desk.quickMs, work)))
    await updateView(desk, door, waitingView(door.language())).catch(() => undefined)
  await showInView(desk, door, await work)
}

/** A message as what a command is answered with. */
export function ephemeral(
  message: Message,
  language: Language,
  picture?: PictureSource,
): Readonly<Record<string, unknown>> {
  return {
    response_type: 'ephemeral',
    replace_original: false,
    text: plainText(message),
    blocks: messageBlocks(message, { language, ...(picture ? { picture } : {}) }),
  }
}

/** The window that shows an answer. Never fails: what cannot be shown is an accident, and told as one. */
export async function windowOf(
  desk: Desk,
  door: Door,
  told: Told,
): Promise<{ readonly told: Told; readonly view: ModalView }> {
  try {
    return { told, view: await viewOf(desk, door, told) }
  } catch (failure) {
    const instead = accident(desk, door, { failure, told })
    const { message, language } = instead
    return { told: instead.told, view: messageView(message, { language, channel: door.channel }) }
  }
}

async function viewOf(
  desk: Desk,
  { channel }: Door,
  { reply, language }: Told,
): Promise<ModalView> {
  if ('message' in reply) return messageView(reply.message, { language, channel })
  const workspace = teamRef(partsOf(channel).team)
  return viewOfForm(desk, reply, { workspace, channel, language })
}

function accident(
  desk: Desk,
  { channel, surface }: Door,
  { failure, told: { language } }: { readonly failure: unknown; readonly told: Told },
) {
  const told = whatWentWrong(desk, { team: partsOf(channel).team, surface }, { failure, language })
  const message = 'message' in told.reply ? told.reply.message : { text: words(language).tooLate }
  return { told, message, language }
}

/** Puts an answer into a window that is open; where that fails, words of it, else beside it. */
export async function showInView(
  desk: Desk,
  door: Door & { readonly viewId: string },
  told: Told,
): Promise<void> {
  const shown = await windowOf(desk, door, told)
  try {
    await updateView(desk, door, shown.view)
  } catch (failure) {
    const { message, language } = inWords(desk, door, { failure, told: shown.told })
    const { channel } = door
    if (!isGone(failure)) {
      const view = messageView({ text: message.text }, { language, channel })
      if (await updateView(desk, door, view).catch(() => undefined)) return
    }
    await sayBeside(desk, door, message, language)
  }
}

async function showBeside(desk: Desk, door: Door, told: Told): Promise<void> {
  const { reply, language } = told
  if ('message' in reply && door.respondTo !== undefined)
    return sayBeside(desk, door, reply.message, language)
  const shown = await windowOf(desk, door, told)
  try {
    await openView(desk, door, shown.view)
  } catch (failure) {
    await sayBeside(
      desk,
      door,
      inWords(desk, door, { failure, told: shown.told }).message,
      language,
    )
  }
}

/** What is told where a window cannot be shown: the message that was to stand in it, else what is in the way. */
function inWords(
  desk: Desk,
  door: Door,
  { failure, told }: { readonly failure: unknown; readonly told: Told },
): { readonly message: Message; readonly language: Language } {
  const { reply, language } = told
  if ('message' in reply) return { message: reply.message, language }
  if (isGone(failure))
    return { message: { text: reply.problem ?? words(language).tooLate }, language }
  return accident(desk, door, { failure, told })
}

/** By the address that came with it; where Slack does not take that any more, by its other ways to one person. */
async function sayBeside(
  desk: Desk,
  { respondTo, channel, user }: Door,
  message: Message,
  language: Language,
): Promise<void> {
  try {
    if (respondTo !== undefined)
      return await withoutPictures((picture) =>
        desk.respond(respondTo, ephemeral(message, language, picture)),
      )
  } catch (failure) {
    if (!(failure instanceof SlackTrouble)) throw failure
  }
  await desk.whisper(thingRef(partsOf(channel).team, user), channel, message, language)
}

async function openView(desk: Desk, door: Door, view: View): Promise<string> {
  if (door.trigger === undefined) throw new SlackTrouble('views.open', expired)
  return callForView(desk, door, 'views.open', { trigger_id: door.trigger, view })
}

/** Replaces what stands in a window. */
export function updateView(
  desk: Desk,
  door: Door & { readonly viewId: string },
  view: View,
): Promise<string> {
  return callForView(desk, door, 'views.update', { view_id: door.viewId, view })
}

async function callForView(
  desk: Desk,
  { channel }: Door,
  method: string,
  { view, ...args }: { readonly view: View; readonly [name: string]: unknown },
): Promise<string> {
  const answer = await withoutPictures(async (picture) => {
    const shown = picture
      ? { ...view, blocks: view.blocks.filter(({ type }) => type !== 'image') }
      : view
    return desk.api.call(partsOf(channel).team, method, { ...args, view: shown })
  })
  return viewSchema.parse(answer).view.id
}

/** Slack refuses a whole message for one picture that it cannot fetch: then it goes without. */
async function withoutPictures<Done>(
  send: (picture?: PictureSource) => Promise<Done>,
): Promise<Done> {
  try {
    return await send()
  } catch (failure) {
    if (!(failure instanceof SlackTrouble) || !unshowable.has(failure.error)) throw failure
    return send(() => undefined)
  }
}

const unshowable = new Set(['invalid_blocks', 'invalid_arguments', 'http_400'])

const viewSchema = z.object({ view: z.object({ id: z.string() }) })

const expired = { error: 'expired_trigger_id', certain: true } as const

/** The window was closed, or Slack gave up waiting for it. */
function isGone(failure: unknown): boolean {
  return failure instanceof SlackTrouble && gone.has(failure.error)
}

const gone = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'trigger_expired',
  'trigger_exchanged',
  'invalid_trigger_id',
  'not_found',
  'view_not_found',
])

/** Carries out what follows an acknowledgement. What fails here has nobody left to tell it to but the log. */
export function afterwards(desk: Desk, surface: string, work: Promise<void>): Promise<void> {
  return desk.underWay.add(
    work.catch((failure: unknown) => {
      desk.log.error({ ...factsOf(failure), surface }, 'an answer did not reach Slack')
    }),
  )
}
