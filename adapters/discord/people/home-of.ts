import { codes } from '../send/codes.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import type { ChannelFacts, Facts } from './guild-facts.ts'

/**
 * The channel whose group meets there: of a thread, the one that it is in. Undefined: a private conversation, where no group
 * meets. A channel of another server is unknown. Throws `DiscordTrouble`.
 */
export async function homeOf(
  facts: Facts,
  guild: string,
  channel: string,
): Promise<ChannelFacts | undefined> {
  const found = await facts.channel(channel)
  if (found.kind === 'private') return undefined
  if (found.guild !== guild)
    throw new DiscordTrouble('GET /channels/:id', {
      status: 404,
      code: codes.unknownChannel,
      certain: true,
    })
  if (found.kind === 'channel' || found.parent === undefined) return found
  return facts.channel(found.parent)
}
