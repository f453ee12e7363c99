import { memberSchema } from './discord-member.ts'
import { permissionsInChannel } from './audience.ts'
import { Facts } from './guild-facts.ts'
import { lackingRights, type PermissionName } from './permissions.ts'
import type { Bot } from '../send/bot.ts'
import { codes } from '../send/codes.ts'
import { type DiscordApi, DiscordTrouble } from '../send/discord-api.ts'

/** What the bot lacks in a channel, for when Discord refused and did not say why. */
export class BotRights {
  readonly #parts: { readonly api: Pick<DiscordApi, 'call'>; readonly bot: Bot }
  readonly #facts: Facts

  constructor(parts: {
    readonly api: Pick<DiscordApi, 'call'>
    readonly bot: Bot
    readonly now: () => number
  }) {
    this.#parts = parts
    this.#facts = new Facts(parts)
  }

  /** What keeps it most from writing there comes first. Nothing where it cannot be found out. */
  async missing(guild: string, channel: string): Promise<readonly PermissionName[]> {
    try {
      return await this.#missing(guild, channel)
    } catch (failure) {
      if (!(failure instanceof DiscordTrouble)) throw failure
      // A channel that the bot does not see has no facts for it.
      return failure.code === codes.missingAccess ? ['ViewChannel'] : []
    }
  }

  async #missing(guild: string, channel: string): Promise<readonly PermissionName[]> {
    const { api, bot } = this.#parts
    this.#facts.forget()
    const place = await this.#facts.channel(channel)
    const isThread = place.kind === 'thread'
    const { overwrites } =
      isThread && place.parent !== undefined ? await this.#facts.channel(place.parent) : place
    const id = await bot.id()
    const { roles } = memberSchema.parse(await api.call('GET', `/guilds/${guild}/members/${id}`))
    const facts = await this.#facts.guild(guild)
    const held = permissionsInChannel(facts, { overwrites }, { id, roles })
    const lacking = lackingRights(String(held), isThread)
    return lacking.toSorted((one, other) => weight.indexOf(one) - weight.indexOf(other))
  }
}

const weight: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'AttachFiles',
  'ReadMessageHistory',
  'SendMessagesInThreads',
  'CreatePublicThreads',
]
