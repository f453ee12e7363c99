import { awardKey, opensAward } from '#src/app/keep-award.ts'
import { isTrainer } from '#src/app/roles.ts'
import { type AwardView, viewAward } from '#src/app/view-award.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { HttpProblem } from '../problem.ts'
import type { Web } from './web.ts'

/** Who looks at an award: a session, the link that came with it, or neither. */
export interface AwardReader {
  readonly member: MemberRow | undefined
  readonly key: string | undefined
}

/** An award as a reader may see it; `mine` carries the recipient's key when it is the reader's own. */
export async function awardSeenBy(
  { app }: Web,
  id: string,
  reader: AwardReader,
): Promise<{ readonly view: AwardView; readonly mine: { readonly key: string } | undefined }> {
  const { member, key } = reader
  const opened = key !== undefined && opensAward(app, id, key)
  const owns = (award: AwardRow) =>
    award.kind === 'person' && (opened || isRecipient(award, member))
  const view = await viewAward(app, id, (award) => owns(award) || trains(award, member))
  if (!view) throw new HttpProblem(404, 'not-found')
  return { view, mine: owns(view.award) ? { key: awardKey(app, id) } : undefined }
}

/** An award as everybody sees it. */
export async function publicAward({ app }: Web, id: string): Promise<AwardView> {
  const view = await viewAward(app, id)
  if (!view) throw new HttpProblem(404, 'not-found')
  return view
}

function isRecipient({ workspaceId, recipient }: AwardRow, member: MemberRow | undefined): boolean {
  return member?.workspaceId === workspaceId && member.id === recipient
}

/** Whether somebody is a trainer of the workspace that awarded. */
export function trains({ workspaceId }: AwardRow, member: MemberRow | undefined): boolean {
  return member?.workspaceId === workspaceId && isTrainer(member)
}
