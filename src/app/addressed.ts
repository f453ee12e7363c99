import { type MemberRow, membersByIds } from '#src/storage/members.ts'
import { memberKey, samePersons } from '#src/storage/persons.ts'
import type { Db } from '#src/storage/store.ts'
import type { App } from './app.ts'

/**
 * Members as letters find them: whoever has no address in one chat is written to at the one that another account of theirs
 * has. Accounts are one person's when their owner said so with a code.
 */
export async function addressed(
  db: Db,
  members: readonly MemberRow[],
): Promise<readonly MemberRow[]> {
  const without = members.filter(({ email }) => !email)
  const persons = await samePersons(
    db,
    without.map(({ workspaceId, id }) => ({ workspaceId, memberId: id })),
  )
  if (persons.size === 0) return members
  const workspaceId = without[0]?.workspaceId ?? ''
  const others = await membersByIds(db, workspaceId, [...new Set([...persons.values()].flat())])
  const emails = new Map(others.map(({ id, email }) => [id, email]))
  return members.map((member) => {
    if (member.email) return member
    const own = persons.get(memberKey({ workspaceId: member.workspaceId, memberId: member.id }))
    const email = own?.map((id) => emails.get(id)).find((one) => one)
    return email ? { ...member, email } : member
  })
}

/** Whether letters find somebody, by this account or by another of theirs. */
export async function hasAddress(
  { store }: Pick<App, 'store'>,
  member: MemberRow,
): Promise<boolean> {
  const [found] = await addressed(store.db, [member])
  return Boolean(found?.email)
}
