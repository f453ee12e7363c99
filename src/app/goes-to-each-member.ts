import type { ProposalRow } from '#src/storage/proposals.ts'

/** Whether the group's award is the only one of a vote: it is then brought to each of its members, who get none of their own. */
export function goesToEachMember({ subject }: ProposalRow['agreed']): boolean {
  return subject.kind === 'group' && subject.mints === 'group'
}
