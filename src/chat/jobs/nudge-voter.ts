import type { ProposalTarget } from '#src/app/board.ts'
import { owedVote } from '#src/app/owed-vote.ts'
import { sayMoment } from '#src/texts/dates.ts'
import { texts } from '#src/texts/texts.ts'
import { voteAction } from '#src/chat/actions.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import type { Language, Message } from '#src/chat/contract.ts'

/** Reminds one voter in private, unless the ballot came meanwhile. */
export async function nudgeVoter(
  chat: Chat,
  target: ProposalTarget & { readonly memberId: string },
): Promise<void> {
  const owed = await owedVote(chat.app, target)
  if (!owed) return
  const { view, place } = owed
  const reminder = (language: Language): Message => {
    const t = texts[language].chat.nudge
    return {
      text: t.text(view.achievement.name[language], sayMoment(language, view.closesAt)),
      buttons: [{ label: t.vote, action: voteAction(view.id), look: 'primary' }],
    }
  }
  const said = { fr: reminder('fr'), en: reminder('en') }
  await adapterFor(chat, place.ref).tell(asRef(place.ref), asRef(place.channel), said, {
    // A vote that was extended reminds once more.
    key: `nudge:${view.id}:${view.closesAt}`,
  })
}
