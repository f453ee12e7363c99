import type { App } from '#src/app/app.ts'
import { pictureOf } from '#src/app/picture-of.ts'
import { type AwardView, viewAward } from '#src/app/view-award.ts'
import { viewAchievement } from '#src/app/view-organisation.ts'
import { viewRecord } from '#src/app/view-record.ts'
import { texts } from '#src/texts/texts.ts'
import type { Showcase } from './chat-book.ts'
import type { Language, Message, Part } from './contract.ts'
import { pictureUrl } from './messages/picture-url.ts'

/** What the service shows to everybody, by its address. What only some may see is as unknown as what never was. */
export function storedShowcase(app: App): Showcase {
  return {
    async preview(url, language) {
      const path = ownPath(app, url)
      const [, kind = '', id = ''] =
        /^\/(achievements|awards|records)\/([\w-]{22})$/.exec(path) ?? []
      if (kind === 'achievements') return achievementPreview(app, id, language)
      if (kind === 'awards') return awardPreview(app, id, language)
      return kind === 'records' ? recordPreview(app, id, language) : undefined
    },
    async picture(url) {
      const [, id] = /^\/achievements\/([\w-]{22})\.png$/.exec(ownPath(app, url)) ?? []
      const view = id && (await viewAchievement(app, id))
      if (!view) return undefined
      const asked = new URL(url).searchParams.get('lang')
      return pictureOf(app, view.achievement, asked === 'en' ? 'en' : 'fr')
    },
  }
}

function ownPath({ baseUrl }: App, url: string): string {
  const asked = URL.parse(url)
  const base = new URL(baseUrl)
  return asked?.origin === base.origin ? asked.pathname : ''
}

async function achievementPreview(
  app: App,
  id: string,
  language: Language,
): Promise<Message | undefined> {
  const view = await viewAchievement(app, id)
  if (!view) return undefined
  const { content } = view.achievement
  const lines = [content.definition[language], texts[language].chat.preview.by(view.issuer.name)]
  return message(content.name[language], lines, pictureUrl(app, { id, content }, language))
}

// Named only where its recipient shows the name to everybody.
async function awardPreview(
  app: App,
  id: string,
  language: Language,
): Promise<Message | undefined> {
  const view = await viewAward(app, id)
  if (!view || view.state === 'declined' || view.state === 'being-made') return undefined
  const t = texts[language].chat.preview
  const lines = [
    awardedTo(view, language),
    t.by(view.issuer.name),
    ...(view.state === 'revoked' ? [t.revoked] : []),
    ...(view.practice ? [t.practice] : []),
  ]
  const name = view.achievement.name[language]
  const picture = { id: view.achievementId, content: view.achievement }
  return message(name, lines, pictureUrl(app, picture, language))
}

function awardedTo({ award, recipientName, group }: AwardView, language: Language): string {
  const t = texts[language].chat.preview
  if (award.kind === 'group') return t.toGroup(group.name)
  return recipientName === undefined ? t.toSomebody : t.toPerson(recipientName)
}

async function recordPreview(
  app: App,
  id: string,
  language: Language,
): Promise<Message | undefined> {
  const view = await viewRecord(app, id)
  if (!view) return undefined
  const { proposal, group, issuer } = view
  const t = texts[language].chat.preview
  const status = texts[language].record.status[proposal.status]
  const title = t.record(proposal.achievement.name[language])
  return message(title, [t.group(group.name), status, t.by(issuer.name)])
}

function message(title: string, lines: readonly string[], picture?: Part): Message {
  return {
    text: [title, ...lines].join('\n'),
    parts: [
      { kind: 'heading', text: title },
      ...lines.map((text): Part => ({ kind: 'text', text })),
      ...(picture ? [picture] : []),
    ],
  }
}
