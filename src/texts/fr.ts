import { backup } from './fr/backup.ts'
import { chat } from './fr/chat.ts'
import { checks } from './fr/checks.ts'
import { demo } from './fr/demo.ts'
import { discord } from './fr/discord.ts'
import { doctor } from './fr/doctor.ts'
import { failures } from './fr/failures.ts'
import { keys } from './fr/keys.ts'
import { letters } from './fr/letters.ts'
import { migrate } from './fr/migrate.ts'
import { outbox } from './fr/outbox.ts'
import { pages } from './fr/pages.ts'
import { platforms } from './fr/platforms.ts'
import { practice } from './fr/practice.ts'
import { record } from './fr/record.ts'
import { refusals } from './fr/refusals.ts'
import { slack } from './fr/slack.ts'
import { terminal } from './fr/terminal.ts'

/** The reference: every other language has the same texts. */
export const fr = {
  backup,
  chat,
  checks,
  demo,
  discord,
  doctor,
  failures,
  keys,
  letters,
  migrate,
  outbox,
  pages,
  platforms,
  practice,
  record,
  refusals,
  slack,
  terminal,
}

export type Texts = typeof fr
