import { InteractionResponseType, MessageFlags } from 'discord.js'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import type { Outgoing } from '../views/outgoing.ts'
import { whatWentWrong } from './ask.ts'
import type { Came } from './came.ts'
import type { Desk } from './desk.ts'
import { factsOf } from './facts-of.ts'
import { type Shown, shownMessage, type Told } from './shown.ts'

/** An answer as Discord takes it. */
export interface FirstAnswer {
  readonly type: InteractionResponseType
  readonly data?: object
}

/** What Discord hears first, within three seconds, and what is done once it has heard it. */
export interface Answered {
  readonly first: FirstAnswer
  /** Never fails: it tells of its own accidents. */
  readonly after?: () => Promise<void>
}

/** The whole answer at once; files follow it. */
export function answerNow(desk: Desk, came: Came, told: Told): Answered {
  const { shown } = told
  if ('modal' in shown && came.kind !== 'modal')
    return { first: { type: InteractionResponseType.Modal, data: shown.modal } }
  if ('files' in shown) return answerLater(desk, came, Promise.resolve(told))
  return { first: messageAnswer(came, bodyOf(shown)) }
}

/** Says that the answer is coming, and puts it there once it is known. */
export function answerLater(desk: Desk, came: Came, work: Promise<Told>): Answered {
  const first: FirstAnswer = came.isInOwn
    ? { type: InteractionResponseType.DeferredMessageUpdate }
    : // Anything but this one flag is refused here.
      {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: { flags: MessageFlags.Ephemeral },
      }
  return { first, after: async () => follow(desk, came, await work) }
}

/** What is said instead of an answer that Discord does not take. */
export function accident(desk: Desk, came: Came, failure: unknown): FirstAnswer {
  const language = came.language ?? desk.language
  const message = whatWentWrong(desk, { came, failure, language })
  return messageAnswer(came, bodyOf(shownMessage(message, { language, guild: came.guild ?? '0' })))
}

// In the place of the message of ours in which it was done, else as a message of its own.
function messageAnswer({ isInOwn }: Came, body: Outgoing): FirstAnswer {
  return isInOwn
    ? { type: InteractionResponseType.UpdateMessage, data: { ...edited(body), attachments: [] } }
    : { type: InteractionResponseType.ChannelMessageWithSource, data: body }
}

async function follow(desk: Desk, came: Came, told: Told): Promise<void> {
  try {
    await put(desk, came, told.shown)
  } catch (failure) {
    const { language } = told
    const facts = { ...factsOf(failure), kind: came.kind }
    if (!isOfTheMessage(failure, told.shown))
      return desk.log.warn(facts, 'an answer did not reach Discord')
    const message = whatWentWrong(desk, { came, failure, language })
    const instead = shownMessage(message, { language, guild: came.guild ?? '0' })
    await put(desk, came, instead).catch((again: unknown) => {
      desk.log.warn(factsOf(again), 'an answer did not reach Discord')
    })
  }
}

async function put({ api, now }: Desk, came: Came, shown: Shown): Promise<void> {
  if (now() - came.at > editableMs) throw new Error('The quarter of an hour is over.')
  const path = `/webhooks/${came.application}/${came.token}/messages/@original`
  const files = 'files' in shown && shown.files ? { files: shown.files } : {}
  const body = edited(bodyOf(shown))
  for (let tries = 1; ; tries++) {
    try {
      await api.call('PATCH', path, { body, ...files, auth: false })
      return
    } catch (failure) {
      const ms = pauseAfter(failure, tries)
      if (tries >= mostTries || ms === undefined) throw failure
      await api.pause(ms)
    }
  }
}

/** How long to wait before it is tried again; undefined: that would change nothing. */
function pauseAfter(failure: unknown, tries: number): number | undefined {
  if (!(failure instanceof DiscordTrouble)) return undefined
  const { status, retryAfterMs } = failure
  // A first answer that left over HTTP may not have arrived everywhere in Discord yet: it knows of no message to edit.
  if (status === 404) return tries * earlyMs
  // Whoever waits sees that the answer is coming. Longer than this, nobody looks any more.
  return retryAfterMs !== undefined && retryAfterMs <= patientMs ? retryAfterMs : undefined
}

const mostTries = 4
const earlyMs = 250
const patientMs = 60_000

function bodyOf(shown: Shown): Outgoing {
  return 'modal' in shown ? shown.closed : shown.body
}

// Who sees it was said when it was first answered.
function edited(body: Outgoing): Outgoing {
  return { ...body, flags: body.flags & ~MessageFlags.Ephemeral }
}

// Where Discord stumbles over a file, words may get through.
function isOfTheMessage(failure: unknown, shown: Shown): boolean {
  if (!(failure instanceof DiscordTrouble)) return false
  const { status } = failure
  return status === 400 || status === 413 || ('files' in shown && status >= 500)
}

// Discord takes edits for a quarter of an hour.
const editableMs = 14.5 * 60_000
