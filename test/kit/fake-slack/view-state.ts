import type { Element } from './blocks.ts'
import type { View } from './world.ts'

/** What stands in an input, as Slack reports it in `state.values`. */
export type InputState = Readonly<Record<string, unknown>> & { readonly type: string }

/** `view.state.values`: what was typed, and else what the inputs began with. */
export function stateOf(view: View): Record<string, Record<string, InputState>> {
  const values: Record<string, Record<string, InputState>> = {}
  for (const block of view.content.blocks) {
    const elements = [
      block.element,
      block.accessory,
      ...(block.type === 'actions' ? (block.elements ?? []) : []),
    ]
    for (const element of elements) {
      if (!element || !holdsValue(element)) continue
      const id = block.block_id ?? ''
      ;(values[id] ??= {})[element.action_id ?? ''] = valueIn(view, id, element)
    }
  }
  return values
}

/** The value of one input. */
export function valueIn(view: View, blockId: string, element: Element): InputState {
  const typed = view.typed.get(keyOf(blockId, element))
  return { type: element.type, ...(isFilled(typed) ? typed : initialOf(element)) }
}

export function keyOf(blockId: string, element: Element): string {
  return `${blockId}/${element.action_id}/${element.type}`
}

/** Whether somebody who must answer has answered. */
export function isEmpty(state: InputState): boolean {
  return Object.entries(state).every(
    ([name, one]) =>
      name === 'type' ||
      one === null ||
      one === undefined ||
      one === '' ||
      (Array.isArray(one) && one.length === 0),
  )
}

function isFilled(typed: unknown): typed is Readonly<Record<string, unknown>> {
  return typeof typed === 'object' && typed !== null
}

function holdsValue({ type }: Element): boolean {
  return !['button', 'image', 'overflow', 'workflow_button'].includes(type)
}

/** An untouched input is null, a list of nothing is an empty list. */
function initialOf(element: Element): Readonly<Record<string, unknown>> {
  switch (element.type) {
    case 'radio_buttons':
    case 'static_select':
    case 'external_select':
      return { selected_option: element.initial_option ?? null }
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { selected_options: element.initial_options ?? [] }
    case 'users_select':
      return { selected_user: element.initial_user ?? null }
    case 'multi_users_select':
      return { selected_users: element.initial_users ?? [] }
    case 'conversations_select':
      return { selected_conversation: element['initial_conversation'] ?? null }
    case 'multi_conversations_select':
      return { selected_conversations: element['initial_conversations'] ?? [] }
    case 'channels_select':
      return { selected_channel: element['initial_channel'] ?? null }
    case 'multi_channels_select':
      return { selected_channels: element['initial_channels'] ?? [] }
    case 'datepicker':
      return { selected_date: element.initial_date ?? null }
    case 'timepicker':
      return { selected_time: element.initial_time ?? null }
    case 'datetimepicker':
      return { selected_date_time: element.initial_date_time ?? null }
    case 'file_input':
      return { files: [] }
    case 'rich_text_input':
      return { rich_text_value: element.initial_value ?? null }
    default:
      return { value: element.initial_value ?? null }
  }
}
