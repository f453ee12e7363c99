import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { commandWords } from '#src/chat/commands.ts'
import { texts } from '#src/texts/texts.ts'

const root = new URL('../../../', import.meta.url)

const guides = {
  en: { file: 'README.md', quoted: /“([^”]+)”/g, notOurs: ['The application did not respond'] },
  fr: { file: 'LISEZ-MOI.md', quoted: /« ([^»]+) »/g, notOurs: ['L’application ne répond plus'] },
} as const

for (const language of ['en', 'fr'] as const) {
  const { file, quoted, notOurs } = guides[language]
  const guide = evenly(readFileSync(new URL(`adapters/discord/${file}`, root), 'utf8'))

  t.test(`${file} quotes what the program says, to the letter`, async (t) => {
    const quotes = [...guide.matchAll(quoted)].map(([, quote = '']) => quote.replace(/ ?…$/, ''))
    const said = everythingSaid(language)
    t.ok(quotes.length > 8)
    t.strictSame(
      quotes.filter((quote) => !said.includes(quote.replaceAll(/\d+/g, '*'))),
      notOurs,
    )
  })

  t.test(`${file} names buttons and commands as they are`, async (t) => {
    const { propose, ballot, card } = texts[language].chat
    for (const label of [propose.submit, ballot.submit, card.claim]) t.match(guide, `**${label}**`)
    const known = new Set<string | undefined>(Object.values(commandWords[language]))
    const named = [...guide.matchAll(/\/badge ([\p{L}-]+)/gu)].map(([, name]) => name)
    t.strictSame(
      named.filter((name) => !known.has(name)),
      [],
    )
  })
}

/** The texts in that language, with a star where something is put in. */
function everythingSaid(language: 'en' | 'fr'): string {
  const folder = new URL(`src/texts/${language}/`, root)
  const files = readdirSync(folder).map((name) => new URL(name, folder))
  const status = new URL('adapters/discord/doors/gateway.ts', root)
  const sources = [...files, status].map((one) => readFileSync(one, 'utf8'))
  return evenly(sources.join('\n').replaceAll(/\$\{[^}]*\}/g, '*'))
}

function evenly(text: string): string {
  return text.replaceAll(/[\s ]+/g, ' ')
}
