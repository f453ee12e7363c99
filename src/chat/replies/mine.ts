import type { App } from '#src/app/app.ts'
import { type MemberAward, memberAwards } from '#src/app/list-awards.ts'
import { sayDay } from '#src/texts/dates.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import type { Language, Reply } from '#src/chat/contract.ts'

/** `/badge mine`: the badges I received, each with its own link. */
export async function mineReply(app: App, { language, member }: Actor): Promise<Reply> {
  const t = texts[language].chat.mine
  const awards = await memberAwards(app, member)
  if (awards.length === 0) return { message: { text: t.none } }
  const items = awards.map((award) => awardLine(language, award))
  return {
    message: {
      text: [t.count(awards.length), ...items].join('\n'),
      parts: [
        { kind: 'text', text: t.count(awards.length) },
        { kind: 'list', items },
      ],
      buttons: awards.slice(0, 10).map(({ achievement, ownUrl }) => ({
        label: achievement.name[language],
        url: ownUrl,
      })),
    },
  }
}

/** A badge of one's own in a list: what, when, and whether it still stands. */
export function awardLine(
  language: Language,
  { achievement, state, issuedAt }: MemberAward,
): string {
  const day = sayDay(language, issuedAt)
  const note = state === 'valid' ? '' : ` (${texts[language].chat.mine.states[state]})`
  return `${achievement.name[language]}, ${day}${note}`
}
