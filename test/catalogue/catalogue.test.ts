import t from 'tap'
import {
  alignmentsOf,
  catalogue,
  domains,
  findEntry,
  frameworks,
  searchCatalogue,
} from '#src/catalogue/catalogue.ts'

const languages = ['fr', 'en'] as const

t.test('holds 109 entries in 11 domains, in order', async (t) => {
  t.equal(catalogue.length, 109)
  t.equal(domains.length, 11)
  t.equal(catalogue[0]?.id, 'com.ecouter-comprendre')
  t.equal(catalogue.at(-1)?.id, 'col.pairs-evaluateurs')
  t.equal(new Set(catalogue.map(({ id }) => id)).size, 109, 'every id is used once')
  const order = catalogue.map(({ domain }) => domains.findIndex(({ id }) => id === domain))
  t.strictSame(
    order,
    order.toSorted((a, b) => a - b),
    'domain after domain',
  )
})

t.test('every entry is complete in both languages', async (t) => {
  for (const { id, name, definition, criteria } of catalogue) {
    const texts = [name, definition, ...criteria]
    t.ok(
      languages.every((language) => texts.every((text) => text[language].trim().length > 2)),
      id,
    )
    t.ok(criteria.length >= 2 && criteria.length <= 4, `${id}: 2 to 4 criteria`)
  }
})

t.test('French keeps its no-break spaces', async (t) => {
  const name = findEntry('col.equipe-solidaire')?.name.fr
  t.equal(name, 'Équipe solidaire\u00a0: personne n’est resté en arrière')
  const french = catalogue.flatMap(({ name, definition, criteria }) =>
    [name, definition, ...criteria].map(({ fr }) => fr),
  )
  t.strictSame(
    french.filter((text) => /[^\u00a0][:;?!%»]|«[^\u00a0]/.test(text)),
    [],
  )
})

t.test('an entry is recommended to a recipient that may receive it', async (t) => {
  const odd = catalogue.filter(({ kind, recipient }) => kind !== 'both' && kind !== recipient)
  t.strictSame(odd, [])
})

t.test('an unknown id finds nothing', async (t) => {
  t.equal(findEntry('com.nothing'), undefined)
})

t.test('an empty search finds everything', async (t) => {
  t.equal(searchCatalogue('', 'fr').length, 109)
  t.equal(searchCatalogue(' \u00a0’ ', 'en').length, 109)
})

t.test('accents, capitals, apostrophes and no-break spaces make no difference', async (t) => {
  for (const query of ['équipe solidaire : personne', 'EQUIPE SOLIDAIRE\u00a0: PERSONNE']) {
    t.strictSame(ids(searchCatalogue(query, 'fr')), ['col.equipe-solidaire'], query)
  }
  for (const query of ["esprit d'equipe", 'esprit d’équipe', 'équipe esprit d']) {
    t.equal(searchCatalogue(query, 'fr')[0]?.id, 'equ.esprit-equipe', query)
  }
})

t.test('entries named so come before those that only mention it', async (t) => {
  const found = searchCatalogue('vote', 'fr')
  const named = found.map(({ name }) => /\bvote/i.test(name.fr))
  t.ok(named[0])
  t.notOk(named.at(-1), 'some only mention it')
  t.strictSame(
    named,
    named.toSorted((a, b) => Number(b) - Number(a)),
  )
})

t.test('each entry is found by its own name, in each language', async (t) => {
  for (const language of languages) {
    const lost = catalogue.filter((entry) => {
      return searchCatalogue(entry.name[language], language)[0]?.id !== entry.id
    })
    t.strictSame(ids(lost), [], language)
  }
})

t.test('a search is made in one language', async (t) => {
  t.strictSame(searchCatalogue('smartphone démarches', 'en'), [])
})

t.test('an alignment names its framework, its code and the title of the code', async (t) => {
  const entry = findEntry('com.ecouter-comprendre')
  t.strictSame(entry && alignmentsOf(entry, 'fr'), [
    {
      targetName: 'CléA 1.1',
      targetUrl: 'https://www.certificat-clea.fr/',
      targetFramework: 'CléA 7 domains, 28 sub-domains',
      targetCode: '1.1',
    },
    {
      targetName: 'Communication',
      targetUrl: 'https://ec.europa.eu/jrc/en/lifecomp',
      targetFramework: 'LifeComp 2020',
      targetCode: 'S2',
    },
  ])
})

t.test('every alignment has all that Open Badges requires', async (t) => {
  for (const language of languages) {
    for (const { targetName, targetUrl, targetCode } of [...catalogue, ...domains].flatMap(
      (owner) => alignmentsOf(owner, language),
    )) {
      t.ok(targetName.length > 3 && URL.canParse(targetUrl), `${targetName} ${targetCode}`)
    }
  }
})

t.test('an alignment to a framework that is not listed is refused', async (t) => {
  t.throws(() => alignmentsOf({ alignments: [{ framework: 'none', code: '1' }] }, 'fr'), /"none"/)
})

t.test('every framework says how to credit it or how to speak of it', async (t) => {
  t.strictSame(
    ids(frameworks.filter(({ credit, use }) => credit === undefined && use === undefined)),
    [],
  )
})

function ids(list: readonly { readonly id: string }[]): string[] {
  return list.map(({ id }) => id)
}
