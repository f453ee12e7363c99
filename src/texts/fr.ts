import { chat } from './fr/chat.ts'
import { checks } from './fr/checks.ts'
import { demo } from './fr/demo.ts'
import { letters } from './fr/letters.ts'
import { pages } from './fr/pages.ts'
import { practice } from './fr/practice.ts'
import { record } from './fr/record.ts'
import { refusals } from './fr/refusals.ts'
import { terminal } from './fr/terminal.ts'

/** The reference: every other language has the same texts. */
export const fr = { chat, checks, demo, letters, pages, practice, record, refusals, terminal }

export type Texts = typeof fr
