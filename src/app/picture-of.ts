import { findEntry } from '#src/catalogue/catalogue.ts'
import { designFor } from '#src/pictures/design-for.ts'
import { type BadgeDesign, drawBadge } from '#src/pictures/draw-badge.ts'
import { renderPng } from '#src/pictures/render-png.ts'
import {
  type AchievementContent,
  type AchievementRow,
  findPicture,
  keepPicture,
} from '#src/storage/achievements.ts'
import type { Language } from '#src/storage/members.ts'
import type { App } from './app.ts'
import { hash } from './fresh.ts'

/** Width and height of a badge's picture. */
export const pictureSize = 512

/** The picture of an achievement: the uploaded one, or ours drawn in the given language. */
export async function pictureOf(
  app: App,
  {
    workspaceId,
    pictureId,
    content,
  }: Pick<AchievementRow, 'workspaceId' | 'pictureId' | 'content'>,
  language: Language,
): Promise<Uint8Array> {
  const uploaded = pictureId ? await findPicture(app.store.db, workspaceId, pictureId) : undefined
  return uploaded ?? drawnPicture(content, language)
}

/** Keeps the picture of an achievement as it is today, so that the badges made with it never change; answers its id. */
export async function freezePicture(
  app: App,
  achievement: Pick<AchievementRow, 'workspaceId' | 'pictureId' | 'content'>,
  language: Language,
): Promise<string> {
  if (achievement.pictureId) return achievement.pictureId
  const { id, png } = drawnOnce(achievement.content, language)
  const { workspaceId } = achievement
  await app.store.tx((tx) => keepPicture(tx, { workspaceId, id, png }))
  return id
}

/** How our own picture of an achievement looks. */
export function designOf(
  { basedOn, name, kind }: AchievementContent,
  language: Language,
): BadgeDesign {
  const entry = basedOn ? findEntry(basedOn) : undefined
  if (entry) return designFor(entry, language)
  const group = kind === 'group'
  return { shape: 'circle', colour: 'ocean', icon: 'award', title: name[language], language, group }
}

/** The id under which our own picture of an achievement is kept, drawn as it would be today. */
export function drawnPictureId(content: AchievementContent, language: Language): string {
  return drawnOnce(content, language).id
}

interface Drawn {
  readonly id: string
  readonly png: Uint8Array
}

const drawn = new Map<string, Drawn>()
const mostDrawn = 256

function drawnPicture(content: AchievementContent, language: Language): Uint8Array {
  return drawnOnce(content, language).png
}

function drawnOnce(content: AchievementContent, language: Language): Drawn {
  const design = designOf(content, language)
  const key = JSON.stringify(design)
  const known = drawn.get(key)
  if (known) return known
  const png = renderPng(drawBadge(design), pictureSize)
  const once = { id: hash(png), png }
  if (drawn.size >= mostDrawn) drawn.clear()
  drawn.set(key, once)
  return once
}
