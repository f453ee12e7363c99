import { and, asc, eq, inArray, isNull, notInArray, sql } from './drizzle.ts'
import type { MemberRow } from './members.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'
import type { GroupRow } from './workspaces.ts'

export type MeetingRow = Schema['meeting']['$inferSelect']
export type GroupSourceRow = Schema['groupSource']['$inferSelect']

/** Somebody known on a platform, and what it last said of that person. */
export interface MetRow {
  readonly ref: string
  readonly member: MemberRow
  readonly meeting: MeetingRow | undefined
}

/** Values in one statement at most. */
const atOnce = 500

/** Of these references, those that stand for somebody. */
export async function metRows(
  db: Db,
  workspaceId: string,
  refs: readonly string[],
): Promise<readonly MetRow[]> {
  const { identity, member, meeting } = db.t
  const found = await inChunks(refs, (some) =>
    db
      .select({ ref: identity.ref, member, meeting })
      .from(identity)
      .innerJoin(
        member,
        and(eq(member.workspaceId, identity.workspaceId), eq(member.id, identity.memberId)),
      )
      .leftJoin(
        meeting,
        and(eq(meeting.workspaceId, identity.workspaceId), eq(meeting.ref, identity.ref)),
      )
      .where(and(eq(identity.workspaceId, workspaceId), inArray(identity.ref, some))),
  )
  return found.map((row) => ({ ...row, meeting: row.meeting ?? undefined }))
}

/** What a platform last said of one person: asked at each click, hence by key alone. */
export async function meetingOf(
  db: Db,
  workspaceId: string,
  ref: string,
): Promise<MeetingRow | undefined> {
  const [row] = await db
    .prepared('meeting', (d) => {
      const { meeting } = d.t
      const p = sql.placeholder
      return d
        .select()
        .from(meeting)
        .where(and(eq(meeting.workspaceId, p('workspaceId')), eq(meeting.ref, p('ref'))))
    })
    .execute({ workspaceId, ref })
  return row
}

/** Adds members, each with one chat identity, in no group yet. */
export async function addMetMembers(
  tx: Tx,
  rows: readonly { readonly ref: string; readonly member: MemberRow }[],
): Promise<void> {
  await inChunks(rows, async (some) => {
    await tx.insert(tx.t.member).values(some.map(({ member }) => member))
    await tx
      .insert(tx.t.identity)
      .values(
        some.map(({ ref, member: { workspaceId, id } }) => ({ workspaceId, ref, memberId: id })),
      )
    return []
  })
}

export async function saveMeetings(tx: Tx, rows: readonly MeetingRow[]): Promise<void> {
  const { meeting } = tx.t
  await inChunks(rows, async (some) => {
    await tx
      .insert(meeting)
      .values(some)
      .onConflictDoUpdate({
        target: [meeting.workspaceId, meeting.ref],
        set: {
          outside: sql`excluded.outside`,
          gone: sql`excluded.gone`,
          metAt: sql`excluded.met_at`,
        },
      })
    return []
  })
}

/** These members leave every group that they are in. */
export async function leaveGroups(
  tx: Tx,
  { workspaceId, memberIds, at }: GroupChange,
): Promise<void> {
  const { groupMember } = tx.t
  await inChunks(memberIds, async (some) => {
    await tx
      .update(groupMember)
      .set({ leftAt: at })
      .where(
        and(
          eq(groupMember.workspaceId, workspaceId),
          inArray(groupMember.memberId, some),
          isNull(groupMember.leftAt),
        ),
      )
    return []
  })
}

interface GroupChange {
  readonly workspaceId: string
  readonly memberIds: readonly string[]
  readonly at: number
}

/** Makes these members, and nobody else, those of the group. */
export async function setGroupMembers(
  tx: Tx,
  { workspaceId, groupId, memberIds, at }: GroupChange & { readonly groupId: string },
): Promise<void> {
  const { groupMember } = tx.t
  const inGroup = and(
    eq(groupMember.workspaceId, workspaceId),
    eq(groupMember.groupId, groupId),
    isNull(groupMember.leftAt),
  )
  const before = (
    await tx.select({ memberId: groupMember.memberId }).from(groupMember).where(inGroup)
  ).map(({ memberId }) => memberId)
  const wanted = new Set(memberIds)
  const leaving = before.filter((id) => !wanted.has(id))
  const coming = [...wanted.difference(new Set(before))]
  await inChunks(leaving, async (some) => {
    await tx
      .update(groupMember)
      .set({ leftAt: at })
      .where(and(inGroup, inArray(groupMember.memberId, some)))
    return []
  })
  await inChunks(coming, async (some) => {
    await tx
      .insert(groupMember)
      .values(
        some.map((memberId) => ({ workspaceId, groupId, memberId, joinedAt: at, leftAt: null })),
      )
      .onConflictDoUpdate({
        target: [groupMember.workspaceId, groupMember.groupId, groupMember.memberId],
        set: { leftAt: null },
      })
    return []
  })
}

/** Adds one member to a group, or lets somebody who left come back. */
export async function addGroupMember(
  tx: Tx,
  {
    workspaceId,
    groupId,
    memberId,
    at,
  }: Omit<GroupChange, 'memberIds'> & { readonly groupId: string; readonly memberId: string },
): Promise<void> {
  const { groupMember } = tx.t
  await tx
    .insert(groupMember)
    .values({ workspaceId, groupId, memberId, joinedAt: at, leftAt: null })
    .onConflictDoUpdate({
      target: [groupMember.workspaceId, groupMember.groupId, groupMember.memberId],
      set: { leftAt: null },
    })
}

/** How many members a group has. */
export async function groupSize(db: Db, workspaceId: string, groupId: string): Promise<number> {
  const { groupMember } = db.t
  return db.$count(
    groupMember,
    and(
      eq(groupMember.workspaceId, workspaceId),
      eq(groupMember.groupId, groupId),
      isNull(groupMember.leftAt),
    ),
  )
}

/** The groups that any of these members is in, by name. */
export async function groupsOfMembers(
  db: Db,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<readonly GroupRow[]> {
  const { group, groupMember } = db.t
  const rows = await db
    .selectDistinct({ group })
    .from(groupMember)
    .innerJoin(
      group,
      and(eq(group.workspaceId, groupMember.workspaceId), eq(group.id, groupMember.groupId)),
    )
    .where(
      and(
        eq(groupMember.workspaceId, workspaceId),
        inArray(groupMember.memberId, [...memberIds]),
        isNull(groupMember.leftAt),
      ),
    )
    .orderBy(asc(group.name), asc(group.id))
  return rows.map((row) => row.group)
}

/** Where a group's members come from; undefined: its members join by themselves, as in the room. */
export async function groupSourceOf(
  db: Db,
  workspaceId: string,
  groupId: string,
): Promise<GroupSourceRow | undefined> {
  const { groupSource } = db.t
  const [row] = await db
    .select()
    .from(groupSource)
    .where(and(eq(groupSource.workspaceId, workspaceId), eq(groupSource.groupId, groupId)))
  return row
}

export async function saveGroupSource(tx: Tx, row: GroupSourceRow): Promise<void> {
  const { groupSource } = tx.t
  const { source, outsiders, gatheredAt } = row
  await tx
    .insert(groupSource)
    .values(row)
    .onConflictDoUpdate({
      target: [groupSource.workspaceId, groupSource.groupId],
      set: { source, outsiders, gatheredAt },
    })
}

/** The groups whose members come from that list of the platform. */
export async function groupsOfSource(
  db: Db,
  workspaceId: string,
  source: string,
): Promise<readonly { readonly group: GroupRow; readonly source: GroupSourceRow }[]> {
  const { group, groupSource } = db.t
  return db
    .select({ group, source: groupSource })
    .from(groupSource)
    .innerJoin(
      group,
      and(eq(group.workspaceId, groupSource.workspaceId), eq(group.id, groupSource.groupId)),
    )
    .where(and(eq(groupSource.workspaceId, workspaceId), eq(groupSource.source, source)))
    .orderBy(asc(group.name), asc(group.id))
}

/** Of these members, those whom a platform said to belong to another organisation. */
export async function outsidersAmong(
  db: Db,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { identity, meeting } = db.t
  const rows = await db
    .select({ memberId: identity.memberId })
    .from(meeting)
    .innerJoin(
      identity,
      and(eq(identity.workspaceId, meeting.workspaceId), eq(identity.ref, meeting.ref)),
    )
    .where(and(eq(meeting.workspaceId, workspaceId), eq(meeting.outside, true)))
  const asked = new Set(memberIds)
  return new Set(rows.map(({ memberId }) => memberId).filter((id) => asked.has(id)))
}

/** Gives members another role; those of other groups keep theirs. */
export async function setRoles(
  tx: Tx,
  {
    workspaceId,
    memberIds,
    role,
  }: {
    readonly workspaceId: string
    readonly memberIds: readonly string[]
    readonly role: MemberRow['role']
  },
): Promise<void> {
  const { member } = tx.t
  await inChunks(memberIds, async (some) => {
    await tx
      .update(member)
      .set({ role })
      // An owner's role comes from the platform.
      .where(
        and(
          eq(member.workspaceId, workspaceId),
          inArray(member.id, some),
          notInArray(member.role, ['owner']),
        ),
      )
    return []
  })
}

async function inChunks<One, Row>(
  all: readonly One[],
  work: (some: One[]) => PromiseLike<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let from = 0; from < all.length; from += atOnce)
    rows.push(...(await work(all.slice(from, from + atOnce))))
  return rows
}
