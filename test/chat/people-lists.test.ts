import t from 'tap'
import { ChatFailure } from '#src/chat/contract.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { peopleListsOf } from '#src/chat/people-lists.ts'
import { openTestStore } from '#test/kit/store.ts'
import {
  aChat,
  channel,
  choiceOf,
  formOf,
  inPrivate,
  messageOf,
  refOf,
  seen,
  valuesIn,
  workspace,
} from './a-chat.ts'

const role = { ref: 'slack:T1/S1', name: 'Apprenants' } as const
const learners = ['Ada', 'Ben', 'Cleo', 'Dan', 'Gus']

t.test('where groups come from lists, whoever proposes says from which', async (t) => {
  const { as, book } = await aClass(t)
  const form = formOf(await as('Olga').command('propose'))
  t.strictSame(
    form.fields.slice(0, 5).map(({ name }) => name),
    ['achievement', 'for', 'people', 'source', 'reason'],
  )
  const source = form.fields.find(({ name }) => name === 'source')
  t.match(source, { kind: 'source', choices: [{ value: role.ref, label: role.name }] })
  t.equal(source?.required, undefined, 'left empty it is the channel')
  t.equal(source?.value, undefined)
  await book.roster.setSource(workspace, channel, role.ref)
  t.match(valuesIn(formOf(await as('Olga').command('propose'))), { source: role.ref })
})

t.test('elsewhere the form asks for no list', async (t) => {
  const { as } = await aClass(t, false)
  const form = formOf(await as('Olga').command('propose'))
  t.notOk(form.fields.some(({ kind }) => kind === 'source'))
  t.ok(form.fields.find(({ kind }) => kind === 'people')?.choices)
  const listed = await aClass(t)
  const far = formOf(await listed.as('Olga', inPrivate).command('propose'))
  t.notOk(
    far.fields.some(({ kind }) => kind === 'source'),
    'nor far from the channel',
  )
})

t.test(
  'a list that is gone can stay; where the platform does not answer there is none',
  async (t) => {
    const { app, book } = await aClass(t)
    await book.roster.setSource(workspace, channel, 'slack:T1/GONE')
    const inbox = createInbox(app, {
      sources: () => Promise.reject(new ChatFailure('x', { trouble: 'chat-unreachable' })),
      groupsBySource: () => true,
    })
    const asked = {
      workspace,
      channel,
      language: 'en',
      by: { ref: refOf('Olga'), name: '' },
    } as const
    const reply = await inbox.receive({ ...asked, id: '1', kind: 'command', text: 'propose' })
    const source = formOf(reply).fields.find(({ name }) => name === 'source')
    t.match(source, { value: 'slack:T1/GONE', choices: [{ value: 'slack:T1/GONE' }] })
  },
)

t.test('a group whose platform is switched off has no lists', async (t) => {
  const lists = peopleListsOf({ adapters: new Map() })
  t.strictSame(await lists.sources(channel), [])
  t.equal(lists.groupsBySource(channel), false)
})

t.test('people are named by their references, also before they are in the group', async (t) => {
  const { as, book } = await aClass(t)
  const opened = async (line: string) => formOf(await as('Olga').command(line))
  const newcomer = refOf('Nobody')
  t.match(valuesIn(await opened(`propose @${newcomer}`)), { people: newcomer })
  t.match(valuesIn(await opened('propose @ada')), { people: refOf('Ada') })
  const about = { text: 'Look.', author: refOf('Ben') }
  const pointed = formOf(await as('Olga').command('propose', about))
  t.match(valuesIn(pointed), { people: refOf('Ben'), evidence: 'Look.' })
  const own = formOf(await as('Olga').command('propose', { ...about, author: refOf('Olga') }))
  t.equal(valuesIn(own)['people'], undefined)

  const values = { ...valuesIn(pointed), reason: 'Seen.', source: role.ref }
  const achievement = choiceOf(
    pointed,
    'achievement',
    'Listening to and understanding an instruction',
  )
  const two = { ...values, achievement, people: `${refOf('Ada')}\n${refOf('Ben')}` }
  const stranger = { ...two, people: `${refOf('Ada')}\n${newcomer}` }
  t.match(await as('Olga').submit('propose', stranger), {
    refused: 'unknown-person',
    field: 'people',
    problem: /somebody who is learning in this group/,
    form: { fields: [{}, {}, { value: stranger.people }, { value: role.ref }] },
  })
  await book.roster.meet(workspace, [seen('Fay')])
  for (const other of [refOf('Fay'), refOf('Olga'), 'discord:1/2', 'slack:T2/UAda'])
    t.match(await as('Olga').submit('propose', { ...two, people: other }), {
      refused: 'unknown-person',
    })
  t.match(messageOf(await as('Olga').submit('propose', two)).text, /2 votes are open/)
})

t.test('trainers are named by their references as well', async (t) => {
  const { as } = await aClass(t)
  const { name } = formOf(await as('Olga').command('settings'))
  const fields = { language: 'en', source: '' }
  const wrong = await as('Olga').submit(name, { ...fields, trainers: refOf('Nobody') })
  t.match(wrong, { refused: 'unknown-person', field: 'trainers' })
  messageOf(await as('Olga').submit(name, { ...fields, trainers: refOf('Dan') }))
  const next = formOf(await as('Olga').command('settings'))
  t.match(valuesIn(next), { trainers: choiceOf(next, 'trainers', 'Dan'), source: 'channel' })
  t.match(next.fields.find(({ name: field }) => field === 'source')?.kind, 'source')
})

t.test('people of other organisations are asked about where they can be', async (t) => {
  const fieldsOf = async ({ as }: Awaited<ReturnType<typeof aClass>>) =>
    formOf(await as('Olga').command('settings')).fields.map(({ name }) => name)
  t.strictSame(await fieldsOf(await aClass(t)), ['trainers', 'source', 'language'])
  t.strictSame(await fieldsOf(await aClass(t, false)), [
    'trainers',
    'source',
    'outsiders',
    'language',
  ])
})

t.test('a ballot may be sent in pieces, a proposal may not', async (t) => {
  const { as } = await aClass(t)
  const form = formOf(await as('Olga').command('propose com.ecouter-comprendre'))
  t.equal(form.amends, undefined)
  const filled = { ...valuesIn(form), people: refOf('Ada'), reason: 'Seen.' }
  messageOf(await as('Olga').submit('propose', filled))
  t.equal(formOf(await as('Ben').command('vote')).amends?.replace(/:.*/, ''), 'vote')
})

async function aClass(t: Parameters<typeof aChat>[0], groupsBySource = true) {
  const house = await aChat(t, async () => openTestStore(t), { sources: [role], groupsBySource })
  await house.gather(channel, [...learners, 'Olga'])
  return house
}
