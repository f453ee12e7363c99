import type { InputBlock, ModalView } from '@slack/types'
import type { Fields } from '#src/chat/contract.ts'

/** The `view` of a view_submission, as Slack sends it once these fields were filled in; others stay as they opened. */
export function filled(view: ModalView, fields: Fields): unknown {
  const inputs = view.blocks.filter((block): block is InputBlock => block.type === 'input')
  const values = Object.fromEntries(
    inputs.map(({ block_id = '', element }) => [
      block_id,
      { [element.action_id ?? '']: { type: element.type, ...state(element, fields[block_id]) } },
    ]),
  )
  return { ...view, id: 'V1', hash: '1.a', app_id: 'A1', bot_id: 'B1', state: { values } }
}

function state(element: InputBlock['element'], value: string | undefined): object {
  // Every other element is none of ours.
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check
  switch (element.type) {
    case 'plain_text_input':
      return { value: value === undefined ? (element.initial_value ?? null) : value || null }
    case 'radio_buttons':
    case 'static_select':
    case 'external_select':
      return {
        selected_option:
          value === undefined ? (element.initial_option ?? null) : value ? option(value) : null,
      }
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return {
        selected_options:
          value === undefined
            ? (element.initial_options ?? [])
            : value
              ? value.split('\n').map(option)
              : [],
      }
    case 'file_input':
      return { files: (value ?? '').split('\n').filter(Boolean).map(file) }
    default:
      throw new Error(`Nothing of ours asks by ${element.type}.`)
  }
}

function option(value: string): object {
  return { text: { type: 'plain_text', text: 'As it was shown', emoji: false }, value }
}

function file(id: string): object {
  return {
    id,
    created: 1_796_000_000,
    name: `${id}.png`,
    title: id,
    mimetype: 'image/png',
    filetype: 'png',
    size: 12,
    url_private: `https://files.slack.com/files-pri/T1-${id}/x.png`,
    url_private_download: `https://files.slack.com/files-pri/T1-${id}/download/x.png`,
    file_access: 'visible',
  }
}
