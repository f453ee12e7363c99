import { z } from 'zod'
import {
  accessory,
  actionElement,
  button,
  contextAction,
  contextElement,
  image,
  inputElement,
  onePicture,
  pictureShape,
} from './element-limits.ts'
import { anyText, identifier, link, onlyMarked, plainText } from './text-limits.ts'

/** Where blocks may stand. */
export type Surface = 'message' | 'modal' | 'home'

/**
 * What Slack's Block Kit refuses in these blocks, each with the JSON pointer to it; none: they are taken.
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function blockProblems(blocks: unknown, surface: Surface): readonly string[] {
  const read = z
    .array(block)
    .max(surface === 'message' ? 50 : 100)
    .safeParse(blocks)
  if (!read.success) return problemsOf(read.error)
  return [
    ...read.data.flatMap((one, index) => misplaced(one.type, surface, index)),
    ...read.data.flatMap((one, index) => wrongInside(one, surface, index)),
    ...repeatedBlocks(read.data),
    ...twiceFocused(read.data),
  ]
}

/** What Slack refuses in a view. */
export function viewProblems(given: unknown): readonly string[] {
  const read = view.safeParse(given)
  if (!read.success) return problemsOf(read.error)
  const { type, blocks } = read.data
  const hasInput = JSON.stringify(blocks).includes('"type":"input"')
  const unsent = type === 'modal' && hasInput && read.data.submit === undefined
  return [
    ...(unsent ? ['missing required field: submit [json-pointer:/view]'] : []),
    ...blockProblems(blocks, type),
  ]
}

const named = { block_id: identifier.optional() }
const rich = z.strictObject({
  type: z.literal('rich_text'),
  ...named,
  elements: z.array(
    z.looseObject({
      type: z.enum([
        'rich_text_section',
        'rich_text_list',
        'rich_text_quote',
        'rich_text_preformatted',
      ]),
      elements: z.array(z.looseObject({ type: z.string() })),
    }),
  ),
})
const section = z
  .strictObject({
    type: z.literal('section'),
    ...named,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'text or fields')
const actions = z
  .strictObject({
    type: z.literal('actions'),
    ...named,
    elements: z.array(actionElement).min(1).max(25),
  })
  .refine(({ elements }) => distinctActions(elements), 'action_id must differ within a block')
const input = z.strictObject({
  type: z.literal('input'),
  ...named,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
})
const cell = z.union([
  rich,
  z.strictObject({ type: z.literal('raw_text'), text: z.string() }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().optional() }),
])
const card = z
  .strictObject({
    type: z.literal('card'),
    ...named,
    hero_image: image.optional(),
    icon: image.optional(),
    title: onlyMarked(150).optional(),
    subtitle: onlyMarked(150).optional(),
    body: onlyMarked(200).optional(),
    actions: z.array(button).min(1).optional(),
  })
  .refine((one) => one.hero_image ?? one.title ?? one.actions ?? one.body, 'an empty card')
const table = z.strictObject({
  type: z.literal('table'),
  ...named,
  rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(20)
    .optional(),
})
const header = z.strictObject({
  type: z.literal('header'),
  ...named,
  text: plainText(150),
  level: z.number().int().min(1).max(4).optional(),
})
const divider = z.strictObject({ type: z.literal('divider'), ...named })
const context = z.strictObject({
  type: z.literal('context'),
  ...named,
  elements: z.array(contextElement).min(1).max(10),
})
const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    ...named,
    ...pictureShape,
    title: plainText(2000).optional(),
  })
  .refine(onePicture, 'image_url or slack_file, one of them')
const video = z.strictObject({
  type: z.literal('video'),
  ...named,
  video_url: link,
  thumbnail_url: link,
  alt_text: z.string().min(1).max(2000),
  title: plainText(199),
  title_url: link.optional(),
  author_name: z.string().max(49).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: link.optional(),
  description: plainText(200).optional(),
})
const task = z.strictObject({
  type: z.literal('task_card'),
  ...named,
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: rich.optional(),
  output: rich.optional(),
  sources: z.array(z.looseObject({ type: z.literal('url'), url: link })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
})
const contained = z.discriminatedUnion('type', [
  actions,
  context,
  divider,
  header,
  imageBlock,
  input,
  rich,
  section,
  table,
  video,
])
const container = z
  .strictObject({
    type: z.literal('container'),
    ...named,
    title: plainText(150).optional(),
    rich_text_title: rich.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z.array(contained).min(1).max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: image.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine((one) => one.title ?? one.rich_text_title, 'title or rich_text_title')

const block = z.discriminatedUnion('type', [
  section,
  header,
  divider,
  context,
  actions,
  input,
  imageBlock,
  rich,
  table,
  card,
  container,
  video,
  task,
  z.strictObject({ type: z.literal('carousel'), ...named, elements: z.array(card).min(1).max(10) }),
  z.strictObject({
    type: z.literal('alert'),
    ...named,
    text: anyText(3000),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  z.strictObject({ type: z.literal('markdown'), ...named, text: z.string().min(1).max(12_000) }),
  z.strictObject({
    type: z.literal('context_actions'),
    ...named,
    elements: z.array(contextAction).min(1).max(5),
  }),
  z.strictObject({
    type: z.literal('data_table'),
    ...named,
    caption: z.string().min(1),
    rows: z.array(z.array(cell).min(1).max(20)).min(1),
    page_size: z.number().int().min(1).max(100).optional(),
    row_header_column_index: z.number().int().min(0).optional(),
  }),
  z.strictObject({
    type: z.literal('plan'),
    ...named,
    title: z.string().min(1),
    tasks: z.array(task).optional(),
  }),
])
type AnyBlock = z.output<typeof block>

const homeAndModal = {
  blocks: z.array(z.unknown()).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
}
const view = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    ...homeAndModal,
    title: plainText(24),
    close: plainText(24).optional(),
    submit: plainText(24).optional(),
    submit_disabled: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('home'), ...homeAndModal }),
])

const onlyOn: Readonly<Record<string, readonly Surface[]>> = {
  alert: ['modal'],
  markdown: ['message'],
  table: ['message'],
  data_table: ['message'],
  carousel: ['message', 'home'],
  container: ['message'],
  context_actions: ['message'],
  plan: ['message'],
  task_card: ['message'],
}

function misplaced(type: string, surface: Surface, index: number): readonly string[] {
  const allowed = onlyOn[type]
  return !allowed || allowed.includes(surface)
    ? []
    : [`unsupported type: ${type} [json-pointer:/blocks/${index}]`]
}

function wrongInside(one: AnyBlock, surface: Surface, index: number): readonly string[] {
  if (one.type === 'input' && one.element.type === 'file_input' && surface !== 'modal')
    return [`unsupported type: file_input [json-pointer:/blocks/${index}/element]`]
  return []
}

function distinctActions(elements: readonly { action_id?: string | undefined }[]): boolean {
  const ids = elements.flatMap(({ action_id }) => action_id ?? [])
  return new Set(ids).size === ids.length
}

function repeatedBlocks(blocks: readonly AnyBlock[]): readonly string[] {
  const ids = blocks.flatMap(({ block_id }) => block_id ?? [])
  const again = ids.filter((id, index) => ids.indexOf(id) !== index)
  const tables = blocks.filter(({ type }) => type === 'table').length
  return [
    ...again.map((id) => `\`block_id\` already used: ${id} [json-pointer:/blocks]`),
    ...(tables > 1 ? ['only_one_table_allowed'] : []),
  ]
}

function twiceFocused(blocks: readonly AnyBlock[]): readonly string[] {
  const focused = JSON.stringify(blocks).split('"focus_on_load":true').length - 1
  return focused > 1 ? ['focus_on_load may be set once in a view'] : []
}

function problemsOf(error: z.ZodError): readonly string[] {
  return error.issues.map(
    ({ message, path }) => `${message} [json-pointer:/${path.map(String).join('/')}]`,
  )
}
