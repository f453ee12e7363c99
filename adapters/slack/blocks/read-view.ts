import { z } from 'zod'
import type { Fields, Ref } from '#src/chat/contract.ts'
import { limits } from './limits.ts'
import { readMetadata, type ViewMetadata } from './view-metadata.ts'

/** One page of a form as it was sent off. */
export interface FilledView {
  readonly form: string
  readonly channel: Ref
  /** 0 for the first. */
  readonly page: number
  readonly draftId?: string
  /** By field name. What was left empty is "", so that it empties what an earlier draft held. */
  readonly fields: Fields
  /** The files handed in, by field name: still to be fetched, their ids then added to the field. */
  readonly files: Readonly<Record<string, readonly SlackFile[]>>
}

export type SlackFile = z.output<typeof fileSchema>

/** A view that none of ours can be. */
export class UnreadableView extends Error {
  readonly code = 'slack-unreadable-view'
}

/** Reads the `view` of a view_submission. Throws `UnreadableView` for what is not one of our forms. */
export function readView(view: unknown): FilledView {
  const parsed = viewSchema.safeParse(view)
  if (!parsed.success)
    throw new UnreadableView('The view has not the shape of a form.', { cause: parsed.error })
  const metadata = readMetadata(parsed.data.private_metadata)
  if (metadata?.form === undefined)
    throw new UnreadableView('The metadata of the view is not that of a form.')
  const { form, channel, page = 0, draftId, kept } = metadata
  const answers = answersOf(parsed.data.state.values)
  return {
    form,
    channel,
    page,
    ...(draftId === undefined ? {} : { draftId }),
    fields: { ...Object.fromEntries(answers.map(([name, { text }]) => [name, text])), ...kept },
    files: Object.fromEntries(
      answers.flatMap(([name, { files }]) => (files.length > 0 ? [[name, files]] : [])),
    ),
  }
}

/** What any view of ours carries (of a form, of a message); undefined for others' views. */
export function readViewMetadata(view: unknown): ViewMetadata | undefined {
  const parsed = carrierSchema.safeParse(view)
  return parsed.success ? readMetadata(parsed.data.private_metadata) : undefined
}

/** Puts a page into what earlier pages said: the page wins, also where it was emptied. */
export function mergePages(draft: Fields | undefined, page: Fields): Fields {
  return { ...draft, ...page }
}

interface Answer {
  readonly text: string
  readonly files: readonly SlackFile[]
}

function answersOf(values: z.output<typeof valuesSchema>): readonly (readonly [string, Answer])[] {
  return Object.entries(values).flatMap(([name, byAction]) => {
    const answer = byAction['value']
    return answer ? [[name, answerOf(answer)] as const] : []
  })
}

// Untouched elements come as null, as an empty list or not at all, by their type and by who plays Slack.
function answerOf({ value, selected_option, selected_options, files }: Element): Answer {
  const chosen = selected_options ?? (selected_option ? [selected_option] : [])
  return {
    text: value ?? chosen.map((option) => option.value).join('\n'),
    files: files ?? [],
  }
}

const id = z.string().min(1).max(limits.id)

const fileSchema = z.object({
  id,
  name: z.string().max(1000).nullish(),
  mimetype: z.string().max(limits.id).nullish(),
  filetype: z.string().max(limits.id).nullish(),
  size: z.number().min(0).nullish(),
  url_private: z.string().max(limits.button.url).nullish(),
  url_private_download: z.string().max(limits.button.url).nullish(),
  file_access: z.string().max(limits.id).nullish(),
})

const optionSchema = z.object({ value: z.string().max(limits.option.value) })

const elementSchema = z.object({
  type: z.string(),
  // Of 3,000 characters, each up to four units here, whatever Slack takes for one.
  value: z
    .string()
    .max(4 * limits.input.length)
    .nullish(),
  selected_option: optionSchema.nullish(),
  selected_options: z
    .array(optionSchema)
    .max(limits.select.options * limits.select.groups)
    .nullish(),
  files: z.array(fileSchema).max(limits.files).nullish(),
})
type Element = z.output<typeof elementSchema>

const valuesSchema = z
  .record(id, z.record(id, elementSchema))
  .refine((values) => Object.keys(values).length <= limits.view.blocks)

const carrierSchema = z.object({ private_metadata: z.string() })

const viewSchema = carrierSchema.extend({
  state: z.object({ values: valuesSchema }),
})
