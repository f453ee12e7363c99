import type { ProposalTarget } from '#src/app/board.ts'
import type { DeliveryTarget } from '#src/app/jobs.ts'
import {
  failedDelivery,
  type FailedDelivery,
  failedPosting,
  placeOfProposer,
} from '#src/app/view-proposer.ts'
import { sayFailure } from '#src/texts/say-failure.ts'
import { texts } from '#src/texts/texts.ts'
import { endAction } from '#src/chat/actions.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import type { Language, Message } from '#src/chat/contract.ts'

/** No quorum at the deadline, and the rule says that the trainer decides: asks for the decision. */
export async function askProposer(chat: Chat, { proposalId }: ProposalTarget): Promise<void> {
  const found = await placeOfProposer(chat.app, proposalId)
  if (!found || found.view.status !== 'undecided') return
  const { view, place } = found
  const question = (language: Language): Message => {
    const t = texts[language].chat.ask
    return {
      text: t.text(view.achievement.name[language], { cast: view.cast, roll: view.rollSize }),
      buttons: [
        { label: t.accept, action: endAction('accept', view.id), look: 'primary' },
        { label: t.decline, action: endAction('decline', view.id) },
      ],
    }
  }
  const said = { fr: question('fr'), en: question('en') }
  await adapterFor(chat, place.ref).tell(asRef(place.ref), asRef(place.channel), said, {
    key: `ask:${proposalId}`,
  })
}

/** A badge could not be delivered: tells whoever proposed it, with the reason and what to do. */
export async function tellUndelivered(chat: Chat, target: DeliveryTarget): Promise<void> {
  const failed = await failedDelivery(chat.app, target)
  if (!failed) return
  const { place } = failed
  const message = (language: Language): Message => ({
    text: texts[language].chat.undelivered[sentences[failed.way]](
      failed.recipient,
      failed.achievement.name[language],
      sayFailure(language, failed.reason),
    ),
    buttons: [{ label: texts[language].chat.undeliveredOpen, url: `${chat.app.baseUrl}/console` }],
  })
  const said = { fr: message('fr'), en: message('en') }
  await adapterFor(chat, place.ref).tell(asRef(place.ref), asRef(place.channel), said, {
    key: `undelivered:${target.awardId}:${target.memberId}:${failed.way}`,
  })
}

const sentences = {
  letter: 'letter',
  'by-letter': 'byLetter',
  'only-here': 'onlyHere',
} as const satisfies Record<FailedDelivery['way'], string>

/** The channel does not take the card or the verdict of a proposal: tells whoever proposed, with what to do. */
export async function tellUnposted(chat: Chat, target: ProposalTarget): Promise<void> {
  const failed = await failedPosting(chat.app, target)
  if (!failed) return
  const { achievement, reason, place } = failed
  const message = (language: Language): Message => ({
    text: texts[language].chat.unposted(achievement.name[language], sayFailure(language, reason)),
  })
  const said = { fr: message('fr'), en: message('en') }
  await adapterFor(chat, place.ref).tell(asRef(place.ref), asRef(place.channel), said, {
    key: `unposted:${target.proposalId}`,
  })
}
