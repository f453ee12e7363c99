import type { App } from '#src/app/app.ts'
import { altOf } from '#src/app/award-facts.ts'
import { ownUrl } from '#src/app/list-awards.ts'
import { pictureName } from '#src/app/picture-name.ts'
import type { DeliveryView } from '#src/app/view-delivery.ts'
import { texts } from '#src/texts/texts.ts'
import { declineAction } from '#src/chat/actions.ts'
import type { Attachment, Language, Message } from '#src/chat/contract.ts'

/** The private message that brings a badge to its recipient, with the baked picture. */
export function awardMessage(
  app: App,
  language: Language,
  { view, png }: { readonly view: DeliveryView; readonly png: Uint8Array },
): Message {
  const t = texts[language].chat.award
  const name = view.achievement.name[language]
  const { cast, rollSize } = view.proposal
  const said = [
    view.award.kind === 'group' ? t.groupReceived(name) : t.received(name),
    t.how({ cast, roll: rollSize, group: view.group.name }),
    ...(view.practice ? [t.practice] : []),
    t.next,
  ]
  const picture: Attachment = {
    name: pictureName(view),
    type: 'image/png',
    bytes: png,
    alternative: altOf(view.achievement, language),
    url: `${app.baseUrl}/awards/${view.award.id}.png`,
  }
  return {
    text: said.join(' '),
    parts: said.map((text, index) => ({ kind: index === 0 ? 'heading' : 'text', text }) as const),
    buttons: [
      { label: t.open, url: ownUrl(app, view.award.id), look: 'primary' },
      { label: t.verify, url: `${app.baseUrl}/verify` },
      // What a group received is not one member's to decline.
      ...(view.award.kind === 'person'
        ? [{ label: t.decline, action: declineAction(view.award.id), look: 'danger' } as const]
        : []),
    ],
    files: [picture],
  }
}

/** What tells a recipient, or a group, that a badge was taken back, and why. */
export function revokedMessage(app: App, language: Language, view: DeliveryView): Message {
  const t = texts[language].chat.award
  const name = view.achievement.name[language]
  const reason = view.award.revokedReason ?? ''
  if (view.award.kind === 'group')
    return {
      text: t.groupRevoked(name, reason),
      buttons: [{ label: t.groupPage, url: `${app.baseUrl}/awards/${view.award.id}` }],
    }
  return {
    text: t.revoked(name, reason),
    buttons: [{ label: t.open, url: ownUrl(app, view.award.id) }],
  }
}
