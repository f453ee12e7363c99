import { findMember } from '#src/storage/members.ts'
import type { App } from './app.ts'
import { bakedPicture } from './award-documents.ts'
import type { DeliveryTarget } from './jobs.ts'
import { ownUrl } from './list-awards.ts'
import { type AwardView, viewAward } from './view-award.ts'

/** What the letter that brings an award says, and to whom. */
export interface AwardLetter {
  readonly to: string
  readonly toName: string
  readonly language: 'fr' | 'en'
  readonly view: AwardView
  readonly png: Uint8Array
  /** The page with its recipient's own controls. */
  readonly ownUrl: string
}

/** Undefined when there is nothing to send any more: no address, or an award that was revoked or declined. */
export async function awardLetter(
  app: App,
  { workspaceId, awardId, memberId }: DeliveryTarget,
): Promise<AwardLetter | undefined> {
  const member = await findMember(app.store.db, workspaceId, memberId)
  const view = await viewAward(app, awardId)
  if (!member?.email || !view || view.state === 'revoked' || view.state === 'declined')
    return undefined
  const png = await bakedPicture(app, view.award)
  if (!png) throw new Error(`The documents of award ${awardId} are not there yet.`)
  const { name, email, language } = member
  return { to: email, toName: name, language, view, png, ownUrl: ownUrl(app, awardId) }
}
