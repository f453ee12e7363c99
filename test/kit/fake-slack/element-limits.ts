import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import {
  anyText,
  confirmDialog,
  identifier,
  link,
  optionGroup,
  overflowOption,
  plainText,
  selectOption,
  tickOption,
} from './text-limits.ts'

// Block Kit: every property that Slack's reference names, nothing else, each within its limit.
const actionable = { action_id: identifier.optional() }
const confirmable = { confirm: confirmDialog.optional() }
const focusable = { focus_on_load: z.boolean().optional() }
const placeholder = { placeholder: plainText(150).optional() }
const accessible = { accessibility_label: z.string().min(1).max(75).optional() }
const dispatchable = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).optional(),
    })
    .optional(),
}
const selectable = { ...actionable, ...confirmable, ...focusable, ...placeholder }
const several = { ...selectable, max_selected_items: z.number().int().min(1).optional() }
const look = { style: z.enum(['primary', 'danger']).optional() }

export const button = z.strictObject({
  type: z.literal('button'),
  ...actionable,
  ...confirmable,
  ...accessible,
  ...look,
  text: plainText(75),
  url: link.optional(),
  value: z.string().max(2000).optional(),
})

const picture = {
  alt_text: z.string().min(1).max(2000),
  image_url: link.optional(),
  slack_file: z
    .union([z.strictObject({ id: z.string().min(1) }), z.strictObject({ url: link })])
    .optional(),
}

/** An image has an address or is a file of Slack's, not both. */
export function onePicture(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined)
}

export const pictureShape = picture
export const image = z
  .strictObject({ type: z.literal('image'), ...picture })
  .refine(onePicture, 'image_url or slack_file, one of them')

const ticked = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...actionable,
    ...confirmable,
    ...focusable,
    options: z.array(tickOption).min(1).max(10),
    initial_options: z.array(tickOption).min(1).max(10).optional(),
  })
  .refine(startsWithOwn, 'initial_options must be among the options')
  .refine(distinct, 'values of options must differ')
const radio = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...actionable,
    ...confirmable,
    ...focusable,
    options: z.array(tickOption).min(1).max(10),
    initial_option: tickOption.optional(),
  })
  .refine(startsWithOwn, 'initial_option must be among the options')
  .refine(distinct, 'values of options must differ')
const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...actionable,
  ...confirmable,
  options: z.array(overflowOption).min(1).max(5),
})

const listed = {
  options: z.array(selectOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
}
const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...selectable,
    ...listed,
    initial_option: selectOption.optional(),
  })
  .refine(oneList, 'options or option_groups, one of them')
  .refine(startsWithOwn, 'initial_option must be among the options')
const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...several,
    ...listed,
    initial_options: z.array(selectOption).min(1).max(100).optional(),
  })
  .refine(oneList, 'options or option_groups, one of them')
  .refine(startsWithOwn, 'initial_options must be among the options')
const searching = { min_query_length: z.number().int().min(0).optional() }
const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...selectable,
  ...searching,
  initial_option: selectOption.optional(),
})
const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...several,
  ...searching,
  initial_options: z.array(selectOption).min(1).optional(),
})
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...selectable,
  initial_user: z.string().optional(),
})
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...several,
  initial_users: z.array(z.string()).min(1).optional(),
})
const filter = {
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .optional(),
  default_to_current_conversation: z.boolean().optional(),
}
const answering = { response_url_enabled: z.boolean().optional() }
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...selectable,
  ...filter,
  ...answering,
  initial_conversation: z.string().optional(),
})
const multiConversationsSelect = z.strictObject({
  type: z.literal('multi_conversations_select'),
  ...several,
  ...filter,
  initial_conversations: z.array(z.string()).min(1).optional(),
})
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...selectable,
  ...answering,
  initial_channel: z.string().optional(),
})
const multiChannelsSelect = z.strictObject({
  type: z.literal('multi_channels_select'),
  ...several,
  initial_channels: z.array(z.string()).min(1).optional(),
})

const datePicker = z.strictObject({
  type: z.literal('datepicker'),
  ...selectable,
  initial_date: z.iso.date().optional(),
})
const timePicker = z.strictObject({
  type: z.literal('timepicker'),
  ...selectable,
  initial_time: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .optional(),
  timezone: z.string().optional(),
})
const dateTimePicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...actionable,
  ...confirmable,
  ...focusable,
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
})

const typed = { ...actionable, ...focusable, ...placeholder, ...dispatchable }
const lineInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.number().int().min(0).max(3000).optional(),
    max_length: z.number().int().min(1).max(3000).optional(),
  })
  .refine(
    ({ initial_value = '', max_length = 3000 }) => initial_value.length <= max_length,
    'initial_value is longer than max_length',
  )
const mailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...typed,
  initial_value: z.string().optional(),
})
const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...typed,
  initial_value: z.string().optional(),
})
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
})
const richInput = z.strictObject({
  type: z.literal('rich_text_input'),
  ...typed,
  initial_value: z.looseObject({ type: z.literal('rich_text') }).optional(),
  max_lines: z.number().int().min(1).max(100).optional(),
})
const fileInput = z.strictObject({
  type: z.literal('file_input'),
  ...actionable,
  filetypes: z.array(z.string().min(1)).min(1).optional(),
  max_files: z.number().int().min(1).max(10).optional(),
})
const workflowButton = z.strictObject({
  type: z.literal('workflow_button'),
  ...actionable,
  ...accessible,
  ...look,
  text: plainText(75),
  workflow: z.looseObject({ trigger: z.looseObject({ url: link }) }),
})
const feedbackSide = z.strictObject({
  text: plainText(75),
  value: z.string().max(2000),
  ...accessible,
})
const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  ...actionable,
  positive_button: feedbackSide,
  negative_button: feedbackSide,
})
const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  ...actionable,
  ...confirmable,
  ...accessible,
  icon: z.literal('trash'),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  visible_to_user_ids: z.array(z.string()).optional(),
})

const selects = [
  staticSelect,
  multiStaticSelect,
  externalSelect,
  multiExternalSelect,
  usersSelect,
  multiUsersSelect,
  conversationsSelect,
  multiConversationsSelect,
  channelsSelect,
  multiChannelsSelect,
] as const

/** What may stand in an `actions` block. */
export const actionElement = z.discriminatedUnion('type', [
  button,
  ticked,
  radio,
  overflow,
  ...selects,
  datePicker,
  timePicker,
  dateTimePicker,
  richInput,
  workflowButton,
])

/** What may stand beside the text of a `section`. */
export const accessory = z.discriminatedUnion('type', [
  button,
  image,
  ticked,
  radio,
  overflow,
  ...selects,
  datePicker,
  timePicker,
  workflowButton,
])

/** What may stand in an `input` block. */
export const inputElement = z.discriminatedUnion('type', [
  ticked,
  radio,
  ...selects,
  datePicker,
  timePicker,
  dateTimePicker,
  lineInput,
  mailInput,
  urlInput,
  numberInput,
  richInput,
  fileInput,
])

/** What may stand in a `context` block. */
export const contextElement = z.union([image, anyText(3000)])

/** What may stand in a `context_actions` block. */
export const contextAction = z.discriminatedUnion('type', [feedbackButtons, iconButton])

interface Choosing {
  readonly options?: readonly unknown[] | undefined
  readonly option_groups?: readonly { readonly options: readonly unknown[] }[] | undefined
  readonly initial_option?: unknown
  readonly initial_options?: readonly unknown[] | undefined
}

function allOptions({ options = [], option_groups = [] }: Choosing): readonly unknown[] {
  return [...options, ...option_groups.flatMap((group) => group.options)]
}

function oneList({ options, option_groups }: Choosing): boolean {
  return (options === undefined) !== (option_groups === undefined)
}

function startsWithOwn(element: Choosing): boolean {
  const { initial_option, initial_options = [] } = element
  const initial = initial_option === undefined ? initial_options : [initial_option]
  return initial.every((one) => allOptions(element).some((other) => isDeepStrictEqual(one, other)))
}

const valued = z.looseObject({ value: z.string() })

// Slack's own samples repeat values in selects; of ticks that have one value nobody could tell which was meant.
function distinct(element: Choosing): boolean {
  const values = allOptions(element).flatMap((one) => valued.safeParse(one).data?.value ?? [])
  return new Set(values).size === values.length
}
