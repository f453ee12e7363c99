import { z } from 'zod'
import { DiscordError, invalidForm } from './discord-error.ts'
import { isEphemeral, readModal } from './message-rules.ts'
import { addMessage, changeMessage, type Sent } from './write-message.ts'
import type { LiveInteraction, Message, World } from './world.ts'

const callback = z.looseObject({ type: z.int(), data: z.unknown().optional() })
const deferred = z.looseObject({ flags: z.int().optional() }).nullish()
const choices = z.object({
  choices: z
    .array(
      z.looseObject({
        name: z.string().min(1).max(100),
        value: z.union([z.string().min(1).max(100), z.number()]),
      }),
    )
    .max(25),
})

/** The first answer to an interaction, by the callback or in the response. Throws what Discord answers instead. */
export function answerInteraction(world: World, live: LiveInteraction, sent: Sent): void {
  if (live.dead) throw new DiscordError(404, 10062, 'Unknown interaction')
  if (live.answered)
    throw new DiscordError(400, 40060, 'Interaction has already been acknowledged.')
  const read = callback.safeParse(sent.body)
  if (!read.success) throw invalidForm(['type is missing'])
  const { type, data } = read.data
  try {
    carryOut(world, live, { type, sent: { ...sent, body: data } })
  } catch (error) {
    if (error instanceof DiscordError)
      live.first({ type: undefined, body: sent.body, trouble: troubleOf(error) })
    throw error
  }
  live.answered = true
  live.first({ type, body: sent.body })
}

function carryOut(
  world: World,
  live: LiveInteraction,
  { type, sent }: { readonly type: number; readonly sent: Sent },
): void {
  switch (type) {
    case 4:
      live.original = answerMessage(world, live, sent)
      return closeModal(world, live)
    case 5:
      return defer(world, live, sent.body)
    case 6:
      live.original = sourceOf(live)
      return closeModal(world, live)
    case 7:
      live.original = changeMessage(world, sourceOf(live), sent)
      return closeModal(world, live)
    case 8:
      return offer(live, sent.body)
    case 9:
      return open(world, live, sent.body)
    default:
      throw invalidForm([`an answer of type ${type}`])
  }
}

function answerMessage(world: World, live: LiveInteraction, sent: Sent): Message {
  notAutocomplete(live)
  const channel = channelOf(world, live)
  return addMessage(world, channel, { ...sent, answerTo: live.userId })
}

function defer(world: World, live: LiveInteraction, data: unknown): void {
  notAutocomplete(live)
  const { flags = 0 } = deferred.parse(data) ?? {}
  // The flag of components comes with the edit.
  if (flags & ~isEphemeral) throw invalidForm(['only EPHEMERAL on a deferred answer'])
  const channel = channelOf(world, live)
  const message: Message = {
    id: world.snowflake(),
    channelId: channel.id,
    authorId: world.botId,
    content: '',
    components: [],
    flags,
    attachments: [],
    nonce: undefined,
    replyTo: undefined,
    pings: [],
    onlyFor: flags & isEphemeral ? live.userId : undefined,
    loading: true,
    editedAt: undefined,
  }
  channel.messages.push(message)
  live.original = message
  closeModal(world, live)
}

function offer(live: LiveInteraction, data: unknown): void {
  if (live.type !== 4) throw invalidForm(['choices answer autocomplete alone'])
  const read = choices.safeParse(data)
  if (!read.success) throw invalidForm(read.error.issues.map(({ message }) => message))
}

function open(world: World, live: LiveInteraction, data: unknown): void {
  notAutocomplete(live)
  if (live.type === 5) throw invalidForm(['MODAL cannot answer a MODAL_SUBMIT'])
  const { modal, problems } = readModal(data)
  if (!modal || problems.length > 0) throw invalidForm(problems)
  world.modals.set(live.userId, { interaction: live, modal })
}

function sourceOf(live: LiveInteraction): Message {
  if (!live.source || live.type === 2 || live.type === 4)
    throw invalidForm(['there is no message to update'])
  return live.source
}

function notAutocomplete({ type }: LiveInteraction): void {
  if (type === 4) throw invalidForm(['autocomplete is answered by choices alone'])
}

// A modal goes when what was filled in has been taken.
function closeModal(world: World, { type, userId }: LiveInteraction): void {
  if (type === 5) world.modals.delete(userId)
}

function channelOf(world: World, { channelId }: LiveInteraction) {
  const channel = world.channels.get(channelId)
  if (!channel) throw new DiscordError(404, 10003, 'Unknown Channel')
  return channel
}

function troubleOf({ code, message, more }: DiscordError): string {
  return `${code} ${message} ${JSON.stringify(more)}`
}
