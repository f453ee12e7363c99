import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord.js'
import { z } from 'zod'
import type { About } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'
import { readable } from './readable.ts'

/** A command as the service takes it: a line such as is typed after `/badge`, perhaps about a message. */
export interface ReadCommand {
  readonly text: string
  readonly about?: About
}

/** A command that none of ours can be. */
export class UnreadableCommand extends Error {
  readonly code = 'discord-unreadable-command'
}

/** Reads the `data` of a command, of `/badge` or of the menu of a message or a person. Throws `UnreadableCommand`. */
export function readCommand(data: unknown, guild: string): ReadCommand {
  const parsed = commandSchema.safeParse(data)
  if (!parsed.success)
    throw new UnreadableCommand('The command has not the shape of one.', { cause: parsed.error })
  const command = parsed.data
  switch (command.type) {
    case ApplicationCommandType.ChatInput:
      return { text: lineOf(command, guild) }
    case ApplicationCommandType.Message:
      return { text: 'propose', ...aboutOf(command, guild) }
    case ApplicationCommandType.User:
      return { text: `propose @${thingRef(guild, command.target_id)}` }
  }
}

/** What somebody types in an option that suggests badges, as a search in a form; undefined: none of ours. */
export function readAutocomplete(
  data: unknown,
): { readonly form: string; readonly field: string; readonly words: string } | undefined {
  const parsed = slashSchema.safeParse(data)
  const [subcommand] = parsed.data?.options ?? []
  const focused = subcommand?.options?.find((option) => option.focused === true)
  if (focused?.name !== 'badge') return undefined
  const words = String(focused.value ?? '')
  return subcommand?.name === 'show'
    ? { form: 'show', field: 'badge', words }
    : { form: 'propose', field: 'achievement', words }
}

// Several options of words are several words of the line.
function lineOf({ options = [] }: z.output<typeof slashSchema>, guild: string): string {
  const [subcommand] = options
  if (subcommand?.type !== ApplicationCommandOptionType.Subcommand) return 'help'
  const said = (subcommand.options ?? []).map(({ type, value }) =>
    type === ApplicationCommandOptionType.User
      ? `@${thingRef(guild, id.parse(value))}`
      : words(String(value ?? '')),
  )
  return [subcommand.name, ...said].filter(Boolean).join(' ')
}

// People are named by their own option: a reference that was typed is no person.
function words(typed: string): string {
  return typed
    .split(/\s+/)
    .map((word) => word.replace(/^@+(?=discord:)/i, ''))
    .join(' ')
    .trim()
}

function aboutOf(
  { target_id, resolved }: z.output<typeof pointedSchema>,
  guild: string,
): { readonly about?: About } {
  const message = resolved.messages[target_id]
  if (!message) return {}
  const { content, channel_id, author } = message
  const isPerson = author !== undefined && author.bot !== true
  return {
    about: {
      text: readable(content, message.mentions),
      url: `https://discord.com/channels/${guild}/${channel_id}/${target_id}`,
      ...(isPerson ? { author: thingRef(guild, author.id) } : {}),
    },
  }
}

const id = z.string().regex(/^\d{1,20}$/)

const valueSchema = z.union([z.string().max(6000), z.number(), z.boolean()])

const optionSchema = z.looseObject({
  name: z.string(),
  type: z.enum(ApplicationCommandOptionType).catch(ApplicationCommandOptionType.String),
  value: valueSchema.optional(),
  focused: z.boolean().optional(),
})

const slashSchema = z.looseObject({
  type: z.literal(ApplicationCommandType.ChatInput),
  options: z.array(optionSchema.extend({ options: z.array(optionSchema).optional() })).optional(),
})

const userSchema = z.looseObject({
  id,
  username: z.string().max(1000).default(''),
  global_name: z.string().max(1000).nullish(),
  bot: z.boolean().optional(),
})

const messageSchema = z.looseObject({
  id,
  channel_id: id,
  content: z.string().max(8000).default(''),
  author: userSchema.optional(),
  mentions: z.array(userSchema).default([]),
})

const pointedSchema = z.looseObject({
  type: z.literal(ApplicationCommandType.Message),
  target_id: id,
  resolved: z.looseObject({ messages: z.record(id, messageSchema) }),
})

const commandSchema = z.discriminatedUnion('type', [
  slashSchema,
  pointedSchema,
  z.looseObject({ type: z.literal(ApplicationCommandType.User), target_id: id }),
])
