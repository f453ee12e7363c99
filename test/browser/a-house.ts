import type { Test } from 'tap'
import { z } from 'zod'
import { awardsOfProposal } from '#src/storage/awards.ts'
import { eq } from '#src/storage/drizzle.ts'
import { roomByCode } from '#src/storage/workspaces.ts'
import { aService, propose, type TestService, voteAll } from '#test/kit/service.ts'
import type { Visitor } from '../../scripts/visitor.ts'
import { aGuest, type Guest } from './a-guest.ts'

/** A room where a bit of everything has happened. */
export interface House {
  readonly service: TestService
  readonly room: string
  readonly trainer: Guest
  /** Owes a ballot in the vote that runs. */
  readonly learner: Guest
  /** Has one badge that stands, one of the group's, and one that was revoked. */
  readonly recipient: Guest
  readonly votes: Readonly<Record<'small' | 'accepted' | 'declined' | 'group' | 'running', string>>
  readonly awards: Readonly<Record<'own' | 'revoked' | 'group', string>>
  /** Pages of what the badge that stands is about. */
  readonly achievement: string
  readonly issuer: string
  readonly group: string
}

export async function aHouse(t: Test): Promise<House> {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const trainer = await aGuest(service, 'Nora', { trainer: true })
  const recipient = await aGuest(service, 'Ana', { email: 'ana@example.org' })
  const learner = await aGuest(service, 'Marie-Élisabeth')
  const few = [await service.join('Bilal'), await service.join('Chloé')] as const

  const small = await propose(paul, { people: recipient.id, achievement: 'com.poser-question' })
  for (const voter of few) await voteAll(voter, small, 'met')
  const revoked = await awardOf(service, small, 'person')
  await paul.submit('revoke', { what: `revoke:${revoked}`, reason: 'Awarded by mistake.' })

  const voters = [...few]
  for (const name of ['Dawit', 'Élise', 'Farid', 'Gaëlle']) voters.push(await service.join(name))
  const accepted = await propose(paul, {
    people: recipient.id,
    achievement: 'com.ecouter-comprendre',
    reason: 'She repeated the safety instructions of the workshop to two newcomers, without notes.',
    evidence: 'The sheet on the wall.',
    link: 'https://example.org/photo',
  })
  await vote(voters.slice(0, 4), accepted, ['met', 'met', 'met', 'met'])
  const own = await awardOf(service, accepted, 'person')

  const declined = await propose(paul, {
    people: voters[1]?.id ?? '',
    reason: '<img src=x onerror=alert(1)> <b>bold</b> & {{x}}',
    // Declined as soon as it is certain, hence without waiting for the deadline.
    rule: 'everyone',
  })
  await vote([...few.slice(0, 1), ...voters.slice(2, 5)], declined, [
    'met',
    'not-yet',
    'not-yet',
    'not-yet',
  ])

  const group = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
  await vote(voters.slice(0, 4), group, ['met', 'met', 'met', 'met'])
  const ofGroup = await awardOf(service, group, 'group')

  const running = await propose(paul, {
    people: voters[0]?.id ?? '',
    achievement: 'equ.esprit-equipe',
    reason: 'He kept a place for everybody when we built the shed.',
  })
  await vote(voters.slice(1, 3), running, ['met', 'not-yet'])
  await service.outbox.idle()
  await failLetters(service)
  return {
    ...(await pagesAbout(service, accepted)),
    service,
    room: service.links.learner,
    trainer,
    learner,
    recipient,
    votes: { small, accepted, declined, group, running },
    awards: { own, revoked, group: ofGroup },
  }
}

/** As if the mail server had refused one letter for good, and another for now. */
async function failLetters({ store }: TestService): Promise<void> {
  const { outbox } = store.db.t
  const letters = await store.db.select().from(outbox).where(eq(outbox.queue, 'letter'))
  const ends = [
    { state: 'dead', lastError: 'mail-refused-550' },
    { state: 'ready', lastError: 'mail-closing-421', runAt: Date.now() + 3_600_000 },
  ] as const
  await store.tx(async (tx) => {
    for (const [index, end] of ends.entries())
      await tx
        .update(outbox)
        .set(end)
        .where(eq(outbox.id, letters[index]?.id ?? ''))
  })
}

async function pagesAbout({ app }: TestService, proposalId: string) {
  const response = await fetch(`${app.baseUrl}/records/${proposalId}.json`)
  const { achievement, issuer, group } = record.parse(await response.json())
  return { achievement, issuer, group }
}

const page = z.object({ id: z.string() }).transform(({ id }) => id.replace(/\.json$/, ''))
const record = z.object({ achievement: page, issuer: page, group: page })

/** Casts ballots, the first with a signed support. */
async function vote(
  voters: readonly Visitor[],
  id: string,
  choices: readonly string[],
): Promise<void> {
  for (const [index, choice] of choices.entries()) {
    const voter = voters[index]
    const signed = index === 0 ? { support: 'sign', 'support-words': 'Well deserved!' } : {}
    if (voter) await voteAll(voter, id, choice, signed)
  }
}

/** Where the badge of an accepted vote is, once it is made. */
export async function awardOf(
  { links, outbox, store }: TestService,
  proposalId: string,
  kind: 'person' | 'group',
): Promise<string> {
  await outbox.idle()
  const found = await roomByCode(store.db, links.learner.slice(-7))
  const awards = await awardsOfProposal(store.db, found?.room.workspaceId ?? '', proposalId)
  const award = awards.find((one) => one.kind === kind)
  if (!award) throw new Error(`No ${kind} award came of ${proposalId}.`)
  return award.id
}
