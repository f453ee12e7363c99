import { bakedPicture } from '#src/app/award-documents.ts'
import type { DeliveryTarget } from '#src/app/jobs.ts'
import { placeOf } from '#src/app/place-of.ts'
import { viewAward } from '#src/app/view-award.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import { awardMessage, revokedMessage } from '#src/chat/messages/award-message.ts'

/** Brings an award to a member by private message; one that was revoked meanwhile, the news of it. */
export async function tellRecipient(
  chat: Chat,
  { awardId, memberId }: DeliveryTarget,
): Promise<void> {
  const { app } = chat
  const view = await viewAward(app, awardId)
  const place = view && (await placeOf(app, view.group, memberId))
  if (!view || !place || view.state === 'declined') return
  const adapter = adapterFor(chat, place.ref)
  if (view.state === 'revoked') {
    const said = { fr: revokedMessage(app, 'fr', view), en: revokedMessage(app, 'en', view) }
    await adapter.tell(asRef(place.ref), asRef(place.channel), said, { key: `revoked:${awardId}` })
    return
  }
  const png = await bakedPicture(app, view.award)
  if (!png) throw new Error(`The documents of award ${awardId} are not there yet.`)
  const parts = { view, png }
  const said = { fr: awardMessage(app, 'fr', parts), en: awardMessage(app, 'en', parts) }
  await adapter.tell(asRef(place.ref), asRef(place.channel), said, { key: `award:${awardId}` })
}
