import { z } from 'zod'

/** Blocks as the fake reads them, after `block-limits.ts` let them pass: loosely, whatever is unknown kept. */
const text = z.looseObject({ type: z.string(), text: z.string() })
const option = z.looseObject({ text, value: z.string().default(''), url: z.string().optional() })
const element = z.looseObject({
  type: z.string(),
  action_id: z.string().optional(),
  text: z.union([z.string(), text]).optional(),
  value: z.unknown().optional(),
  url: z.string().optional(),
  alt_text: z.string().optional(),
  image_url: z.string().optional(),
  slack_file: z.looseObject({ id: z.string().optional() }).optional(),
  options: z.array(option).optional(),
  option_groups: z.array(z.looseObject({ label: text, options: z.array(option) })).optional(),
  initial_option: option.optional(),
  initial_options: z.array(option).optional(),
  initial_value: z.unknown().optional(),
  initial_user: z.string().optional(),
  initial_users: z.array(z.string()).optional(),
  initial_date: z.string().optional(),
  initial_time: z.string().optional(),
  initial_date_time: z.number().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
  min_query_length: z.number().optional(),
  max_selected_items: z.number().optional(),
  max_files: z.number().optional(),
  filetypes: z.array(z.string()).optional(),
  elements: z.array(z.unknown()).optional(),
})
const block = z.looseObject({
  type: z.string(),
  block_id: z.string().optional(),
  text: z.union([z.string(), text]).optional(),
  title: z.union([z.string(), text]).optional(),
  alt_text: z.string().optional(),
  image_url: z.string().optional(),
  slack_file: z.looseObject({ id: z.string().optional() }).optional(),
  fields: z.array(text).optional(),
  elements: z.array(element).optional(),
  element: element.optional(),
  accessory: element.optional(),
  label: text.optional(),
  hint: text.optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  rows: z.array(z.array(element)).optional(),
})

export const blockList = z.array(block)

export const viewContent = z.looseObject({
  type: z.enum(['modal', 'home']),
  title: text.optional(),
  submit: text.optional(),
  close: text.optional(),
  blocks: blockList,
  private_metadata: z.string().optional(),
  callback_id: z.string().optional(),
  external_id: z.string().optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
})

export type Block = z.output<typeof block>
export type Element = z.output<typeof element>
export type Option = z.output<typeof option>

/** Each block with a name: Slack makes one where the app gave none. */
export function withIds(blocks: readonly Block[], newId: () => string): readonly Block[] {
  return blocks.map((one) => (one.block_id === undefined ? { ...one, block_id: newId() } : one))
}

/** The elements that somebody can act on, with their blocks. */
export function interactive(
  blocks: readonly Block[],
): readonly { readonly block: Block; readonly element: Element }[] {
  return blocks.flatMap((one) =>
    [...(one.element ? [one.element] : []), ...(one.accessory ? [one.accessory] : [])]
      .concat(one.type === 'actions' ? (one.elements ?? []) : [])
      .filter(({ type }) => type !== 'image')
      .map((found) => ({ block: one, element: found })),
  )
}

/** The pictures of blocks: where Slack would fetch them, or which of its files they are. */
export function picturesOf(
  blocks: readonly Block[],
): readonly { readonly url?: string | undefined; readonly fileId?: string | undefined }[] {
  return blocks.flatMap((one) =>
    [one, ...(one.accessory ? [one.accessory] : []), ...(one.elements ?? [])]
      .filter(({ type }) => type === 'image')
      .map(({ image_url, slack_file }) => ({ url: image_url, fileId: slack_file?.id })),
  )
}

/** All choices of a select, whatever its grouping. */
export function optionsOf({ options = [], option_groups = [] }: Element): readonly Option[] {
  return [...options, ...option_groups.flatMap((group) => group.options)]
}
