import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js'
import { type RowButton, rowsOf } from './button-rows.ts'
import { limits } from './limits.ts'
import type { Outgoing } from './outgoing.ts'

/** The same message with one more button after those it has. */
export function withButton(message: Outgoing, button: RowButton): Outgoing {
  return { ...message, components: added(message.components, button) }
}

function added(
  components: readonly APIMessageTopLevelComponent[],
  button: RowButton,
): APIMessageTopLevelComponent[] {
  const [last] = components.slice(-1)
  if (last?.type === ComponentType.Container && components.length === 1) {
    const { components: inner, ...container } = last
    const [end] = inner.slice(-1)
    if (end?.type === ComponentType.ActionRow && hasRoom(end))
      return [{ ...container, components: [...inner.slice(0, -1), longer(end, button)] }]
    return [{ ...container, components: [...inner, ...rowsOf([button])] }]
  }
  if (last?.type === ComponentType.ActionRow && hasRoom(last))
    return [...components.slice(0, -1), longer(last, button)]
  return [...components, ...rowsOf([button])]
}

type Row = Extract<APIMessageTopLevelComponent, { type: ComponentType.ActionRow }>

function hasRoom({ components }: Row): boolean {
  return (
    components.length < limits.row && components.every(({ type }) => type === ComponentType.Button)
  )
}

function longer(row: Row, button: RowButton): Row {
  return { ...row, components: [...row.components, button] }
}
