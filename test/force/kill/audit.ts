import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '#src/app/app.ts'
import { bakedPicture } from '#src/app/award-documents.ts'
import { checkBadge } from '#src/app/check-badge.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import type { OpenedStore } from '#src/storage/open-store.ts'
import { codeOf, type Store } from '#src/storage/store.ts'
import { auditVotes, type VoteAudit } from '../kit/audit-votes.ts'

export interface Audit extends VoteAudit {
  readonly letters: number
  readonly privateMessages: number
  readonly badgesVerified: number
}

/** After the last kill, when everything was delivered: what must stand in the database and lie in the mail folder. */
export async function auditAll(
  app: App & { readonly store: OpenedStore },
  mailFolder: string,
): Promise<Audit> {
  const votes = await auditVotes(app.store)
  const awards = await app.store.db.select().from(app.store.db.t.award)
  const toPeople = awards.filter(({ kind }) => kind === 'person').length
  const letters = await lettersIn(mailFolder)
  const messages = await messageBreaches(app.store, toPeople)
  const badges = await badgeBreaches(app, awards)
  return {
    ...votes,
    letters: letters.count,
    privateMessages: messages.count,
    badgesVerified: awards.length - badges.length,
    breaches: [
      ...votes.breaches,
      ...letters.breaches,
      ...(letters.count === toPeople
        ? []
        : [`${toPeople} people have an award, ${letters.count} have a letter`]),
      ...messages.breaches,
      ...badges,
      ...(await jobBreaches(app.store)),
      ...integrityBreaches(app.store),
    ],
  }
}

interface Counted {
  readonly count: number
  readonly breaches: readonly string[]
}

// A letter is a file named after its job, and so is its Message-ID: sent again it is the same letter.
async function lettersIn(folder: string): Promise<Counted> {
  // The first letter makes the folder: there is none while no vote was accepted.
  const found: readonly string[] = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  const names = found.toSorted()
  const letters = names.filter((name) => name.endsWith('.eml'))
  const drafts = names.filter((name) => !name.endsWith('.eml'))
  const breaches = drafts.map((name) => `${name} was left in the mail folder`)
  for (const name of letters) {
    const [head = ''] = (await readFile(join(folder, name), 'utf8')).split('\r\n\r\n', 1)
    const ids = [...head.matchAll(/^message-id:\s*<([^@>]+)@/gim)].map(([, id]) => `${id}.eml`)
    if (ids.length !== 1 || ids[0] !== name)
      breaches.push(`the letter ${name} has the Message-ID ${ids.join()}`)
  }
  return { count: letters.length, breaches }
}

async function messageBreaches({ db }: Store, toPeople: number): Promise<Counted> {
  const { roomMessage, poll } = db.t
  const rows = await db.select({ toMember: roomMessage.toMember }).from(roomMessage)
  const told = rows.filter(({ toMember }) => toMember !== null).length
  const posted = rows.length - told
  const proposals = await db.select({ settledAt: poll.settledAt }).from(poll)
  // Each vote has one card, and one announcement when it is over.
  const owed = proposals.length + proposals.filter(({ settledAt }) => settledAt !== null).length
  return {
    count: told,
    breaches: [
      ...(told === toPeople ? [] : [`${toPeople} people have an award, ${told} were told`]),
      ...(posted === owed ? [] : [`${posted} messages stand in the rooms, not ${owed}`]),
    ],
  }
}

async function badgeBreaches(app: App, awards: readonly AwardRow[]): Promise<readonly string[]> {
  const breaches: string[] = []
  for (const award of awards) {
    const png = await bakedPicture(app, award)
    const report = png && (await checkBadge(app, png))
    if (report?.valid !== true)
      breaches.push(`the badge of award ${award.id} ${report ? 'does not verify' : 'is missing'}`)
  }
  return breaches
}

async function jobBreaches({ db }: Store): Promise<readonly string[]> {
  const { outbox } = db.t
  const jobs = await db
    .select({ queue: outbox.queue, state: outbox.state, error: outbox.lastError })
    .from(outbox)
  // Deadlines of these votes lie weeks ahead.
  const pending = jobs.filter(
    ({ queue, state }) => state !== 'done' && !(state === 'ready' && isTimer(queue)),
  )
  return pending.map(({ queue, state, error }) => `a job of ${queue} is ${state}: ${error ?? ''}`)
}

function isTimer(queue: string): boolean {
  return queue === 'close' || queue === 'remind'
}

function integrityBreaches(store: OpenedStore): readonly string[] {
  if (store.engine === 'postgres') return []
  const found = [
    store.writer.pragma('integrity_check', { simple: true }),
    store.writer.pragma('synchronous', { simple: true }),
    store.writer.pragma('foreign_key_check'),
  ]
  const asked = JSON.stringify(found)
  return asked === '["ok",2,[]]' ? [] : [`integrity, synchronous, foreign keys: ${asked}`]
}
