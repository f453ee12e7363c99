import { randomInt } from 'node:crypto'
import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import {
  addLinkCode,
  countLinkTry,
  forgetLinkTries,
  takeLinkCode,
} from '#src/storage/link-codes.ts'
import { holdLock } from '#src/storage/locks.ts'
import { findMember, type MemberRow, saveMember } from '#src/storage/members.ts'
import { joinPersons, openPollsOf, samePerson, votersAmong } from '#src/storage/persons.ts'
import { lockProposals, type ProposalRow } from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { type Event, eventOf } from './event.ts'
import { hash } from './fresh.ts'
import { isTrainer } from './roles.ts'

/** A code is good for this long, and so are wrong ones remembered. */
export const linkCodeMs = 10 * 60_000
const mostTries = 5

// Without what is taken for another when it is read aloud or copied: I, L, O, U, 0, 1.
const signs = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const codeLength = 8

export type LinkRefusal =
  | { readonly code: 'link-code-wrong' }
  | { readonly code: 'link-too-many-tries' }
  | { readonly code: 'link-both-voted' }

/** A fresh code that says once, within ten minutes: whoever types it is the same person as this member. */
export async function giveLinkCode(app: App, member: MemberRow): Promise<string> {
  const { workspaceId, id: memberId } = member
  const code = Array.from({ length: codeLength }, () => signs[randomInt(signs.length)]).join('')
  const [now, codeHash] = [app.now(), hashOf(member, code)]
  await app.store.tx((tx) =>
    addLinkCode(tx, { workspaceId, memberId, codeHash, expiresAt: now + linkCodeMs }, now),
  )
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

export interface Linking {
  readonly event: Event
  readonly by: MemberRow
  /** As it was typed. */
  readonly typed: string
}

/**
 * Makes one person of the member who types a code and the one who was given it, with all who are linked to either: from then
 * on they have one voice in each vote. A trainer's code makes a trainer of whoever types it; typing somebody's code gives that
 * somebody no right. Refused where both already have their voice in a vote under way. Linking again is harmless.
 */
export async function linkMembers(
  app: App,
  { event, by, typed }: Linking,
): Promise<Outcome<{ readonly linked: true }, LinkRefusal>> {
  const { workspaceId, id: memberId } = by
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '')
  const codeHash = hashOf(by, code)
  return decideOnce(
    app.store,
    eventOf({ workspaceId, event }),
    async (tx): Promise<Outcome<{ linked: true }, LinkRefusal>> => {
      const now = app.now()
      const tries = await countLinkTry(tx, { workspaceId, memberId }, { now, forgetMs: linkCodeMs })
      if (tries > mostTries) return refuse({ code: 'link-too-many-tries' })
      const other = await takeLinkCode(tx, { workspaceId, codeHash }, now)
      if (other === undefined) return refuse({ code: 'link-code-wrong' })
      await forgetLinkTries(tx, { workspaceId, memberId })
      const joined = await joinTwo(app, tx, { workspaceId, memberId, other })
      if (joined.ok) await passRole(tx, { workspaceId, from: other, to: memberId })
      return joined
    },
  )
}

// A right goes the way of the code: whoever gave it away chose to.
async function passRole(
  tx: Tx,
  {
    workspaceId,
    from,
    to,
  }: { readonly workspaceId: string; readonly from: string; readonly to: string },
): Promise<void> {
  const giver = await findMember(tx, workspaceId, from)
  const taker = await findMember(tx, workspaceId, to)
  if (!giver || !taker || !isTrainer(giver) || isTrainer(taker)) return
  await saveMember(tx, { ...taker, role: 'trainer' })
}

async function joinTwo(
  app: App,
  tx: Tx,
  {
    workspaceId,
    memberId,
    other,
  }: { readonly workspaceId: string; readonly memberId: string; readonly other: string },
): Promise<Outcome<{ linked: true }, LinkRefusal>> {
  // No roll is drawn up meanwhile, and nobody else is linked.
  await holdLock(tx, `persons:${workspaceId}`)
  const mine = await samePerson(tx, { workspaceId, memberId })
  if (mine.includes(other)) return accept({ linked: true })
  const theirs = await samePerson(tx, { workspaceId, memberId: other })
  const memberIds = [...mine, ...theirs]
  // Locked, so that no ballot is being counted meanwhile.
  const polls = await lockProposals(tx, await openPollsOf(tx, workspaceId, memberIds))
  for (const poll of polls) {
    const voted = await votersAmong(tx, { workspaceId, proposalId: poll.id }, memberIds)
    if (hasVoice(poll, mine, voted) && hasVoice(poll, theirs, voted))
      return refuse({ code: 'link-both-voted' })
  }
  await joinPersons(tx, { workspaceId, memberIds, personId: app.newId() })
  return accept({ linked: true })
}

// Whoever a badge is proposed for has no second voice in that vote either.
function hasVoice(
  { agreed: { subject } }: ProposalRow,
  members: readonly string[],
  voted: ReadonlySet<string>,
): boolean {
  const isFor = subject.kind === 'person' && members.includes(subject.memberId)
  return isFor || members.some((id) => voted.has(id))
}

function hashOf({ workspaceId }: Pick<MemberRow, 'workspaceId'>, code: string): string {
  return hash(`link\0${workspaceId}\0${code}`)
}
