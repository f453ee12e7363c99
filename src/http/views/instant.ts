import type { Language } from '#src/storage/members.ts'
import { html, type Html } from '#src/html.ts'

/** How much of an instant is told: the day, or the day and the hour. */
export type Precision = 'day' | 'moment'

/** An instant for people. The page's script shows it in the reader's own time zone; without it, the zone is named. */
export function instant(language: Language, at: number, show: Precision = 'moment'): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}" data-at="${at}" data-show="${show}"
    >${said(language, at, show)}</time
  >`
}

/** How long it is until then, kept up to date by the page's script. */
export function timeLeft(language: Language, { at, now }: { at: number; now: number }): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}" data-at="${at}" data-show="left"
    >${distance(language, at - now)}</time
  >`
}

const locales = { fr: 'fr-FR', en: 'en-GB' } as const

const formats = {
  fr: formatsOf('fr'),
  en: formatsOf('en'),
}

function formatsOf(language: Language) {
  const locale = locales[language]
  return {
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'long' }),
    moment: new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    }),
    left: new Intl.RelativeTimeFormat(locale),
  }
}

function said(language: Language, at: number, show: Precision): string {
  return formats[language][show].format(at)
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

function distance(language: Language, ms: number): string {
  const { left } = formats[language]
  if (Math.abs(ms) >= 2 * day) return left.format(Math.round(ms / day), 'day')
  if (Math.abs(ms) >= 2 * hour) return left.format(Math.round(ms / hour), 'hour')
  return left.format(Math.round(ms / minute), 'minute')
}
