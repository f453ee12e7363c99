import type { App } from '#src/app/app.ts'
import { isTrainer } from '#src/app/roles.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { type CommandName, commandWords } from '#src/chat/commands.ts'
import type { Reply } from '#src/chat/contract.ts'
import { emailButtons } from './email.ts'

const forTrainers: readonly CommandName[] = [
  'propose',
  'status',
  'list',
  'show',
  'withdraw',
  'revoke',
  'settings',
  'link',
  'email',
]
const forLearners: readonly CommandName[] = [
  'vote',
  'mine',
  'status',
  'list',
  'show',
  'link',
  'email',
]

/** `/badge help`: what this person can ask for. */
export async function helpReply(app: App, actor: Actor): Promise<Reply> {
  const { language, member } = actor
  const t = texts[language].chat.help
  const names = isTrainer(member) ? forTrainers : forLearners
  const buttons = await emailButtons(app, actor)
  const items = names.map((name) =>
    t.line(`/badge ${commandWords[language][name]}`, t.commands[name]),
  )
  return {
    message: {
      text: [t.intro, ...items].join('\n'),
      parts: [
        { kind: 'text', text: t.intro },
        {
          kind: 'facts',
          facts: names.map((name) => [`/badge ${commandWords[language][name]}`, t.commands[name]]),
        },
      ],
      ...(buttons.length > 0 ? { buttons } : {}),
    },
  }
}
