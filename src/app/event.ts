import type { Event as InboxEvent } from '#src/storage/inbox.ts'

/** What a person did, by the platform's own id: done once however often it is delivered. */
export interface Event {
  /** The platform. */
  readonly source: string
  readonly eventId: string
  readonly at: number
}

export function eventOf({
  workspaceId,
  event,
}: {
  readonly workspaceId: string
  readonly event: Event
}): InboxEvent {
  return { workspaceId, ...event }
}
