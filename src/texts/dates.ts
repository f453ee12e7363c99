// The English of Europe: day before month, 24 hours.
const locales = { fr: 'fr-FR', en: 'en-GB' } as const

/** A day in words, such as « 29 novembre 2026 ». */
export function sayDay(language: 'fr' | 'en', at: number): string {
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'long' }).format(at)
}

/** A day and an hour in words, in the service's time zone: for texts that no program of the reader's will rewrite. */
export function sayMoment(language: 'fr' | 'en', at: number): string {
  return new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(at)
}
