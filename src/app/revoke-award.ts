import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { lockAward, saveAward } from '#src/storage/awards.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { requestJob } from '#src/storage/outbox.ts'
import type { App } from './app.ts'
import { type Event, eventOf } from './event.ts'
import { deliveryJob } from './jobs.ts'
import { isTrainer } from './roles.ts'

export type RevokeRefusal =
  | { readonly code: 'unknown-award' }
  | { readonly code: 'trainers-only' }
  | { readonly code: 'reason-missing' }

/** Longest reason that other systems keep. */
export const longestReason = 255

/**
 * Takes an award back for a stated reason: its documents answer "revoked" from then on, its picture and page stay,
 * and its recipient is told. Doing it twice keeps the first reason.
 */
export async function revokeAward(
  app: App,
  {
    event,
    by,
    awardId,
    reason,
  }: {
    readonly event: Event
    readonly by: MemberRow
    readonly awardId: string
    readonly reason: string
  },
): Promise<Outcome<{ readonly awardId: string }, RevokeRefusal>> {
  const { workspaceId } = by
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  if (reason.trim() === '') return refuse({ code: 'reason-missing' })
  const outcome = await decideOnce(
    app.store,
    eventOf({ workspaceId, event }),
    async (tx): Promise<Outcome<{ awardId: string }, RevokeRefusal>> => {
      const award = await lockAward(tx, workspaceId, awardId)
      if (!award) return refuse({ code: 'unknown-award' })
      if (award.revokedAt !== null) return accept({ awardId })
      await saveAward(tx, {
        workspaceId,
        id: awardId,
        revokedAt: app.now(),
        revokedReason: reason.trim().slice(0, longestReason),
      })
      if (award.kind === 'person') {
        const target = { workspaceId, awardId, memberId: award.recipient }
        await requestJob(tx, deliveryJob(app, 'tell', target, app.now()))
      }
      return accept({ awardId })
    },
  )
  if (outcome.ok) app.wake()
  return outcome
}
