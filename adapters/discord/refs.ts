import type { Ref } from '#src/chat/contract.ts'

/** A Discord server. */
export function guildRef(guild: string): Ref {
  return `discord:${guild}`
}

/** A person, a channel, a role: anything that has an id in a server. */
export function thingRef(guild: string, id: string): Ref {
  return `discord:${guild}/${id}`
}

/** A message, by its channel; a private one belongs to the server that it is about. */
export function messageRef(guild: string, channel: string, message: string): Ref {
  return `discord:${guild}/${channel}/${message}`
}

/** The parts of a reference that this file made; what is missing is "". Ids are texts: they do not fit a number. */
export function partsOf(ref: string): {
  readonly guild: string
  readonly id: string
  readonly message: string
} {
  const [guild = '', id = '', message = ''] = ref.slice('discord:'.length).split('/', 3)
  return { guild, id, message }
}
