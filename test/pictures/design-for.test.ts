import t from 'tap'
import { catalogue, domains } from '#src/catalogue/catalogue.ts'
import { designFor } from '#src/pictures/design-for.ts'

const entry = { name: { fr: 'Vote', en: 'Vote' }, icon: 'vote', recipient: 'individual' } as const

t.test('each domain has a colour of its own', async (t) => {
  const colours = domains.map(({ id }) => designFor({ ...entry, domain: id }, 'fr').colour)
  t.equal(new Set(colours).size, domains.length)
})

t.test('title and language are those asked for', async (t) => {
  const [first] = catalogue
  t.match(first && designFor(first, 'en'), { title: first?.name.en, language: 'en', icon: 'ear' })
})

t.test('an entry meant for a group looks like a group badge', async (t) => {
  t.equal(designFor({ ...entry, domain: 'col', recipient: 'group' }, 'fr').group, true)
  t.equal(designFor({ ...entry, domain: 'col' }, 'fr').group, false)
})

t.test('a domain without a look is refused by name', async (t) => {
  t.throws(() => designFor({ ...entry, domain: 'zzz' }, 'fr'), /zzz/)
})
