import type { App } from '#src/app/app.ts'
import { giveLinkCode, linkMembers } from '#src/app/link-members.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { commandWords } from '#src/chat/commands.ts'
import type { Reply } from '#src/chat/contract.ts'
import { refusal } from './refusal.ts'

/** `/badge link`: a code for the person's other account; with a code, the two accounts are one person from then on. */
export async function linkReply(app: App, actor: Actor, typed: string): Promise<Reply> {
  const { language, member, event } = actor
  const t = texts[language].chat.link
  if (typed === '') {
    const code = await giveLinkCode(app, member)
    return { message: { text: t.code(code, `/badge ${commandWords[language].link} ${code}`) } }
  }
  const linked = await linkMembers(app, { event, by: member, typed })
  if (!linked.ok) return refusal(language, linked.refusal)
  return { message: { text: t.linked } }
}
