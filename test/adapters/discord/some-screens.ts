import { catalogue } from '#src/catalogue/catalogue.ts'
import type { App } from '#src/app/app.ts'
import type { ProposalView } from '#src/app/view-proposal.ts'
import type { Form, Language, Message } from '#src/chat/contract.ts'
import { ballotForm } from '#src/chat/forms/ballot-form.ts'
import { chooseGroupForm } from '#src/chat/forms/choose-group-form.ts'
import { declineForm } from '#src/chat/forms/decline-form.ts'
import { emailCodeForm, emailForm } from '#src/chat/forms/email-form.ts'
import { proposeForm } from '#src/chat/forms/propose-form.ts'
import { reasonForm } from '#src/chat/forms/reason-form.ts'
import { settingsForm } from '#src/chat/forms/settings-form.ts'
import { card } from '#src/chat/messages/card.ts'
import { presets } from '#src/domain/rule.ts'

export const guild = '1100000000000000001'
export const draft = 'AbCdEfGhIjKlMnOpQrStUv'

export const languages = ['fr', 'en'] as const

/** Text of people that is hard to carry. */
export const hostile =
  '# <@1> <@&2> <#3> @everyone **gras** _x_ ~~y~~ ||z|| `code` [clic](https://e.example) <t:1:R> :tada: \\ > c'

const id = (name: string) => name.padEnd(22, '-').slice(0, 22)

/** A proposal under way, with that many criteria. */
export function aView(count: number, changes: Partial<ProposalView> = {}): ProposalView {
  const criteria = Array.from({ length: count }, (_, index) => ({
    id: `c${index + 1}`,
    fr: `Écoute les autres jusqu’au bout, et reformule ce qui a été dit (${index + 1}).`,
    en: `Listens to the others to the end, and says again what was said (${index + 1}).`,
    required: true,
    count: undefined,
    passes: undefined,
  }))
  return {
    id: id('proposal'),
    achievementId: id('achievement'),
    achievement: {
      name: { fr: 'Travail d’équipe', en: 'Teamwork' },
      definition: { fr: 'Avancer ensemble.', en: 'Going on together.' },
      criteria: [],
      kind: 'individual',
      basedOn: null,
    },
    forGroup: false,
    status: 'open',
    rule: presets['two-thirds'],
    rollSize: 12,
    cast: 7,
    quorumBallots: 6,
    quorumHolds: true,
    criteria,
    sumsShown: false,
    missing: { ballots: 0, met: undefined },
    grounds: { reason: 'Lundi, elle a tenu la corde : https://example.org/photo.' },
    openedAt: Date.UTC(2026, 10, 2, 9),
    closesAt: Date.UTC(2026, 10, 5, 9),
    extended: false,
    settledAt: null,
    settledBy: null,
    settledReason: null,
    mintedAt: null,
    agreedHash: 'hash',
    ...changes,
  }
}

/** The same with texts that are as long as they may be. */
export function aLongView(count: number, changes: Partial<ProposalView> = {}): ProposalView {
  const view = aView(count, changes)
  const long = `Sait ${'vraiment '.repeat(28)}écouter.`
  return {
    ...view,
    achievement: { ...view.achievement, name: { fr: 'n'.repeat(100), en: hostile } },
    criteria: view.criteria.map((criterion) => ({ ...criterion, fr: long, en: long })),
    grounds: {
      reason: `${hostile} ${'mot '.repeat(220)}`,
      evidenceText: `https://example.org/preuve?a=1_b_2&c=* ${'preuve '.repeat(270)}`,
      evidenceUrl: `https://example.org/${'x'.repeat(470)}`,
      evidenceFiles: Array.from({ length: 5 }, (_, index) => ({
        id: id(`file${index}`),
        name: `${'photo '.repeat(20)}${index}.png`,
        type: 'image/png',
      })),
    },
  }
}

const statuses = [
  'open',
  'undecided',
  'accepted',
  'declined',
  'lapsed',
  'withdrawn',
  'vetoed',
] as const

export const baseUrl = 'https://badges.example.org'

/** Cards of every status, of texts short and long. */
export function someCards(language: Language): readonly Message[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True enough for a card, which asks the service for its address alone.
  const app = { baseUrl } as App
  const counts = { met: 5, notYet: 1, abstain: 1 }
  return statuses.flatMap((status) =>
    [aView(3), aLongView(12), aView(1, { forGroup: true }), aLongView(99)].map((running) => {
      const view: ProposalView =
        status === 'open'
          ? running
          : {
              ...running,
              status,
              settledAt: Date.UTC(2026, 10, 5, 9),
              settledBy: 'ballots',
              settledReason: status === 'vetoed' ? hostile : null,
              mintedAt: status === 'accepted' ? 1 : null,
              criteria: running.criteria.map((one) => ({ ...one, count: counts, passes: true })),
            }
      return card(app, language, {
        view,
        candidate: view.forGroup ? undefined : 'Léa',
        proposer: view.grounds.evidenceText ? hostile : 'Inès',
        groupAwardId: view.forGroup ? id('award') : undefined,
        unwanted: false,
      })
    }),
  )
}

export function aBallot(language: Language, view: ProposalView): Form {
  return ballotForm(language, {
    view,
    candidate: 'Léa',
    standing: undefined,
    support: undefined,
    baseUrl,
  })
}

/** Every badge that the service ships, as they are proposed. */
export const badges = catalogue.map((entry) => ({
  id: id(entry.id.replace('.', '-')),
  content: {
    name: entry.name,
    definition: entry.definition,
    criteria: [],
    kind: entry.kind,
    basedOn: entry.id,
  },
}))

export const firstBadge = badges[0]?.id ?? ''

/** The form that opens a vote, as Discord gets it. */
export function aProposing(language: Language, chosen?: string): Form {
  return proposeForm(language, {
    achievements: badges,
    people: undefined,
    chosen,
    from: { source: undefined, sources: [{ ref: `discord:${guild}/7`, name: 'Groupe A' }] },
  })
}

export function theSettings(language: Language, count: number): Form {
  return settingsForm(language, {
    name: `settings:${id('group')}`,
    group: 'Groupe A',
    settings: {
      people: Array.from({ length: count }, (_, index) => ({
        id: id(`person${index}`),
        name: index === 0 ? hostile : `Personne ${index}`,
        trains: index % 10 === 0,
      })),
      gathered: { source: `discord:${guild}/7`, outsiders: false },
      language,
    },
    sources: [{ ref: `discord:${guild}/7`, name: 'Groupe A' }],
    hasOutsiders: false,
  })
}

/** Every form of the service, of sizes from the smallest to the largest. */
export function someForms(language: Language): readonly Form[] {
  const choices = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      value: `withdraw:${id(`p${index}`)}`,
      label: `« Travail d’équipe ${index} », pour ${index === 0 ? hostile : 'Léa'}.`,
    }))
  const reason = (count: number, value?: string) =>
    reasonForm(language, {
      name: 'end',
      title: 'Retirer la proposition',
      intro: 'Le vote s’arrête.',
      what: 'Quel vote ?',
      choices: choices(count),
      value,
    })
  const groups = Array.from({ length: 3 }, (_, index) => ({
    workspaceId: id('workspace'),
    id: id(`group${index}`),
    name: `Groupe ${index}`,
    channel: 'discord:1/2',
    createdAt: 0,
  }))
  const about = { text: hostile, url: 'https://discord.com/channels/1/2/3' }
  return [
    aProposing(language),
    aProposing(language, firstBadge),
    ...[1, 3, 4, 5, 6, 12].flatMap((count) => [
      aBallot(language, aView(count)),
      aBallot(language, aLongView(count)),
    ]),
    ...[0, 20, 120].map((count) => theSettings(language, count)),
    ...[1, 25, 100].map((count) => reason(count)),
    reason(100, choices(100)[60]?.value),
    declineForm(language, { awardId: id('award'), badge: hostile }),
    chooseGroupForm(language, groups, { kind: 'settings' }),
    chooseGroupForm(language, groups, { kind: 'propose', about }),
    emailForm(language, 'lea@example.org'),
    emailCodeForm(language),
  ]
}
