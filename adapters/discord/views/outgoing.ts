import { type APIMessageTopLevelComponent, MessageFlags } from 'discord.js'

/** A message as it is sent. Whom it may call is always said, so that Discord's own rule, everybody who is named, never holds. */
export type Outgoing = {
  flags: number
  components: APIMessageTopLevelComponent[]
  allowed_mentions: { parse: []; users?: string[] }
}

/** A message that calls nobody. */
export function outgoing(
  components: APIMessageTopLevelComponent[],
  { ephemeral = false }: { readonly ephemeral?: boolean | undefined } = {},
): Outgoing {
  const flags = MessageFlags.IsComponentsV2 | (ephemeral ? MessageFlags.Ephemeral : 0)
  return { flags, components, allowed_mentions: { parse: [] } }
}
