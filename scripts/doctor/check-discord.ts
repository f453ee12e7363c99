import { z } from 'zod'
import type { Config } from '#src/config.ts'
import type { DiscordConfig } from '#src/discord-config.ts'
import { busy, patienceMs, under, unreachable } from './ask-chat.ts'
import type { Finding } from './finding.ts'

const part = 'discord'
const variable = 'DISCORD_TOKEN'

/** Asks Discord whose token this is, and whether the application is set up as the service expects. */
export async function checkDiscord({ discord, publicUrl }: Config): Promise<readonly Finding[]> {
  if (!discord) return [{ part, mark: 'unchecked', say: (t) => t.notConfigured({ variable }) }]
  try {
    const response = await ask(discord, publicUrl)
    if (response.status === 401)
      return [{ part, mark: 'wrong', say: (t) => t.tokenRefused({ variable, reason: '401' }) }]
    if (!response.ok) return [busy(part, response.status)]
    const application = applicationSchema.parse(await response.json())
    const { inviteAddress } = await import('#adapters/discord/people/invite.ts')
    const { name, id } = application
    return [
      { part, mark: 'good', say: (t) => t.discordGood({ name, address: inviteAddress(id) }) },
      ...mistakesIn(application, discord, publicUrl),
    ]
  } catch (error) {
    return [unreachable(part, error)]
  }
}

/** @see https://docs.discord.com/developers/resources/application#get-current-application */
function ask({ apiUrl, token }: DiscordConfig, publicUrl = 'https://cordee.example') {
  return fetch(under(apiUrl, 'v10/applications/@me'), {
    headers: {
      authorization: `Bot ${token}`,
      // Discord refuses programs that do not say who they are in this form.
      'user-agent': `DiscordBot (${publicUrl}, 1)`,
    },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  })
}

const applicationSchema = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  name: z.string(),
  flags: z.number().default(0),
  verify_key: z.string().optional(),
  interactions_endpoint_url: z.string().nullish(),
})

type Application = z.output<typeof applicationSchema>

// What people do would reach nobody: Discord sends it one way, and the service listens to the other.
function mistakesIn(
  { id, flags, verify_key: key, interactions_endpoint_url: endpoint }: Application,
  { applicationId, publicKey }: DiscordConfig,
  publicUrl: string | undefined,
): readonly Finding[] {
  const found: Finding[] = []
  const here = `${publicUrl ?? 'https://…'}/discord/interactions`
  if (applicationId !== undefined && applicationId !== id)
    found.push({ part, mark: 'wrong', say: (t) => t.discordOtherApplication({ id }) })
  if (publicKey !== undefined && key !== undefined && publicKey.toLowerCase() !== key.toLowerCase())
    found.push({ part, mark: 'wrong', say: (t) => t.discordOtherKey({ key }) })
  if (publicKey === undefined && endpoint)
    found.push({ part, mark: 'wrong', say: (t) => t.discordEndpoint({ endpoint }) })
  if (publicKey !== undefined && endpoint !== here)
    found.push({ part, mark: 'wrong', say: (t) => t.discordNoEndpoint({ address: here }) })
  if ((flags & showsMembers) === 0)
    found.push({ part, mark: 'look', say: (t) => t.discordMembers({ id }) })
  return found
}

/** The switch "Server Members Intent": GATEWAY_GUILD_MEMBERS, or the same below a hundred servers. */
const showsMembers = (1 << 14) | (1 << 15)
