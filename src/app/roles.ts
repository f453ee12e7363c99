import type { MemberRow } from '#src/storage/members.ts'

/** The roles of those who train. */
export const trainerRoles = ['trainer', 'owner'] as const

/** Trainers and owners propose, decide and revoke. Read from the database at each call, never kept in a session. */
export function isTrainer({ role }: Pick<MemberRow, 'role'>): boolean {
  return trainerRoles.some((one) => one === role)
}
