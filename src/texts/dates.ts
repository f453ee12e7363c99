// The English of Europe: day before month, 24 hours.
const locales = { fr: 'fr-FR', en: 'en-GB' } as const

// Making one costs a hundred times what its use does, and letters go out by the thousand.
const formats = { fr: formatsOf('fr'), en: formatsOf('en') }

/** A day in words, such as « 29 novembre 2026 ». */
export function sayDay(language: 'fr' | 'en', at: number): string {
  return formats[language].day.format(at)
}

/** A day and an hour in words, in the service's time zone: for texts that no program of the reader's will rewrite. */
export function sayMoment(language: 'fr' | 'en', at: number): string {
  return formats[language].moment.format(at)
}

function formatsOf(language: 'fr' | 'en') {
  const locale = locales[language]
  return {
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'long' }),
    moment: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }),
  }
}
