import { type Html, raw } from '#src/html.ts'

/** The mark of the service, in the colours of the page. */
export const logo: Html = raw(
  `<svg class="logo" viewBox="0 0 24 24" width="40" height="40" aria-hidden="true" focusable="false"><path class="logo-rope" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" d="M17.2 3.8A9.7 9.7 0 1 0 20.4 16.8L15.2 9.2L12.3 13.1L10.5 10.9L7.2 15.4"/><circle class="logo-sun" fill="currentColor" cx="20.2" cy="8.2" r="2.2"/></svg>`,
)

/** Mountains at the foot of each page, with a roped party on the ridge. */
export const ridge: Html = raw(
  `<svg class="ridge" viewBox="0 0 1440 150" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false"><path class="ridge-far" d="M0 150V96L120 62l96 34 132-58 118 62 96-30 150 52 128-72 152 64 110-40 138 58 100-34 100 30v76z"/><path class="ridge-near" d="M0 150v-26l150-26 130 30 170-46 140 42 180-56 130 40 150-24 150 36 120-26 120 26v30z"/><path class="ridge-rope" d="M590 124C640 122 660 92 700 92S740 74 770 68"/><g class="ridge-climbers"><circle cx="590" cy="121" r="5"/><circle cx="647" cy="106" r="5"/><circle cx="702" cy="90" r="5"/><circle cx="768" cy="67" r="5"/></g></svg>`,
)
