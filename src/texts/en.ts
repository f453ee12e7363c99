import { chat } from './en/chat.ts'
import { checks } from './en/checks.ts'
import { demo } from './en/demo.ts'
import { letters } from './en/letters.ts'
import { pages } from './en/pages.ts'
import { practice } from './en/practice.ts'
import { record } from './en/record.ts'
import { refusals } from './en/refusals.ts'
import { terminal } from './en/terminal.ts'
import type { Texts } from './fr.ts'

export const en: Texts = {
  chat,
  checks,
  demo,
  letters,
  pages,
  practice,
  record,
  refusals,
  terminal,
}
