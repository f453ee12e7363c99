import { createHash } from 'node:crypto'
import { z } from 'zod'

/** The name of a message where everybody in the workspace may read it, and in our book: nothing of people shows in it. */
export function markOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32)
}

/** Goes with each message, so that it is known again when Slack's answer was lost. */
export function metadataOf(mark: string) {
  return { event_type: eventType, event_payload: { key: mark } }
}

/** The mark of one of our messages; undefined for all others. */
export function markIn(metadata: unknown): string | undefined {
  return metadataSchema.safeParse(metadata).data?.event_payload.key
}

const eventType = 'cordee'

const metadataSchema = z.object({
  event_type: z.literal(eventType),
  event_payload: z.object({ key: z.string() }),
})
