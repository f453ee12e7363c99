import type { Ref } from '#src/chat/contract.ts'

/** A Slack workspace; an Enterprise Grid organisation is named the same way (`slack:E1`). */
export function teamRef(team: string): Ref {
  return `slack:${team}`
}

/** A person, a channel, a user group: anything that has an id in a workspace. */
export function thingRef(team: string, id: string): Ref {
  return `slack:${team}/${id}`
}

/** A message: Slack names it by its channel and its `ts`. */
export function messageRef(team: string, channel: string, ts: string): Ref {
  return `slack:${team}/${channel}/${ts}`
}

/** The parts of a reference that this file made; what is missing is "". */
export function partsOf(ref: string): {
  readonly team: string
  readonly id: string
  readonly ts: string
} {
  const [team = '', id = '', ts = ''] = ref.slice('slack:'.length).split('/', 3)
  return { team, id, ts }
}
