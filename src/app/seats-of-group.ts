import { oneSeatEach } from '#src/domain/seat.ts'
import { type MemberRow, membersOfGroup } from '#src/storage/members.ts'
import { personIds, personsInRoles } from '#src/storage/persons.ts'
import type { Db } from '#src/storage/store.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import { trainerRoles } from './roles.ts'

/** The learners of a group, one member for each person. Whoever trains, by whatever account, is none of them. */
export interface GroupSeats {
  readonly seats: readonly MemberRow[]
  /** The seat of the person that a learner of the group is, be it another member's. */
  readonly seatFor: (memberId: string) => string | undefined
}

export async function seatsOfGroup(
  db: Db,
  { workspaceId, id }: Pick<GroupRow, 'workspaceId' | 'id'>,
): Promise<GroupSeats> {
  const members = await membersOfGroup(db, workspaceId, id)
  const byRole = members.filter(({ role }) => role === 'learner')
  const persons = await personIds(
    db,
    workspaceId,
    byRole.map((member) => member.id),
  )
  const trainers = await personsInRoles(db, workspaceId, trainerRoles)
  const learners = byRole.filter((member) => !trainers.has(persons.get(member.id) ?? ''))
  const memberIds = learners.map((learner) => learner.id)
  const seats = oneSeatEach(learners, persons)
  const known = new Set(memberIds)
  const seated = new Map(seats.map((seat) => [persons.get(seat.id) ?? seat.id, seat.id]))
  return {
    seats,
    seatFor: (memberId) =>
      known.has(memberId) ? seated.get(persons.get(memberId) ?? memberId) : undefined,
  }
}
