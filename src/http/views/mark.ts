import { html, type Html } from '#src/html.ts'
import { icon } from './icon.ts'

/** How something stands, told by a word and an icon as well as by its colour. */
export type Tone = 'good' | 'bad' | 'wait' | 'quiet' | 'practice'

const icons: Readonly<Record<Tone, string>> = {
  good: 'circle-check',
  bad: 'circle-x',
  wait: 'hourglass',
  quiet: 'minus',
  practice: 'triangle-alert',
}

export function mark(tone: Tone, words: string, iconName: string = icons[tone]): Html {
  return html`<span class="mark mark-${tone}">${icon(iconName)} <span>${words}</span></span>`
}
