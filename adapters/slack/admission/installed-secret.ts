import type { Installation } from '@slack/oauth'
import { z } from 'zod'

const botSchema = z.object({
  kind: z.literal('bot'),
  token: z.string(),
  /** Only where the app's tokens rotate. */
  refreshToken: z.string().optional(),
  /** Milliseconds since 1970. */
  expiresAt: z.number().optional(),
  botUserId: z.string(),
  botId: z.string().optional(),
  appId: z.string().optional(),
  /** The Enterprise Grid organisation that the workspace belongs to. */
  enterprise: z.string().optional(),
  scopes: z.array(z.string()),
  installedAt: z.number(),
})

/** A workspace that has no token of its own, since its whole organisation installed the app. */
const ofOrganisationSchema = z.object({
  kind: z.literal('of-organisation'),
  enterprise: z.string(),
})

const secretSchema = z.discriminatedUnion('kind', [botSchema, ofOrganisationSchema])

export type InstalledBot = z.output<typeof botSchema>
export type InstalledSecret = z.output<typeof secretSchema>

/** What the service keeps of an installation, sealed. */
export function readSecret(json: string): InstalledSecret {
  return secretSchema.parse(JSON.parse(json))
}

/** The part of an OAuth answer that is kept; undefined where Slack gave no bot token. */
export function botOf(
  { bot, appId, enterprise }: Installation,
  installedAt: number,
): InstalledBot | undefined {
  if (!bot) return undefined
  const { token, refreshToken, expiresAt, userId, id, scopes } = bot
  return {
    kind: 'bot',
    token,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt * 1000 }),
    botUserId: userId,
    botId: id,
    ...(appId === undefined ? {} : { appId }),
    ...(enterprise ? { enterprise: enterprise.id } : {}),
    scopes,
    installedAt,
  }
}
