import { z } from 'zod'
import type { Config } from '#src/config.ts'
import { type Finding, troubleIn } from './finding.ts'

const patienceMs = 5_000

const slackAnswer = z.object({
  ok: z.boolean(),
  team: z.string().optional(),
  error: z.string().regex(/^\w+$/).optional(),
})

/** Asks Slack whose token this is. @see https://docs.slack.dev/reference/methods/auth.test */
export async function checkSlack({ slackBotToken, slackApiUrl }: Config): Promise<Finding> {
  const part = 'slack'
  const variable = 'SLACK_BOT_TOKEN'
  if (slackBotToken === undefined)
    return { part, mark: 'unchecked', say: (t) => t.notConfigured({ variable }) }
  try {
    const response = await fetch(under(slackApiUrl, 'auth.test'), {
      method: 'POST',
      headers: { authorization: `Bearer ${slackBotToken}` },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    if (!response.ok) return busy(part, response.status)
    const { ok, team = '?', error: reason = '?' } = slackAnswer.parse(await response.json())
    if (ok) return { part, mark: 'good', say: (t) => t.chatGood({ name: team }) }
    if (reason === 'ratelimited') return busy(part, 429)
    return { part, mark: 'wrong', say: (t) => t.tokenRefused({ variable, reason }) }
  } catch (error) {
    return unreachable(part, error)
  }
}

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

function busy(part: 'slack' | 'discord', status: number): Finding {
  return { part, mark: 'look', say: (t) => t.chatBusy({ detail: String(status) }) }
}

function unreachable(part: 'slack' | 'discord', error: unknown): Finding {
  const detail = troubleIn(error)
  return { part, mark: 'wrong', say: (t) => t.chatUnreachable({ detail }) }
}

function under(base: string, path: string): URL {
  return new URL(path, base.endsWith('/') ? base : `${base}/`)
}
