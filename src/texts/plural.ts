export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string
}

/** Numbers of people and days: most are small, and asking Intl for each costs more than the rest of a sentence. */
const mostKept = 1000

/** A number with its noun, `#` standing for the number. French: 0 and 1.5 are singular, a million has a form of its own. */
export function pluralIn(language: 'fr' | 'en'): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  const known = new Map<number, Said>()
  return (count, forms) => {
    const said = known.get(count) ?? { rule: rules.select(count), number: numbers.format(count) }
    if (known.size < mostKept) known.set(count, said)
    return (forms[said.rule] ?? forms.other).replace('#', said.number)
  }
}

interface Said {
  readonly rule: Intl.LDMLPluralRule
  readonly number: string
}
