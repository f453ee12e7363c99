import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  InteractionContextType,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js'
import { type CommandName, commandNames, commandWords } from '#src/chat/commands.ts'
import { discordWords } from '#src/chat/words.ts'

/** The commands as they are registered: `/badge …`, and "Propose a badge" in the menus of messages and of people. */
export function commandDefinitions(): RESTPutAPIApplicationCommandsJSONBody {
  const here = {
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  }
  const fromHere = nameIn(english.commands.fromHere, french.commands.fromHere)
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: 'badge',
      ...whatIn(english.commands.badge, french.commands.badge),
      ...here,
      options: commandNames.map(subcommand),
    },
    { type: ApplicationCommandType.Message, ...fromHere, ...here },
    { type: ApplicationCommandType.User, ...fromHere, ...here },
  ]
}

const english = discordWords('en')
const french = discordWords('fr')

function subcommand(name: CommandName): APIApplicationCommandSubcommandOption {
  return {
    type: ApplicationCommandOptionType.Subcommand,
    ...nameIn(commandWords.en[name], commandWords.fr[name]),
    ...whatIn(english.commands[name], french.commands[name]),
    options: optionsOf(name),
  }
}

// What is typed is read as it comes: nothing but a name of a badge has to be given.
function optionsOf(name: CommandName): APIApplicationCommandBasicOption[] {
  switch (name) {
    case 'propose':
      return [
        { ...badge, required: false },
        { ...named('person'), type: ApplicationCommandOptionType.User },
      ]
    case 'show':
      return [{ ...badge, required: true }]
    case 'list':
      return [{ ...named('words'), type: ApplicationCommandOptionType.String, max_length: 100 }]
    case 'link':
      return [{ ...named('code'), type: ApplicationCommandOptionType.String, max_length: 100 }]
    case 'email':
      return [
        { ...named('letterCode'), type: ApplicationCommandOptionType.String, max_length: 100 },
      ]
    case 'vote':
    case 'status':
    case 'mine':
    case 'withdraw':
    case 'revoke':
    case 'settings':
    case 'help':
      return []
  }
}

const badge = {
  ...named('badge'),
  type: ApplicationCommandOptionType.String,
  autocomplete: true,
  max_length: 100,
} as const

function named(option: keyof typeof english.options) {
  const [en, fr] = [english.options[option], french.options[option]]
  return { ...nameIn(en.name, fr.name), ...whatIn(en.what, fr.what) }
}

function nameIn(name: string, fr: string) {
  return { name, name_localizations: inEach(name, fr) }
}

function whatIn(description: string, fr: string) {
  return { description, description_localizations: inEach(description, fr) }
}

// Discord calls French `fr`. Both kinds of English are named, for whoever reads one of them would be shown the other first.
function inEach(en: string, fr: string) {
  return { fr, 'en-US': en, 'en-GB': en }
}
