import type { Links } from '#src/service.ts'
import { texts } from '#src/texts/texts.ts'
import { Visitor } from '../visitor.ts'

/** The people of the demo, each a client of the service over HTTP. */
export interface Party {
  readonly language: 'fr' | 'en'
  /** Where the service is, without a slash at the end. */
  readonly baseUrl: string
  readonly trainer: Visitor
  readonly learners: readonly Visitor[]
}

export const names = ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Élise', 'Farid', 'Gaëlle'] as const
export type Name = (typeof names)[number]

/** A trainer opens the room, seven learners join it by its link. */
export async function gather(links: Links, language: 'fr' | 'en'): Promise<Party> {
  const t = texts[language].demo
  console.log(t.started(links.home))
  const trainer = new Visitor(links.learner)
  await trainer.join({
    name: 'Paul',
    email: 'paul@example.org',
    language,
    trainer: new URL(links.trainer).searchParams.get('trainer') ?? '',
  })
  const learners: Visitor[] = []
  for (const name of names) {
    const learner = new Visitor(links.learner)
    await learner.join({ name, email: `${mailbox(name)}@example.org`, language })
    learners.push(learner)
  }
  console.log(t.joined(trainer.name, names))
  return { language, baseUrl: links.home.replace(/\/$/, ''), trainer, learners }
}

export function learnerNamed({ learners }: Party, name: Name): Visitor {
  const learner = learners.find((one) => one.name === name)
  if (!learner) throw new Error(`${name} did not join.`)
  return learner
}

function mailbox(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
