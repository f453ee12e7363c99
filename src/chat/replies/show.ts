import type { App } from '#src/app/app.ts'
import { badgesOf } from '#src/app/list-proposables.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import type { Reply } from '#src/chat/contract.ts'
import { pictureUrl } from '#src/chat/messages/picture-url.ts'
import { findBadge } from './find-badges.ts'
import { refusal } from './refusal.ts'

/** `/badge show`: one badge, what it stands for and what must have been shown. */
export async function showReply(app: App, actor: Actor, asked: string): Promise<Reply> {
  const { language, member } = actor
  const t = texts[language].chat.show
  if (asked === '') return { message: { text: t.which } }
  const badge = findBadge(await badgesOf(app, member), asked, language)
  if (!badge) return refusal(language, { code: 'nothing-found', asked })
  const { id, content } = badge
  const items = content.criteria.map((criterion) => criterion[language])
  return {
    message: {
      text: [content.name[language], content.definition[language], ...items].join('\n'),
      parts: [
        { kind: 'heading', text: content.name[language] },
        pictureUrl(app, { id, content }, language),
        { kind: 'text', text: content.definition[language] },
        { kind: 'list', items },
      ],
      buttons: [{ label: t.page, url: `${app.baseUrl}/achievements/${id}` }],
    },
  }
}
