import type { Test } from 'tap'
import {
  type Ack,
  type FakeSlack,
  fakeSlack,
  type FakeSlackOptions,
  type FakeTeam,
  type Person,
  type ShownMessage,
  type ShownView,
} from '#test/kit/fake-slack/index.ts'
import type { FilledIn } from '#test/kit/fake-slack/fill-in.ts'
import type { TestClock } from '#test/kit/clock.ts'
import { aService, type TestService, until } from '#test/kit/service.ts'

/** A service in a Slack workspace: Paul, who runs it, and learners in one channel. */
export interface SlackHouse {
  readonly slack: FakeSlack
  readonly team: FakeTeam
  readonly service: TestService
  readonly paul: Person
  readonly learners: readonly Person[]
  /** The time of the service and of Slack, where a test has a say in it. */
  readonly clock?: TestClock
}

export const individual = 'Listening to and understanding an instruction'

export async function aSlackHouse(
  t: Test,
  {
    names = ['Ana', 'Bilal', 'Chloé', 'Dawit'],
    env = {},
    clock,
    ...options
  }: Pick<FakeSlackOptions, 'scopes' | 'rotation'> & {
    readonly clock?: TestClock
    readonly names?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  } = {},
): Promise<SlackHouse> {
  const now = clock ? { now: clock.now } : {}
  const slack = await fakeSlack(t, { ...options, ...now })
  const team = slack.team('T1')
  const paul = team.user('UPAUL', { name: 'Paul', isAdmin: true, email: 'paul@example.org' })
  const learners = names.map((name, index) =>
    team.user(`U${index}`, { name, email: `learner${index}@example.org` }),
  )
  team.channel('C1', { name: 'atelier', members: ['UPAUL', ...learners.map(({ id }) => id)] })
  // What failed is tried again soon: after 0.1 s, 0.2 s, 0.4 s …
  const service = await aService(t, {
    env: { ...slack.env(team), ...env },
    random: () => 0.02,
    ...now,
  })
  slack.deliverTo({ eventsUrl: `${service.app.baseUrl}/slack/events` })
  return { slack, team, service, paul, learners, ...(clock ? { clock } : {}) }
}

/** Opens a vote by the modal, as a trainer does; answers its id once the card is there. */
export async function proposeIn(
  { paul, clock }: Pick<SlackHouse, 'paul' | 'clock'>,
  values: Readonly<Record<string, FilledIn>>,
): Promise<string> {
  // So that the channel takes two more messages at once.
  clock?.advance(5000)
  const before = new Set(voteIds(paul))
  await paul.command('C1', 'propose')
  const form = await opened(paul, 'Propose a badge')
  const filled = { achievement: individual, reason: 'Seen in the workshop.', ...values }
  const ack = await paul.submit(form, filled)
  if (ack.trouble !== undefined || Object.keys(paul.modal()?.errors ?? {}).length > 0)
    throw new Error(`${ack.trouble} ${JSON.stringify(paul.modal()?.errors)}`)
  return until(async () => voteIds(paul).find((id) => !before.has(id)))
}

/** The modal of that title, once it stands before this person. */
export function opened(person: Person, title: string): Promise<ShownView> {
  return until(async () => {
    const view = person.modal()
    return view?.title === title && view.callbackId === 'form' ? view : undefined
  })
}

/** Presses "Vote" on the card and gives the same answer to each criterion. Answers what is then read. */
export async function voteIn(voter: Person, id: string, choice: string): Promise<string> {
  await pressVote(voter, id)
  const ballot = await until(async () =>
    voter.modal()?.fields.some(({ kind }) => kind === 'radio_buttons') ? voter.modal() : undefined,
  )
  const answers = ballot.fields.filter(({ kind }) => kind === 'radio_buttons')
  await voter.submit(ballot, Object.fromEntries(answers.map(({ name }) => [name, choice])))
  const receipt = await until(async () =>
    voter.modal()?.callbackId === 'message' ? voter.modal() : undefined,
  )
  await voter.close('all')
  return receipt.text
}

export function pressVote(voter: Person, id: string): Promise<Ack> {
  const card = cardOf(voter, id)
  if (!card) throw new Error(`There is no card of ${id}.`)
  return voter.press(card, `vote:${id}`)
}

/** Takes part in a vote until it is settled: the answer of each of them in turn. */
export async function voteAll(
  voters: readonly Person[],
  id: string,
  choice = 'met',
): Promise<void> {
  for (const voter of voters) await voteIn(voter, id, choice)
}

/** The text of the modal that stands before this person, once it matches. */
export function shown(person: Person, wanted: RegExp): Promise<string> {
  return until(async () => {
    const text = person.modal()?.text
    return text !== undefined && wanted.test(text) ? text : undefined
  })
}

/** What this person alone is told next, after that deed. */
export async function toldBy(person: Person, act: () => Promise<unknown>): Promise<string> {
  const heard = person.ephemerals().length
  await act()
  return (await until(async () => person.ephemerals()[heard])).text
}

export function cardOf(reader: Person, id: string): ShownMessage | undefined {
  return reader
    .seen('C1')
    .find(({ buttons }) =>
      buttons.some(({ value, url }) => value === `vote:${id}` || url?.endsWith(`/records/${id}`)),
    )
}

function voteIds(reader: Person): readonly string[] {
  return reader
    .seen('C1')
    .flatMap(({ buttons }) =>
      buttons.flatMap(({ value }) =>
        value.startsWith('vote:') ? [value.slice('vote:'.length)] : [],
      ),
    )
}
