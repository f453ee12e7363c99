import { z } from 'zod'
import type { Config } from '#src/config.ts'
import { busy, patienceMs, under, unreachable } from './ask-chat.ts'
import type { Finding } from './finding.ts'

const discordAnswer = z.object({ username: z.string() })

/** Asks Discord whose token this is. @see https://discord.com/developers/docs/resources/user#get-current-user */
export async function checkDiscord({
  discordToken,
  discordApiUrl,
  publicUrl = 'https://cordee.example',
}: Config): Promise<Finding> {
  const part = 'discord'
  const variable = 'DISCORD_TOKEN'
  if (discordToken === undefined)
    return { part, mark: 'unchecked', say: (t) => t.notConfigured({ variable }) }
  try {
    const response = await fetch(under(discordApiUrl, 'users/@me'), {
      headers: {
        authorization: `Bot ${discordToken}`,
        // Discord refuses programs that do not say who they are in this form.
        'user-agent': `DiscordBot (${publicUrl}, 1)`,
      },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    if (response.status === 401)
      return { part, mark: 'wrong', say: (t) => t.tokenRefused({ variable, reason: '401' }) }
    if (!response.ok) return busy(part, response.status)
    const { username: name } = discordAnswer.parse(await response.json())
    return { part, mark: 'good', say: (t) => t.chatGood({ name }) }
  } catch (error) {
    return unreachable(part, error)
  }
}
