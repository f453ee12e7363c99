import type { Context } from '@slack/bolt'
import { z } from 'zod'

export const id = z.string().min(1).max(255)

/** Opens a window; a repeated delivery has the same. */
export const trigger = z.string().min(1).max(500)

export const address = z.url().max(1000)

/** The workspace that is meant, as Bolt finds it in each kind of payload; in shared channels, the one that let us in. */
export function tenantOf(context: Context): {
  readonly team: string
  readonly enterprise: string | undefined
} {
  return tenantSchema.parse({ team: context.teamId, enterprise: context.enterpriseId })
}

export const tenantSchema = z.object({
  // Of a whole organisation at times, where no workspace is named.
  team: id,
  enterprise: id.nullish().transform((given) => given ?? undefined),
})
