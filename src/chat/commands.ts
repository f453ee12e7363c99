import { folded } from './folded.ts'

/** What can be asked with `/badge`, by its name in the code. */
export type CommandName =
  | 'propose'
  | 'vote'
  | 'status'
  | 'mine'
  | 'list'
  | 'show'
  | 'withdraw'
  | 'revoke'
  | 'settings'
  | 'link'
  | 'email'
  | 'help'

export interface Command {
  readonly name: CommandName
  /** What was typed after it. */
  readonly argument: string
}

/** The command in a line such as `/badge propose travail en équipe`; undefined for a word that is none. */
export function parseCommand(text: string): Command | undefined {
  const [word = '', ...rest] = text
    .trim()
    .replace(/^\/badges?\b/i, '')
    .trim()
    .split(/\s+/)
  if (word === '') return { name: 'help', argument: '' }
  const name = names.get(folded(word))
  return name && { name, argument: rest.join(' ') }
}

/** The word to type for a command, in each language. */
export const commandWords = {
  fr: {
    propose: 'proposer',
    vote: 'voter',
    status: 'suivi',
    mine: 'mes-badges',
    list: 'liste',
    show: 'voir',
    withdraw: 'retirer',
    revoke: 'révoquer',
    settings: 'réglages',
    link: 'relier',
    email: 'courriel',
    help: 'aide',
  },
  en: {
    propose: 'propose',
    vote: 'vote',
    status: 'status',
    mine: 'mine',
    list: 'list',
    show: 'show',
    withdraw: 'withdraw',
    revoke: 'revoke',
    settings: 'settings',
    link: 'link',
    email: 'email',
    help: 'help',
  },
} as const satisfies Record<'fr' | 'en', Record<CommandName, string>>

/** Every command, in the order in which people are shown them. */
export const commandNames: readonly CommandName[] = [
  'propose',
  'vote',
  'status',
  'mine',
  'list',
  'show',
  'withdraw',
  'revoke',
  'settings',
  'link',
  'email',
  'help',
]

// `revoquer` is `révoquer`.
const names = new Map<string, CommandName>(
  commandNames.flatMap((name) => [
    [commandWords.en[name], name],
    [folded(commandWords.fr[name]), name],
  ]),
)
