import { z } from 'zod'
import { idSchema } from '../people/discord-member.ts'
import { markOf } from '../views/mark.ts'
import type { Bot } from './bot.ts'
import { type DiscordApi, DiscordTrouble } from './discord-api.ts'
import { idAt } from './snowflake.ts'

export interface Looking {
  readonly api: Pick<DiscordApi, 'call'>
  readonly bot: Bot
}

/** The id of the bot's message with the key, where Discord took it around that time; undefined: it did not, or the bot may not look. */
export async function findSent(
  { api, bot }: Looking,
  {
    channel,
    key,
    begunAt,
  }: { readonly channel: string; readonly key: string; readonly begunAt: number },
): Promise<string | undefined> {
  const [mark, author] = [markOf(key), await bot.id()]
  let after = idAt(begunAt - beforeMs)
  for (let page = 0; page < mostPages; page++) {
    const messages = await messagesAfter(api, channel, after)
    const found = messages.find((message) => isMarked(message, { mark, author }))
    if (found) return found.id
    if (messages.length < pageSize) return undefined
    after = messages.map(({ id }) => id).reduce(later)
  }
  return undefined
}

const pageSize = 100
const mostPages = 3
/** Whoever tries again writes down when: what was lost may be of an earlier try. */
const beforeMs = 10 * 60_000

async function messagesAfter(
  api: Pick<DiscordApi, 'call'>,
  channel: string,
  after: string,
): Promise<readonly SeenMessage[]> {
  const query = { limit: pageSize, after }
  try {
    const answer = await api.call('GET', `/channels/${channel}/messages`, { query, patient: true })
    return z.array(messageSchema).parse(answer)
  } catch (failure) {
    const isBarred = failure instanceof DiscordTrouble && [403, 404].includes(failure.status)
    if (isBarred) return []
    throw failure
  }
}

function isMarked(
  { author, components }: SeenMessage,
  wanted: { readonly mark: number; readonly author: string },
): boolean {
  return author.id === wanted.author && components.some(({ id }) => id === wanted.mark)
}

function later(one: string, other: string): string {
  return BigInt(one) > BigInt(other) ? one : other
}

const messageSchema = z.looseObject({
  id: idSchema,
  author: z.looseObject({ id: z.string() }).catch({ id: '' }),
  components: z.array(z.looseObject({ id: z.number().optional().catch(undefined) })).catch([]),
})

type SeenMessage = z.output<typeof messageSchema>
