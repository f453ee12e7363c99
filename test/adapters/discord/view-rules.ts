import { z } from 'zod'

/**
 * What Discord would refuse of a message, by its component reference and by what its description of itself leaves out. `files` are the
 * names that are uploaded with it.
 */
export function messageProblems(body: unknown, files: readonly string[] = []): readonly string[] {
  const message = messageSchema.safeParse(body)
  if (!message.success) return [z.prettifyError(message.error)]
  const { flags, components, allowed_mentions: mentions } = message.data
  const all = components.flatMap(inside)
  const texts = all.flatMap(({ content }) => (typeof content === 'string' ? [content] : []))
  return [
    ...unless((flags & v2) !== 0, 'components without the flag'),
    ...unless((flags & ~(v2 | 64)) === 0, `flags ${flags}`),
    ...unless(mentions.parse.length === 0, 'mentions are parsed'),
    ...unless((mentions.users ?? []).length <= 100, 'more than 100 users are mentioned'),
    ...unless(components.length > 0, 'nothing in it'),
    ...unless(all.length <= 40, `${all.length} components`),
    ...unless(texts.join('').length <= 4000, `${texts.join('').length} characters of text`),
    ...components.flatMap((one) => problemsOf(one, 'message', files)),
    ...sharedIds(all),
  ]
}

/** What Discord would refuse of a modal. */
export function modalProblems(data: unknown): readonly string[] {
  const modal = modalSchema.safeParse(data)
  if (!modal.success) return [z.prettifyError(modal.error)]
  const { components } = modal.data
  return [
    ...components.flatMap((one) => problemsOf(one, 'modal', [])),
    ...sharedIds(components.flatMap(inside)),
  ]
}

interface Component {
  readonly type: number
  readonly [key: string]: unknown
}

type Place = 'message' | 'container' | 'row' | 'section' | 'accessory' | 'modal' | 'label'

const v2 = 1 << 15

const mayHold: Readonly<Record<Place, readonly number[]>> = {
  message: [1, 9, 10, 12, 13, 14, 17],
  container: [1, 9, 10, 12, 13, 14],
  row: [2, 3],
  section: [10],
  accessory: [2, 11],
  modal: [10, 18],
  label: [3, 4, 5, 6, 19, 21, 22],
}

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((one) => one.trim() !== '', 'nothing to see')
const ownId = z.string().min(1).max(100)
const media = z.strictObject({
  url: z
    .string()
    .regex(/^(?:https?|attachment):\/\/\S+$/)
    .max(2048),
})
const id = z.int().min(1).max(0x7f_ff_ff_ff).optional()
const snowflake = z.string().regex(/^\d{1,20}$/)
const option = z.strictObject({
  label: text(100),
  value: z.string().min(1).max(100),
  description: text(100).optional(),
  default: z.literal(true).optional(),
})
const options = (least: number, most: number) =>
  z
    .array(option)
    .min(least)
    .max(most)
    .refine((all) => new Set(all.map(({ value }) => value)).size === all.length, 'a value twice')
const components = z.array(z.looseObject({ type: z.number() }))
const counts = { min_values: z.int().min(0).optional(), max_values: z.int().min(1).optional() }
const chooser = {
  custom_id: ownId,
  placeholder: text(150).optional(),
  required: z.boolean().optional(),
  ...counts,
}
const standing = (type: string) =>
  z
    .array(z.strictObject({ id: snowflake, type: z.literal(type) }))
    .max(25)
    .optional()

const shapes: Readonly<Record<number, z.ZodType>> = {
  1: z.strictObject({ type: z.literal(1), components: components.min(1).max(5) }),
  2: z.union([
    z.strictObject({
      type: z.literal(2),
      style: z.int().min(1).max(4),
      label: text(80),
      custom_id: ownId,
    }),
    z.strictObject({
      type: z.literal(2),
      style: z.literal(5),
      label: text(80),
      url: z.url({ protocol: /^https?$/ }).max(512),
    }),
  ]),
  3: z.strictObject({ type: z.literal(3), ...chooser, options: options(1, 25) }),
  4: z.strictObject({
    type: z.literal(4),
    custom_id: ownId,
    style: z.union([z.literal(1), z.literal(2)]),
    required: z.boolean(),
    max_length: z.int().min(1).max(4000),
    value: z.string().min(1).max(4000).optional(),
  }),
  5: z.strictObject({ type: z.literal(5), ...chooser, default_values: standing('user') }),
  6: z.strictObject({ type: z.literal(6), ...chooser, default_values: standing('role') }),
  9: z.strictObject({
    type: z.literal(9),
    components: components.min(1).max(3),
    accessory: z.looseObject({}),
  }),
  10: z.strictObject({ type: z.literal(10), content: text(4000) }),
  11: z.strictObject({ type: z.literal(11), media, description: text(1024) }),
  12: z.strictObject({
    type: z.literal(12),
    items: z
      .array(z.strictObject({ media, description: text(1024) }))
      .min(1)
      .max(10),
  }),
  13: z.strictObject({ type: z.literal(13), file: media }),
  14: z.strictObject({
    type: z.literal(14),
    divider: z.boolean().optional(),
    spacing: z.union([z.literal(1), z.literal(2)]).optional(),
  }),
  17: z.strictObject({
    type: z.literal(17),
    id,
    accent_color: z.int().min(0).max(0xff_ff_ff),
    components: components.min(1),
  }),
  18: z.strictObject({
    type: z.literal(18),
    label: text(45),
    description: text(100).optional(),
    component: z.looseObject({}),
  }),
  19: z.strictObject({
    type: z.literal(19),
    custom_id: ownId,
    required: z.boolean(),
    min_values: z.int().min(0).max(10),
    max_values: z.int().min(1).max(10),
    file_types: z.array(z.string().regex(/^(?:image|video|audio|\.[a-z0-9]+)$/)).max(10),
  }),
  21: z.strictObject({
    type: z.literal(21),
    custom_id: ownId,
    required: z.boolean(),
    options: options(2, 10),
  }),
  22: z.strictObject({
    type: z.literal(22),
    custom_id: ownId,
    required: z.boolean(),
    ...counts,
    options: options(1, 10),
  }),
}

const componentSchema = z.looseObject({ type: z.number() })

const messageSchema = z.strictObject({
  flags: z.int(),
  components,
  allowed_mentions: z.strictObject({
    parse: z.array(z.string()),
    users: z.array(snowflake).min(1).optional(),
  }),
})

const modalSchema = z.strictObject({
  custom_id: ownId,
  title: text(45),
  components: components.min(1).max(5),
})

function problemsOf(
  component: Component,
  place: Place,
  files: readonly string[],
): readonly string[] {
  const { type } = component
  if (!mayHold[place].includes(type)) return [`type ${type} in a ${place}`]
  const shape = shapes[type]?.safeParse(component)
  if (!shape?.success) return [`type ${type}: ${shape ? z.prettifyError(shape.error) : 'unknown'}`]
  return [
    ...choiceProblems(component),
    ...rowProblems(component),
    ...urlsOf(component)
      .filter((url) => url.startsWith('attachment://') && !files.includes(url.slice(13)))
      .map((url) => `${url} is not uploaded`),
    ...childrenOf(component).flatMap(([child, inner]) => problemsOf(child, inner, files)),
  ]
}

function choiceProblems(component: Component): readonly string[] {
  const { min_values: least, max_values: most, required, type } = component
  const { options: given } = component
  const count = Array.isArray(given) ? given.length : 25
  const chosen = Array.isArray(given) ? given.filter((one) => isStanding(one)).length : 0
  return [
    ...unless(!(least === 0 && required === true), `type ${type}: none is enough, yet required`),
    ...unless(
      typeof most !== 'number' || most <= count,
      `type ${type}: ${String(most)} of ${count}`,
    ),
    ...unless(type === 22 || chosen <= Number(most ?? 1), `type ${type}: ${chosen} are chosen`),
  ]
}

function isStanding(one: unknown): boolean {
  return z.looseObject({ default: z.literal(true) }).safeParse(one).success
}

function rowProblems({ type, components: inner }: Component): readonly string[] {
  if (type !== 1) return []
  const types = components.parse(inner).map((one) => one.type)
  return unless(types.every((one) => one === 2) || types.length === 1, 'a select beside others')
}

function childrenOf(component: Component): readonly (readonly [Component, Place])[] {
  const { type, components: inner = [], accessory, component: child } = component
  const place = new Map<number, Place>([
    [1, 'row'],
    [9, 'section'],
    [17, 'container'],
  ]).get(type)
  return [
    ...(place ? components.parse(inner).map((one) => [one, place] as const) : []),
    ...(accessory === undefined ? [] : [[componentSchema.parse(accessory), 'accessory'] as const]),
    ...(child === undefined ? [] : [[componentSchema.parse(child), 'label'] as const]),
  ]
}

function inside(component: Component): readonly Component[] {
  return [component, ...childrenOf(component).flatMap(([child]) => inside(child))]
}

const shown = z.looseObject({ url: z.string() })

function urlsOf({ media: one, file, items = [] }: Component): readonly string[] {
  const several = z.array(z.looseObject({ media: shown })).parse(items)
  return [one, file, ...several.map((item) => item.media)].flatMap((each) => {
    const found = shown.safeParse(each)
    return found.success ? [found.data.url] : []
  })
}

function sharedIds(all: readonly Component[]): readonly string[] {
  const ids = all.flatMap(({ custom_id: own }) => (typeof own === 'string' ? [own] : []))
  return ids.filter((one, index) => ids.indexOf(one) !== index).map((one) => `${one} stands twice`)
}

function unless(holds: boolean, problem: string): readonly string[] {
  return holds ? [] : [problem]
}
