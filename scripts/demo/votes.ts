import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Choice } from '#src/domain/tally.ts'
import { texts } from '#src/texts/texts.ts'
import type { Form, Visitor } from '../visitor.ts'
import { learnerNamed, type Name, type Party } from './party.ts'

/** A vote of the demo: where its button is, and for whom. */
export interface OpenVote {
  readonly id: string
  readonly badge: string
  readonly person: Name | undefined
}

/** The trainer fills in the form of `/badge propose`; the card then appears in the room. */
export async function openVote(
  party: Party,
  asked: { readonly achievement: string; readonly rule?: string } & (
    | { readonly person: Name }
    | { readonly for: 'group' }
  ),
): Promise<OpenVote> {
  const { trainer, language } = party
  const t = texts[language].demo
  const known = new Set((await cards(trainer)).map(({ action }) => action))
  const opened = await trainer.command(`/badge propose ${asked.achievement}`)
  if (!opened.form) throw new Error('The form to propose did not open.')
  const person = 'person' in asked ? asked.person : undefined
  const reply = await trainer.submit(opened.form.name, {
    achievement: asked.achievement,
    for: person ? 'people' : 'group',
    ...(person ? { people: learnerNamed(party, person).id } : {}),
    ...(asked.rule ? { rule: asked.rule } : {}),
    reason: texts[language].demo.reason,
    link: 'https://example.org/atelier',
  })
  if (reply.refused) throw new Error(reply.problem ?? reply.message?.text)
  const card = await until(async () =>
    (await cards(trainer)).find(({ action }) => !known.has(action)),
  )
  const badge = chosenBadge(opened.form)
  console.log('')
  console.log(
    person ? t.proposedFor(trainer.name, badge, person) : t.proposedForGroup(trainer.name, badge),
  )
  return { id: card.action.slice('vote:'.length), badge, person }
}

/** Learners vote one after the other, the same answer to each criterion, until the vote is over. */
export async function vote(
  party: Party,
  { id, person }: OpenVote,
  { answers, alsoTries }: { readonly answers: readonly Choice[]; readonly alsoTries?: Name },
): Promise<void> {
  const t = texts[party.language].demo
  if (alsoTries) {
    const refused = await learnerNamed(party, alsoTries).press(`vote:${id}`)
    console.log(t.refused(alsoTries, refused.message?.text ?? ''))
  }
  const voters = party.learners.filter(({ name }) => name !== person)
  for (const [index, choice] of answers.entries()) {
    const voter = voters[index]
    if (!voter) continue
    const said = await castAll(voter, id, choice)
    console.log(t.voted(voter.name, said))
  }
}

const record = z.object({
  verdict: z.enum(['accepted', 'declined', 'lapsed', 'withdrawn', 'vetoed']),
  cast: z.number(),
  criteria: z.array(
    z.object({ id: z.string(), counts: z.record(z.string(), z.number()).nullable() }),
  ),
})

/** How the vote ended, from its public record. */
export async function readRecord({ baseUrl, language }: Party, { id, badge }: OpenVote) {
  const response = await fetch(`${baseUrl}/records/${id}.json`, {
    signal: AbortSignal.timeout(5000),
  })
  const { verdict, cast, criteria } = record.parse(await response.json())
  console.log(texts[language].demo.verdict(badge, texts[language].record.status[verdict]))
  return {
    id,
    verdict,
    tally: {
      cast,
      criteria: criteria.map(({ id: criterion, counts }) => ({ id: criterion, ...counts })),
    },
  }
}

async function castAll(voter: Visitor, id: string, choice: Choice): Promise<string> {
  const opened = await voter.press(`vote:${id}`)
  if (!opened.form) return opened.message?.text ?? ''
  const criteria = opened.form.fields.filter(({ kind }) => kind === 'options')
  const fields = Object.fromEntries(criteria.map(({ name }) => [name, choice]))
  const cast = await voter.submit(opened.form.name, fields)
  return cast.message?.text ?? cast.problem ?? ''
}

async function cards(trainer: Visitor) {
  return (await trainer.messages()).flatMap(({ message: { text, buttons = [] } }) =>
    buttons.flatMap(({ action }) => (action?.startsWith('vote:') ? [{ text, action }] : [])),
  )
}

function chosenBadge({ fields }: Form): string {
  const achievement = fields.find(({ name }) => name === 'achievement')
  return achievement?.choices?.find(({ value }) => value === achievement.value)?.label ?? ''
}

/** Asks again until there is an answer, ten seconds at most. */
export async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (const end = performance.now() + 10_000; performance.now() < end; await wait(20)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error('Nothing came within ten seconds.')
}
