import { createHmac, timingSafeEqual } from 'node:crypto'
import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import {
  addConfirmed,
  addEmailCode,
  codesAskedBy,
  codesSentTo,
  type EmailCodeRow,
  forgetAddresses,
  forgetEmailCodes,
  lastEmailCode,
  saveEmailCode,
} from '#src/storage/email-codes.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import { holdLock } from '#src/storage/locks.ts'
import { findMember, type MemberRow, saveMember } from '#src/storage/members.ts'
import { addJobs, requestJobs } from '#src/storage/outbox.ts'
import type { Tx } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { cleanEmail } from './clean-text.ts'
import { type Event, eventOf } from './event.ts'
import { freshToken } from './fresh.ts'
import { codeJob } from './jobs.ts'
import { lettersOwed } from './letters-owed.ts'

/** A code is good for this long, and for so many tries. */
const emailCodeMs = 15 * 60_000
const mostTries = 5

/** So many letters for each member, and to each mailbox, within an hour; and to a mailbox within a day. */
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const mostAsked = 3
const mostSent = 5
const mostSentADay = 10

/** RFC 5321 §4.5.3.1.3. */
const longestAddress = 254
// No more than what a letter is certain to be sent to (composeLetter): whoever waits for one had better hear it at once.
const address =
  /^(?=[^@]{1,64}@)[\w'+-]+(?:\.[\w'+-]+)*(?<!')@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}$/i

export type EmailRefusal =
  | { readonly code: 'not-an-email' }
  /** In so many minutes there may be another. */
  | { readonly code: 'too-many-codes'; readonly minutes: number }
  /** So many tries are left; 0: the code is good for nothing more. */
  | { readonly code: 'wrong-code'; readonly left: number }
  | { readonly code: 'code-expired' }

export interface EmailAsked {
  readonly event: Event
  readonly member: MemberRow
  /** As it was typed. */
  readonly address: string
}

/**
 * Sends a code of six digits to an address. The member who types it has confirmed that the address is his or her own; the
 * code asked for last is the one that counts. Refused once a member had too many within an hour, or a mailbox within an hour or a
 * day.
 */
export async function askForCode(
  app: App,
  { event, member, address: typed }: EmailAsked,
): Promise<Outcome<{ readonly address: string }, EmailRefusal>> {
  const wanted = readAddress(typed)
  if (wanted === undefined) return refuse({ code: 'not-an-email' })
  const { workspaceId } = member
  // The inbox keeps no address: a repeat of the event brings it again.
  const asked = await decideOnce(
    app.store,
    eventOf({ workspaceId, event }),
    async (tx): Promise<Outcome<{ asked: true }, EmailRefusal>> => {
      await holdLock(tx, 'email-codes')
      return prepareCode(app, tx, { member, address: wanted })
    },
  )
  if (!asked.ok) return asked
  app.wake()
  return accept({ address: wanted })
}

export interface EmailConfirmed {
  readonly event: Event
  readonly member: MemberRow
  /** As it was typed. */
  readonly code: string
}

/**
 * Makes the address that a code was sent to the member's own, in place of an earlier one, and from then on whatever a platform
 * says. Badges of the last thirty days that no letter brought, for want of an address, are sent there.
 */
export async function confirmEmail(
  app: App,
  { event, member, code }: EmailConfirmed,
): Promise<Outcome<{ readonly address: string }, EmailRefusal>> {
  const { workspaceId, id } = member
  const confirmed = await decideOnce(
    app.store,
    eventOf({ workspaceId, event }),
    async (tx): Promise<Outcome<{ confirmed: true }, EmailRefusal>> => {
      await holdLock(tx, 'email-codes')
      return takeCode(app, tx, { member, typed: code })
    },
  )
  if (!confirmed.ok) return confirmed
  app.wake()
  const now = await findMember(app.store.db, workspaceId, id)
  return accept({ address: now?.email ?? '' })
}

/** The six digits that were sent. They are made anew each time: nobody reads them in the database. */
export function codeOf({ masterKey }: Pick<App, 'masterKey'>, row: EmailCodeRow): string {
  const { workspaceId, memberId, address: to, nonce } = row
  const mac = createHmac('sha256', masterKey)
    .update(['email-code', workspaceId, memberId, to, nonce].join('\0'))
    .digest()
  return String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

/** Whether typing the code still does something. */
export function isGood({ askedAt, usedAt, tries }: EmailCodeRow, now: number): boolean {
  return usedAt === null && tries < mostTries && now < askedAt + emailCodeMs
}

function readAddress(typed: string): string | undefined {
  const wanted = cleanEmail(typed)
  if (wanted === undefined || wanted.length > longestAddress) return undefined
  return address.test(wanted) ? wanted : undefined
}

async function prepareCode(
  app: App,
  tx: Tx,
  { member, address: to }: { readonly member: MemberRow; readonly address: string },
): Promise<Outcome<{ asked: true }, EmailRefusal>> {
  const key = { workspaceId: member.workspaceId, memberId: member.id }
  const now = app.now()
  const addressHash = hashOf(app, to)
  await forgetEmailCodes(tx, now - dayMs)
  await forgetAddresses(tx, now - hourMs)
  const byMember = await codesAskedBy(tx, key)
  const sent = await codesSentTo(tx, addressHash)
  const freeAt = Math.max(
    freeFrom(byMember, mostAsked, hourMs),
    freeFrom(sent, mostSent, hourMs),
    freeFrom(sent, mostSentADay, dayMs),
  )
  if (freeAt > now)
    return refuse({ code: 'too-many-codes', minutes: Math.ceil((freeAt - now) / 60_000) })
  const id = app.newId()
  // Never the same time twice, so that one of them is the last.
  const askedAt = Math.max(now, (byMember.at(-1) ?? 0) + 1)
  const code = { id, address: to, addressHash, nonce: freshToken(), askedAt }
  await addEmailCode(tx, { ...key, ...code, tries: 0, usedAt: null })
  await addJobs(tx, [codeJob(app, { workspaceId: key.workspaceId, codeId: id }, now)])
  return accept({ asked: true })
}

/** From when on there may be one more, of so many in that time. */
function freeFrom(askedAt: readonly number[], most: number, withinMs: number): number {
  const first = askedAt.at(-most)
  return first === undefined ? 0 : first + withinMs
}

/** Of one mailbox, however it is spelt: most mail services put what follows a plus into the box of what stands before it. */
function hashOf({ masterKey }: App, to: string): string {
  const mailbox = to.toLowerCase().replace(/(?<=.)\+.*@/, '@')
  return createHmac('sha256', masterKey).update(`email-address\0${mailbox}`).digest('hex')
}

async function takeCode(
  app: App,
  tx: Tx,
  { member, typed }: { readonly member: MemberRow; readonly typed: string },
): Promise<Outcome<{ confirmed: true }, EmailRefusal>> {
  const { workspaceId, id: memberId } = member
  const now = app.now()
  const row = await lastEmailCode(tx, { workspaceId, memberId })
  if (!row || !isGood(row, now)) return refuse({ code: 'code-expired' })
  const tries = row.tries + 1
  const isRight = isSame(typed, codeOf(app, row))
  await saveEmailCode(tx, { ...row, tries, usedAt: isRight ? now : null })
  if (!isRight) return refuse({ code: 'wrong-code', left: mostTries - tries })
  await takeAddress(app, tx, row)
  return accept({ confirmed: true })
}

async function takeAddress(
  app: App,
  tx: Tx,
  { workspaceId, memberId, address: email }: EmailCodeRow,
): Promise<void> {
  // Nobody describes the member anew meanwhile.
  await holdLock(tx, 'roster')
  const member = await findMember(tx, workspaceId, memberId)
  if (!member) throw new Error('The member who confirms an address is not there.')
  await saveMember(tx, { ...member, email })
  await addConfirmed(tx, { workspaceId, memberId, at: app.now() })
  await requestJobs(tx, await lettersOwed(app, tx, member))
}

/** Spaces and hyphens between the digits are forgiven, and so are digits of other scripts. */
function isSame(typed: string, code: string): boolean {
  const given = Buffer.from(typed.normalize('NFKC').replaceAll(/[\s-]/g, ''))
  const right = Buffer.from(code)
  return given.length === right.length && timingSafeEqual(given, right)
}
