import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIButtonComponentWithURL,
  ButtonStyle,
  ComponentType,
} from 'discord.js'
import type { Button } from '#src/chat/contract.ts'
import { customId } from './custom-id.ts'
import { limits } from './limits.ts'
import { cutLine, openable } from './literal.ts'

export type RowButton = APIButtonComponentWithCustomId | APIButtonComponentWithURL
export type ButtonRow = APIActionRowComponent<RowButton>

/** The buttons of a message. A link that Discord does not open is left out, and so is what a button before it does already. */
export function buttonRows(buttons: readonly Button[], guild: string): readonly ButtonRow[] {
  const made = buttons.flatMap((button) => rowButton(button, guild) ?? [])
  const known = new Set<string>()
  const distinct = made.filter((button) => {
    const does = 'url' in button ? button.url : button.custom_id
    return known.size < known.add(does).size
  })
  return rowsOf(distinct.slice(0, limits.message.buttons))
}

/** Buttons in rows as long as Discord takes. */
export function rowsOf(buttons: readonly RowButton[]): readonly ButtonRow[] {
  return Array.from({ length: Math.ceil(buttons.length / limits.row) }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(row * limits.row, (row + 1) * limits.row),
  }))
}

/** A button that carries something of ours. */
export function ownButton(
  label: string,
  carried: Parameters<typeof customId>[0],
  look?: Button['look'],
): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: styleOf(look),
    label: cutLine(label, limits.button.label) || '…',
    custom_id: customId(carried),
  }
}

/** The address of a button as Discord opens it; undefined: it does not. */
export function buttonUrl(url: string): string | undefined {
  const whole = openable(url)
  return whole !== undefined && whole.length <= limits.button.url && isReached(whole)
    ? whole
    : undefined
}

// A message is refused whole for a button whose address is not well formed in Discord's eyes, as `http://localhost` may be:
// such an address is written out in the message.
function isReached(url: string): boolean {
  return /[.:]/.test(new URL(url).hostname)
}

function rowButton(button: Button, guild: string): RowButton | undefined {
  if ('action' in button)
    return ownButton(button.label, { verb: 'p', guild, action: button.action }, button.look)
  const url = buttonUrl(button.url)
  return url === undefined
    ? undefined
    : {
        type: ComponentType.Button,
        style: ButtonStyle.Link,
        label: cutLine(button.label, limits.button.label) || '…',
        url,
      }
}

function styleOf(look: Button['look']): APIButtonComponentWithCustomId['style'] {
  if (look === undefined) return ButtonStyle.Secondary
  return look === 'primary' ? ButtonStyle.Primary : ButtonStyle.Danger
}
