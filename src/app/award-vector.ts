import { bakeSvg } from '#src/credentials/bake-svg.ts'
import { drawBadge } from '#src/pictures/draw-badge.ts'
import { drawFramed } from '#src/pictures/draw-framed.ts'
import { findPicture, type AchievementContent } from '#src/storage/achievements.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import { findWorkspace } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { documentsOf } from './award-documents.ts'
import { designOf, drawnPictureId } from './picture-of.ts'

/**
 * The badge as SVG with both documents in it: our own drawing where that is what was awarded, else the frozen picture in a frame.
 * It looks like the PNG of the same award, always. Undefined while the documents are being made.
 */
export async function bakedVector(
  app: App,
  award: AwardRow,
  content: AchievementContent,
): Promise<Uint8Array | undefined> {
  const documents = documentsOf(award)
  const svg = documents && (await vectorOf(app, award, content))
  if (!documents || svg === undefined) return undefined
  const { credential, assertion } = documents
  return bakeSvg(Buffer.from(svg), { openbadges: assertion, openbadgecredential: credential })
}

async function vectorOf(
  { store: { db } }: App,
  { workspaceId, pictureId }: AwardRow,
  content: AchievementContent,
): Promise<string | undefined> {
  const workspace = await findWorkspace(db, workspaceId)
  if (!workspace || pictureId === null) return undefined
  const { language } = workspace
  const design = designOf(content, language)
  // Should our drawing or the workspace's language have changed since, the award keeps the picture it was made with.
  if (drawnPictureId(content, language) === pictureId) return drawBadge(design)
  const png = await findPicture(db, workspaceId, pictureId)
  return png && drawFramed(png, { title: content.name[language], language, group: design.group })
}
