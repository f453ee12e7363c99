import { z } from 'zod'

// The limits of components/reference. Keys that Discord does not know are refused: it would ignore them silently.
const id = { id: z.int().min(0).max(2_147_483_647).optional() }
const customId = z.string().min(1).max(100)
// Libraries send null for what is not there.
const description = z.string().min(1).max(100).nullish().transform(absent)
const alternative = z.string().min(1).max(1024).nullish().transform(absent)
const emoji = z.strictObject({
  id: z.union([z.string(), z.number()]).nullish(),
  name: z.string().optional(),
  animated: z.boolean().optional(),
})
const media = z.strictObject({ url: z.string().min(1).max(2048) })
const snowflake = z.string().regex(/^\d{1,20}$/)

const button = z
  .strictObject({
    ...id,
    type: z.literal(2),
    style: z.int().min(1).max(6),
    label: z.string().min(1).max(80).optional(),
    emoji: emoji.optional(),
    custom_id: customId.optional(),
    url: z.url().max(512).optional(),
    disabled: z.boolean().optional(),
  })
  .refine(
    (one) => (one.style === 5) === (one.url !== undefined),
    'a link button, and no other, has a url',
  )
  .refine(
    (one) => (one.style === 5) !== (one.custom_id !== undefined),
    'either a url or a custom_id',
  )
  .refine((one) => one.label !== undefined || one.emoji !== undefined, 'a label or an emoji')

const selectOption = z.strictObject({
  label: z.string().min(1).max(100),
  value: z.string().min(1).max(100),
  description,
  emoji: emoji.optional(),
  default: z.boolean().optional(),
})
const select = {
  ...id,
  custom_id: customId,
  placeholder: z.string().max(150).optional(),
  min_values: z.int().min(0).max(25).optional(),
  max_values: z.int().min(1).max(25).optional(),
  disabled: z.boolean().optional(),
  required: z.boolean().optional(),
}
const defaults = z
  .array(z.strictObject({ id: snowflake, type: z.enum(['user', 'role', 'channel']) }))
  .max(25)
  .optional()
const selects = [
  z.strictObject({ ...select, type: z.literal(3), options: z.array(selectOption).min(1).max(25) }),
  z.strictObject({ ...select, type: z.literal(5), default_values: defaults }),
  z.strictObject({ ...select, type: z.literal(6), default_values: defaults }),
  z.strictObject({ ...select, type: z.literal(7), default_values: defaults }),
  z.strictObject({
    ...select,
    type: z.literal(8),
    default_values: defaults,
    channel_types: z.array(z.int()).optional(),
  }),
] as const

const text = z.strictObject({
  ...id,
  type: z.literal(10),
  content: z.string().min(1).max(4000),
})
const thumbnail = z.strictObject({
  ...id,
  type: z.literal(11),
  media,
  description: alternative,
  spoiler: z.boolean().optional(),
})
const row = z
  .strictObject({
    ...id,
    type: z.literal(1),
    components: z
      .array(z.discriminatedUnion('type', [button, ...selects]))
      .min(1)
      .max(5),
  })
  .refine(
    ({ components }) => components.length === 1 || components.every(({ type }) => type === 2),
    'five buttons or one select',
  )
const section = z.strictObject({
  ...id,
  type: z.literal(9),
  components: z.array(text).min(1).max(3),
  accessory: z.discriminatedUnion('type', [button, thumbnail]),
})
const gallery = z.strictObject({
  ...id,
  type: z.literal(12),
  items: z
    .array(
      z.strictObject({
        media,
        description: alternative,
        spoiler: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(10),
})
const file = z.strictObject({
  ...id,
  type: z.literal(13),
  file: z.strictObject({ url: z.string().startsWith('attachment://').or(z.url()) }),
  spoiler: z.boolean().optional(),
})
const separator = z.strictObject({
  ...id,
  type: z.literal(14),
  divider: z.boolean().optional(),
  spacing: z.int().min(1).max(2).optional(),
})
const container = z.strictObject({
  ...id,
  type: z.literal(17),
  accent_color: z.int().min(0).max(0xffffff).nullable().optional(),
  spoiler: z.boolean().optional(),
  components: z
    .array(z.discriminatedUnion('type', [row, text, section, gallery, file, separator]))
    .min(1)
    .max(40),
})

/** What stands in a message. */
export const messageComponents = z.array(
  z.discriminatedUnion('type', [row, text, section, gallery, file, separator, container]),
)
export type Component = z.output<typeof messageComponents>[number]
export type Button = z.output<typeof button>
export type Select = z.output<(typeof selects)[number]>

const required = { required: z.boolean().optional() }
const textInput = z.strictObject({
  ...id,
  ...required,
  type: z.literal(4),
  custom_id: customId,
  style: z.int().min(1).max(2),
  min_length: z.int().min(0).max(4000).optional(),
  max_length: z.int().min(1).max(4000).optional(),
  value: z.string().max(4000).optional(),
  placeholder: z.string().max(100).optional(),
})
const groupOption = selectOption.omit({ emoji: true })
const radioGroup = z.strictObject({
  ...id,
  ...required,
  type: z.literal(21),
  custom_id: customId,
  options: z.array(groupOption).min(2).max(10),
})
const checkboxGroup = z.strictObject({
  ...id,
  ...required,
  type: z.literal(22),
  custom_id: customId,
  options: z.array(groupOption).min(1).max(10),
  min_values: z.int().min(0).max(10).optional(),
  max_values: z.int().min(1).max(10).optional(),
})
const checkbox = z.strictObject({
  ...id,
  type: z.literal(23),
  custom_id: customId,
  default: z.boolean().optional(),
})
const fileUpload = z.strictObject({
  ...id,
  ...required,
  type: z.literal(19),
  custom_id: customId,
  min_values: z.int().min(0).max(10).optional(),
  max_values: z.int().min(1).max(10).optional(),
  file_types: z
    .array(z.string().regex(/^(?:image|video|audio|\.[a-z0-9]+)$/))
    .max(10)
    .optional(),
})
const input = z.discriminatedUnion('type', [
  textInput,
  ...selects,
  fileUpload,
  radioGroup,
  checkboxGroup,
  checkbox,
])
const label = z.strictObject({
  ...id,
  type: z.literal(18),
  label: z.string().min(1).max(45),
  description,
  component: input,
})

/** What a modal is made of. */
export const modal = z.strictObject({
  custom_id: customId,
  title: z.string().min(1).max(45),
  components: z
    .array(z.discriminatedUnion('type', [label, text]))
    .min(1)
    .max(5),
})
export type Modal = z.output<typeof modal>
export type Input = z.output<typeof input>
/** Anything that has a type, wherever it stands. */
export type Part =
  | Component
  | z.output<typeof label>
  | Input
  | Button
  | Select
  | z.output<typeof thumbnail>

/** Everything, nested parts included, in the order in which it is read. */
export function walk(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part) => {
    if (part.type === 1 || part.type === 17) return [part, ...walk(part.components)]
    if (part.type === 9) return [part, ...walk(part.components), part.accessory]
    return part.type === 18 ? [part, part.component] : [part]
  })
}

function absent<Value>(value: Value | null | undefined): Value | undefined {
  return value ?? undefined
}
