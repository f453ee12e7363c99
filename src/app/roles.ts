import type { MemberRow } from '#src/storage/members.ts'

/** Trainers and owners propose, decide and revoke. Read from the database at each call, never kept in a session. */
export function isTrainer({ role }: Pick<MemberRow, 'role'>): boolean {
  return role === 'trainer' || role === 'owner'
}
