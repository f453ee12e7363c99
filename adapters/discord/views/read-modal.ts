import { ComponentType } from 'discord.js'
import { z } from 'zod'
import type { Fields } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'
import { readCustomId } from './custom-id.ts'
import { stayMark } from './field-component.ts'
import { limits } from './limits.ts'

/** One page of a form as it was sent. */
export interface FilledModal {
  /** By field name. What was left empty is "", so that it empties what an earlier draft held. */
  readonly values: Fields
  /** The files handed in, by field name: still to be fetched, their ids then added to the field. */
  readonly files: Readonly<Record<string, readonly DiscordFile[]>>
}

export type DiscordFile = z.output<typeof fileSchema>

/** A modal that none of ours can be. */
export class UnreadableModal extends Error {
  readonly code = 'discord-unreadable-modal'
}

/** Reads the `data` of a modal that was sent. Throws `UnreadableModal` for what is not one of our forms. */
export function readModal(data: unknown): FilledModal {
  const parsed = modalSchema.safeParse(data)
  if (!parsed.success)
    throw new UnreadableModal('The modal has not the shape of a form.', { cause: parsed.error })
  const { custom_id, components, resolved } = parsed.data
  const carried = readCustomId(custom_id)
  if (carried?.verb !== 'f') throw new UnreadableModal('The modal is not one of a form.')
  const answers = components.flatMap(({ component }) => component ?? [])
  return {
    values: Object.fromEntries(answers.flatMap((answer) => valueOf(answer, carried.guild))),
    files: Object.fromEntries(
      answers.flatMap((answer) => filesIn(answer, resolved?.attachments ?? {})),
    ),
  }
}

// Untouched components come as null, as an empty list or not at all, by their type.
function valueOf(answer: Answer, guild: string): readonly (readonly [string, string])[] {
  const { type, custom_id: id, value, values } = answer
  if (type === ComponentType.FileUpload) return []
  const chosen = values ?? []
  const stays = id.endsWith(stayMark)
  if (stays && chosen.length === 0) return []
  const name = stays ? id.slice(0, -stayMark.length) : id
  if (type === ComponentType.UserSelect || type === ComponentType.RoleSelect)
    return [
      [
        name,
        chosen
          .filter(isSnowflake)
          .map((one) => thingRef(guild, one))
          .join('\n'),
      ],
    ]
  return [[name, value ?? chosen.join('\n')]]
}

function filesIn(
  { type, custom_id, values }: Answer,
  attachments: Readonly<Record<string, DiscordFile>>,
): readonly (readonly [string, readonly DiscordFile[]])[] {
  if (type !== ComponentType.FileUpload) return []
  const files = (values ?? []).flatMap((id) => attachments[id] ?? [])
  return files.length > 0 ? [[custom_id, files]] : []
}

function isSnowflake(text: string): boolean {
  return /^\d{1,20}$/.test(text)
}

const id = z.string().regex(/^\d{1,20}$/)
const name = z.string().min(1).max(limits.customId)

const fileSchema = z.looseObject({
  id,
  filename: z.string().max(1000),
  size: z.number().min(0),
  url: z.string().max(4000),
  content_type: z.string().max(200).nullish(),
})

const answerSchema = z.looseObject({
  // A kind that is none of ours is read as one that has a text.
  type: z.enum(ComponentType).catch(ComponentType.TextInput),
  custom_id: name,
  // Of 4,000 characters, each up to four units here, whatever Discord takes for one.
  value: z
    .string()
    .max(4 * limits.input)
    .nullish(),
  values: z.array(z.string().max(limits.option.value)).max(limits.select.options).nullish(),
})
type Answer = z.output<typeof answerSchema>

const modalSchema = z.looseObject({
  custom_id: name,
  components: z
    .array(z.looseObject({ type: z.number(), component: answerSchema.nullish() }))
    .max(limits.modal.components),
  resolved: z.looseObject({ attachments: z.record(id, fileSchema).nullish() }).nullish(),
})
