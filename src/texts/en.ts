import { backup } from './en/backup.ts'
import { chat } from './en/chat.ts'
import { checks } from './en/checks.ts'
import { demo } from './en/demo.ts'
import { discord } from './en/discord.ts'
import { doctor } from './en/doctor.ts'
import { failures } from './en/failures.ts'
import { keys } from './en/keys.ts'
import { letters } from './en/letters.ts'
import { migrate } from './en/migrate.ts'
import { outbox } from './en/outbox.ts'
import { pages } from './en/pages.ts'
import { platforms } from './en/platforms.ts'
import { practice } from './en/practice.ts'
import { record } from './en/record.ts'
import { refusals } from './en/refusals.ts'
import { slack } from './en/slack.ts'
import { terminal } from './en/terminal.ts'
import type { Texts } from './fr.ts'

export const en: Texts = {
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
