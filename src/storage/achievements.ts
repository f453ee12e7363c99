import { and, asc, eq, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type AchievementRow = Schema['achievement']['$inferSelect']
export type { AchievementContent, Bilingual } from './schema/votes.ts'

export async function addAchievements(tx: Tx, rows: readonly AchievementRow[]): Promise<void> {
  await tx.insert(tx.t.achievement).values([...rows])
}

/** By its public id, whatever the workspace. */
export async function findAchievement(db: Db, id: string): Promise<AchievementRow | undefined> {
  const { achievement } = db.t
  const [row] = await db.select().from(achievement).where(eq(achievement.id, id))
  return row
}

/** In the order of the catalogue that they started from. */
export async function achievementsOf(db: Db, workspaceId: string): Promise<AchievementRow[]> {
  const { achievement } = db.t
  return db
    .select()
    .from(achievement)
    .where(eq(achievement.workspaceId, workspaceId))
    .orderBy(asc(achievement.createdAt), asc(achievement.id))
}

/** Gives an achievement a picture of its own. */
export async function setPicture(
  tx: Tx,
  { workspaceId, id }: Pick<AchievementRow, 'workspaceId' | 'id'>,
  pictureId: string,
): Promise<void> {
  const { achievement } = tx.t
  await tx
    .update(achievement)
    .set({ pictureId })
    .where(and(eq(achievement.workspaceId, workspaceId), eq(achievement.id, id)))
}

/** The achievement, locked until the transaction ends. */
export async function lockAchievement(tx: Tx, id: string): Promise<AchievementRow | undefined> {
  const { achievement } = tx.t
  const [row] = await tx.forUpdate(tx.select().from(achievement).where(eq(achievement.id, id)))
  return row
}

/** Gives an achievement another content, as its next version. */
export async function saveContent(
  tx: Tx,
  { workspaceId, id, version, content }: Omit<AchievementRow, 'pictureId' | 'createdAt'>,
): Promise<void> {
  const { achievement } = tx.t
  await tx
    .update(achievement)
    .set({ version, content })
    .where(and(eq(achievement.workspaceId, workspaceId), eq(achievement.id, id)))
}

/** Keeps a picture once, under the hash of its bytes. */
export async function keepPicture(
  tx: Tx,
  {
    workspaceId,
    id,
    png,
  }: { readonly workspaceId: string; readonly id: string; readonly png: Uint8Array },
): Promise<void> {
  await tx
    .insert(tx.t.picture)
    .values({ workspaceId, id, png: Buffer.from(png) })
    .onConflictDoNothing()
}

export async function findPicture(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<Uint8Array | undefined> {
  const [row] = await db
    .prepared('picture', (d) => {
      const { picture } = d.t
      return d
        .select({ png: picture.png })
        .from(picture)
        .where(
          and(
            eq(picture.workspaceId, sql.placeholder('workspaceId')),
            eq(picture.id, sql.placeholder('id')),
          ),
        )
    })
    .execute({ workspaceId, id })
  return row?.png
}
