import { and, asc, eq, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type WorkspaceRow = Schema['workspace']['$inferSelect']
export type IssuerRow = Schema['issuer']['$inferSelect']
export type GroupRow = Schema['group']['$inferSelect']
/** Where a group meets; when it last changed is asked for apart (room-messages.ts). */
export type RoomRow = Omit<Schema['room']['$inferSelect'], 'changedAt'>

export async function addWorkspace(tx: Tx, row: WorkspaceRow): Promise<void> {
  await tx.insert(tx.t.workspace).values(row)
}

export async function findWorkspace(db: Db, id: string): Promise<WorkspaceRow | undefined> {
  const [row] = await db
    .prepared('workspace', (d) =>
      d
        .select()
        .from(d.t.workspace)
        .where(eq(d.t.workspace.id, sql.placeholder('id'))),
    )
    .execute({ id })
  return row
}

/** The workspace that a chat platform names so, by its first name or by another one. */
export async function workspaceByRef(db: Db, ref: string): Promise<WorkspaceRow | undefined> {
  const [row] = await db
    .prepared('workspace-by-ref', (d) =>
      d
        .select()
        .from(d.t.workspace)
        .where(eq(d.t.workspace.ref, sql.placeholder('ref'))),
    )
    .execute({ ref })
  if (row) return row
  const [alias] = await db
    .prepared('workspace-by-alias', (d) =>
      d
        .select()
        .from(d.t.workspaceAlias)
        .where(eq(d.t.workspaceAlias.ref, sql.placeholder('ref'))),
    )
    .execute({ ref })
  return alias && findWorkspace(db, alias.workspaceId)
}

/** Gives a workspace one more name. */
export async function addWorkspaceAlias(
  tx: Tx,
  { workspaceId, ref }: { readonly workspaceId: string; readonly ref: string },
): Promise<void> {
  await tx.insert(tx.t.workspaceAlias).values({ workspaceId, ref }).onConflictDoNothing()
}

/** The other names of a workspace. */
export async function aliasesOf(db: Db, workspaceId: string): Promise<readonly string[]> {
  const { workspaceAlias } = db.t
  const rows = await db
    .select({ ref: workspaceAlias.ref })
    .from(workspaceAlias)
    .where(eq(workspaceAlias.workspaceId, workspaceId))
    .orderBy(asc(workspaceAlias.ref))
  return rows.map(({ ref }) => ref)
}

/** The workspace that was there first: the service's own. */
export async function firstWorkspace(db: Db): Promise<WorkspaceRow | undefined> {
  const { workspace } = db.t
  const [row] = await db
    .select()
    .from(workspace)
    .orderBy(asc(workspace.createdAt), asc(workspace.id))
    .limit(1)
  return row
}

/** The language of what is written for everybody in a workspace. */
export async function setWorkspaceLanguage(
  tx: Tx,
  { id, language }: Pick<WorkspaceRow, 'id' | 'language'>,
): Promise<void> {
  const { workspace } = tx.t
  await tx.update(workspace).set({ language }).where(eq(workspace.id, id))
}

/** Adds an issuer, which signs nothing before it has a key (issuer-keys.ts). */
export async function addIssuer(tx: Tx, row: IssuerRow): Promise<void> {
  await tx.insert(tx.t.issuer).values(row)
}

/** A workspace has one issuer. */
export async function issuerOf(db: Db, workspaceId: string): Promise<IssuerRow | undefined> {
  const [row] = await db
    .prepared('issuer-of', (d) =>
      d
        .select()
        .from(d.t.issuer)
        .where(eq(d.t.issuer.workspaceId, sql.placeholder('workspaceId'))),
    )
    .execute({ workspaceId })
  return row
}

/** By its public id, whatever the workspace. */
export async function findIssuer(db: Db, id: string): Promise<IssuerRow | undefined> {
  const { issuer } = db.t
  const [row] = await db.select().from(issuer).where(eq(issuer.id, id))
  return row
}

/** Of every workspace, in the order of their names. */
export async function allIssuers(db: Db): Promise<IssuerRow[]> {
  const { issuer } = db.t
  return db.select().from(issuer).orderBy(asc(issuer.name), asc(issuer.id))
}

export async function addGroup(tx: Tx, row: GroupRow): Promise<void> {
  await tx.insert(tx.t.group).values(row)
}

/** A channel got another name. */
export async function renameGroup(
  tx: Tx,
  { workspaceId, id, name }: Pick<GroupRow, 'workspaceId' | 'id' | 'name'>,
): Promise<void> {
  const { group } = tx.t
  await tx
    .update(group)
    .set({ name })
    .where(and(eq(group.workspaceId, workspaceId), eq(group.id, id)))
}

/** By its public id, whatever the workspace. */
export async function findGroup(db: Db, id: string): Promise<GroupRow | undefined> {
  const [row] = await db
    .prepared('group', (d) =>
      d
        .select()
        .from(d.t.group)
        .where(eq(d.t.group.id, sql.placeholder('id'))),
    )
    .execute({ id })
  return row
}

/** The group that validates together in a channel. */
export async function groupOfChannel(
  db: Db,
  workspaceId: string,
  channel: string,
): Promise<GroupRow | undefined> {
  const { group } = db.t
  const [row] = await db
    .select()
    .from(group)
    .where(and(eq(group.workspaceId, workspaceId), eq(group.channel, channel)))
  return row
}

export async function addRoom(tx: Tx, row: RoomRow): Promise<void> {
  await tx.insert(tx.t.room).values(row)
}

/** A room by the code that people type, with the group that meets there. */
export async function roomByCode(
  db: Db,
  code: string,
): Promise<{ room: RoomRow; group: GroupRow } | undefined> {
  // Two look-ups by key, for the reason given in members.ts.
  const [room] = await db
    .prepared('room-by-code', (d) =>
      d
        .select()
        .from(d.t.room)
        .where(eq(d.t.room.code, sql.placeholder('code'))),
    )
    .execute({ code })
  const group = room && (await findGroup(db, room.groupId))
  return group && { room, group }
}

/** The room in which a group meets, if it meets in one. */
export async function roomOfGroup(
  db: Db,
  { workspaceId, id }: GroupRow,
): Promise<RoomRow | undefined> {
  const { room } = db.t
  const [row] = await db
    .select()
    .from(room)
    .where(and(eq(room.workspaceId, workspaceId), eq(room.groupId, id)))
  return row
}

export async function allRooms(db: Db): Promise<RoomRow[]> {
  return db.select().from(db.t.room)
}
