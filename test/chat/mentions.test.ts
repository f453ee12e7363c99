import t from 'tap'
import { aChat, choiceOf, formOf, inPrivate, refOf, valuesIn } from './a-chat.ts'
import { openTestStore } from '#test/kit/store.ts'

const badge = 'Listening to and understanding an instruction'

t.test('whoever is mentioned is chosen, and the other words are the badge’s', async (t) => {
  const { as } = await aClass(t)
  const opened = async (line: string) => formOf(await as('Olga').command(line))
  for (const line of [
    `propose @${refOf('Ada')} ${badge}`,
    `propose ${badge} @${refOf('Ada')}`,
    `propose @ada ${badge}`,
    `proposer @Ada, ${badge}`,
  ]) {
    const form = await opened(line)
    t.match(valuesIn(form), {
      people: choiceOf(form, 'people', 'Ada'),
      achievement: choiceOf(form, 'achievement', badge),
    })
  }
  const alone = await opened(`propose @${refOf('Ada')}`)
  t.match(valuesIn(alone), { people: choiceOf(alone, 'people', 'Ada'), achievement: undefined })
})

t.test('a name of several words is found, and accents are forgiven', async (t) => {
  const { as } = await aClass(t)
  const form = formOf(await as('Olga').command('propose @zoe marie dupont @Zoé'))
  const both = ['Zoé', 'Zoé Marie Dupont'].map((name) => choiceOf(form, 'people', name))
  t.strictSame(valuesIn(form)['people']?.split('\n').toSorted(), both.toSorted())
})

t.test('who cannot be proposed here is not chosen', async (t) => {
  const { as } = await aClass(t)
  for (const ref of [refOf('Olga'), refOf('Nobody'), 'discord:1/2']) {
    const form = formOf(await as('Olga').command(`propose @${ref}`))
    t.equal(valuesIn(form)['people'], undefined, ref)
  }
})

t.test('a name that nobody has is words like others', async (t) => {
  const { as } = await aClass(t)
  t.match(await as('Olga').command('propose @Xyzzyq'), { refused: 'unknown-badge' })
})

t.test('where the group is chosen first, a mention is no word of the badge', async (t) => {
  const house = await aClass(t)
  await house.gather('slack:T1/C2', ['Olga', 'Ada', 'Ben', 'Hal', 'Eve'])
  const form = formOf(await house.as('Olga', inPrivate).command(`propose @${refOf('Ada')}`))
  t.equal(form.name, 'choose-group:propose')
})

async function aClass(t: Parameters<typeof aChat>[0]) {
  const house = await aChat(t, async () => openTestStore(t))
  await house.gather('slack:T1/C1', ['Olga', 'Ada', 'Ben', 'Zoé', 'Zoé Marie Dupont'])
  return house
}
