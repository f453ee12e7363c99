import { domains, findEntry } from '#src/catalogue/catalogue.ts'
import type { App } from '#src/app/app.ts'
import { badgesOf } from '#src/app/list-proposables.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import type { Part, Reply } from '#src/chat/contract.ts'
import { findBadges } from './find-badges.ts'
import { refusal } from './refusal.ts'

/** `/badge list`: the badges by family; with words, those that hold them. */
export async function listReply(app: App, actor: Actor, words: string): Promise<Reply> {
  const { language, member } = actor
  const t = texts[language].chat.list
  const found = findBadges(await badgesOf(app, member), words, language)
  if (found.length === 0) return refusal(language, { code: 'nothing-found', asked: words })
  if (words !== '' && found.length <= 10)
    return {
      message: {
        text: [t.count(found.length), ...found.map(({ content }) => content.name[language])].join(
          '\n',
        ),
        parts: [{ kind: 'text', text: t.count(found.length) }],
        buttons: found.map(({ id, content }) => ({
          label: content.name[language],
          url: `${app.baseUrl}/achievements/${id}`,
        })),
      },
    }
  const families = domains.flatMap((domain): readonly Part[] => {
    const items = found
      .filter(({ content }) => content.basedOn && findEntry(content.basedOn)?.domain === domain.id)
      .map(({ content }) => content.name[language])
    return items.length === 0
      ? []
      : [
          { kind: 'heading', text: domain.name[language] },
          { kind: 'list', items },
        ]
  })
  return {
    message: {
      text: [t.count(found.length), ...found.map(({ content }) => content.name[language])].join(
        '\n',
      ),
      parts: [{ kind: 'text', text: t.count(found.length) }, ...families],
    },
  }
}
