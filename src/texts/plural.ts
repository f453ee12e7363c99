export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string
}

/** A number with its noun, `#` standing for the number. French: 0 and 1.5 are singular, a million has a form of its own. */
export function pluralIn(language: 'fr' | 'en'): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count, forms) =>
    (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count))
}
