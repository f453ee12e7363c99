import { z } from 'zod'
import { isWebAddress } from './web-address.ts'

/** One application of Discord's, on any number of servers; over HTTP where there is a `publicKey`, else by the gateway. */
export interface DiscordConfig {
  readonly token: string
  /** Undefined: Discord says whose the token is. */
  readonly applicationId?: string
  /** 64 hexadecimal digits: Discord signs what it sends with the key that belongs to it. */
  readonly publicKey?: string
  /** Ends in `/api`, without a version. */
  readonly apiUrl: string
}

/** The variables of the environment that connect Discord. */
export const discordVariables = {
  DISCORD_TOKEN: z
    .string()
    .regex(/^[\w.-]+$/, 'write the token of the bot alone, without the word Bot')
    .optional(),
  DISCORD_APPLICATION_ID: z
    .string()
    .regex(/^\d{15,20}$/, 'write the Application ID of the page General Information')
    .optional(),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/i,
      'write the 64 characters of Public Key, of the page General Information',
    )
    .optional(),
  DISCORD_API_URL: z
    .string()
    .refine(isWebAddress, 'write an address such as https://discord.com/api')
    .transform((value) => value.replace(/\/+$/, '').replace(/\/v\d+$/, ''))
    .default('https://discord.com/api'),
}

interface DiscordVariables {
  readonly DISCORD_TOKEN?: string | undefined
  readonly DISCORD_APPLICATION_ID?: string | undefined
  readonly DISCORD_PUBLIC_KEY?: string | undefined
  readonly DISCORD_API_URL: string
}

/** Nothing can be said on Discord without the bot's token, whichever way Discord reaches the service. */
export function checkDiscord(given: DiscordVariables, context: z.RefinementCtx): void {
  if (given.DISCORD_TOKEN) return
  for (const beside of ['DISCORD_PUBLIC_KEY', 'DISCORD_APPLICATION_ID'] as const)
    if (given[beside])
      context.addIssue({
        code: 'custom',
        path: ['DISCORD_TOKEN'],
        message: `missing beside ${beside}: write the token of the page Bot`,
      })
}

/** Undefined where nothing says by whose leave. */
export function discordOf({
  DISCORD_TOKEN: token,
  DISCORD_APPLICATION_ID: applicationId,
  DISCORD_PUBLIC_KEY: publicKey,
  DISCORD_API_URL: apiUrl,
}: DiscordVariables): DiscordConfig | undefined {
  if (token === undefined) return undefined
  return {
    token,
    ...(applicationId === undefined ? {} : { applicationId }),
    ...(publicKey === undefined ? {} : { publicKey }),
    apiUrl,
  }
}
