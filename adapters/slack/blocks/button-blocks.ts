import type { ActionsBlock, Button as SlackButton } from '@slack/types'
import type { Button, Language } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { jsonLength } from './json-length.ts'
import { limits } from './limits.ts'
import { cutText, plain } from './plain.ts'
import { wholeOrUnfit } from './unfit.ts'

/**
 * Buttons in rows that Slack takes: `press:N` carries its action as its value, `open:N` is a link. `subject` says to those
 * who hear a button alone what it is about. A link that is no web address is left out, and so is what goes beyond `json`
 * characters: nobody looks through that many.
 */
export function buttonBlocks(
  buttons: readonly Button[],
  {
    language,
    subject,
    json,
  }: {
    readonly language: Language
    readonly subject: string | undefined
    readonly json: number
  },
): readonly ActionsBlock[] {
  const shown = buttons.filter((button) => 'action' in button || isWebAddress(button.url))
  const elements = shown.map((button, index) => ({
    ...slackButton(button, index),
    ...accessible(language, { button, shown, index, subject }),
  }))
  return rows(within(elements, json))
}

/** Slack opens it. */
export function isWebAddress(url: string): boolean {
  const { protocol } = URL.parse(url) ?? {}
  return (
    (protocol === 'https:' || protocol === 'http:') && asWritten(url).length <= limits.button.url
  )
}

// Spaces and letters beyond ASCII are no part of an address that Slack takes.
function asWritten(url: string): string {
  return /^[!-~]+$/.test(url) ? url : (URL.parse(url)?.href ?? url)
}

function slackButton(button: Button, index: number): SlackButton {
  return {
    type: 'button',
    text: plain(button.label, limits.button.text),
    ...(button.look ? { style: button.look } : {}),
    ...('action' in button
      ? {
          action_id: `press:${index}`,
          value: wholeOrUnfit('The action of a button', button.action, limits.button.value),
        }
      : { action_id: `open:${index}`, url: asWritten(button.url) }),
  }
}

interface Shown {
  readonly button: Button
  readonly shown: readonly Button[]
  readonly index: number
  readonly subject: string | undefined
}

// A label that stands twice or is a word or two ("Vote") says too little to who hears the button alone.
function accessible(
  language: Language,
  { button: { label }, shown, index, subject }: Shown,
): { readonly accessibility_label?: string } {
  const alike = shown.filter((other) => other.label === label)
  const number =
    alike.length > 1
      ? String(shown.slice(0, index + 1).filter((other) => other.label === label).length)
      : undefined
  const says = label.trim().split(/\s+/).length > 2 && number === undefined
  const about = [says ? undefined : subject, number].filter(Boolean).join(', ')
  if (about === '') return {}
  return {
    accessibility_label: cutText(words(language).about(label, about), limits.button.accessibility),
  }
}

function within(elements: readonly SlackButton[], json: number): readonly SlackButton[] {
  let length = 0
  return elements.filter((element) => {
    length += jsonLength(element)
    return length <= json
  })
}

function rows(elements: readonly SlackButton[]): readonly ActionsBlock[] {
  const most = limits.actions
  return Array.from({ length: Math.ceil(elements.length / most) }, (_, row) => ({
    type: 'actions',
    elements: elements.slice(row * most, (row + 1) * most),
  }))
}
