import type { App } from '#src/app/app.ts'
import { type Actor, findActor, findAsker } from './actor.ts'
import { parseAction } from './actions.ts'
import { type Command, parseCommand } from './commands.ts'
import type { About, Inbox, Interaction, Reply } from './contract.ts'
import type { PeopleLists } from './people-lists.ts'
import { claimReply } from './replies/claim.ts'
import { emailReply, openCode, openEmail, submitCode, submitEmail } from './replies/email.ts'
import { submitGroup } from './replies/choose-group.ts'
import { openBallot, submitBallot, voteNext } from './replies/vote.ts'
import { openDeclining, submitDeclining } from './replies/decline.ts'
import { homeReply } from './replies/home.ts'
import { linkReply } from './replies/link.ts'
import { helpReply } from './replies/help.ts'
import { listReply } from './replies/list.ts'
import { mineReply } from './replies/mine.ts'
import { decideOwnBadge } from './replies/own-badge.ts'
import { openProposing, submitProposing } from './replies/propose.ts'
import { refusal } from './replies/refusal.ts'
import { openRevoking, revokeChoice, submitRevoking } from './replies/revoke.ts'
import { openSettings, submitSettings } from './replies/settings.ts'
import { showReply } from './replies/show.ts'
import { statusReply } from './replies/status.ts'
import { suggestChoices } from './replies/suggest.ts'
import { endChoice, openEnding, submitEnding } from './replies/withdraw.ts'

/** The service's one door for everything that people do in a chat. Without lists, groups are the people of their channels. */
export function createInbox(
  app: App,
  { sources = async () => [], groupsBySource = () => false }: Partial<PeopleLists> = {},
): Inbox {
  const house: House = { app, lists: { sources, groupsBySource } }
  return {
    async receive(interaction) {
      const actor = await findActor(app, interaction)
      if (!actor) return refusal(interaction.language, { code: 'not-a-member' })
      return answer(house, actor, interaction)
    },
    async suggest(search) {
      const asker = await findAsker(app, search)
      return asker ? suggestChoices(app, asker, search) : []
    },
  }
}

interface House {
  readonly app: App
  readonly lists: PeopleLists
}

async function answer(house: House, actor: Actor, interaction: Interaction): Promise<Reply> {
  switch (interaction.kind) {
    case 'command':
      return answerCommand(house, actor, interaction)
    case 'press':
      return answerPress(house, actor, interaction.action)
    case 'submit':
      return answerSubmit(house, actor, interaction)
    case 'home':
      return homeReply(house.app, actor)
  }
}

async function answerCommand(
  house: House,
  actor: Actor,
  { text, about }: Extract<Interaction, { kind: 'command' }>,
): Promise<Reply> {
  const command = parseCommand(text)
  if (!command)
    return refusal(actor.language, { code: 'unknown-command', asked: text.slice(0, 40) })
  return carryOut(house, actor, { ...command, about })
}

function carryOut(
  { app, lists }: House,
  actor: Actor,
  { name, argument, about }: Command & { readonly about: About | undefined },
): Promise<Reply> | Reply {
  switch (name) {
    case 'propose':
      return openProposing(app, actor, { asked: argument, about, lists })
    case 'vote':
      return voteNext(app, actor)
    case 'status':
      return statusReply(app, actor, 1)
    case 'mine':
      return mineReply(app, actor)
    case 'list':
      return listReply(app, actor, argument)
    case 'show':
      return showReply(app, actor, argument)
    case 'withdraw':
      return endChoice(app, actor, argument)
    case 'revoke':
      return revokeChoice(app, actor, argument)
    case 'settings':
      return openSettings(app, actor, { lists })
    case 'link':
      return linkReply(app, actor, argument)
    case 'email':
      return emailReply(app, actor, argument)
    case 'help':
      return helpReply(app, actor)
  }
}

async function answerPress({ app, lists }: House, actor: Actor, pressed: string): Promise<Reply> {
  const action = parseAction(pressed)
  if (!action) return refusal(actor.language, { code: 'form-expired' })
  switch (action.kind) {
    case 'vote':
      return openBallot(app, actor, action.proposalId)
    case 'end':
      return openEnding(app, actor, action)
    case 'own-badge':
      return decideOwnBadge(app, actor, action)
    case 'revoke':
      return openRevoking(app, actor, action.awardId)
    case 'decline-badge':
      return openDeclining(app, actor, action.awardId)
    case 'propose':
      return openProposing(app, actor, { lists })
    case 'settings':
      return openSettings(app, actor, { lists })
    case 'email':
      return openEmail(actor)
    case 'email-code':
      return openCode(actor)
    case 'claim':
      return claimReply(app, actor, action.proposalId)
    case 'status':
      return statusReply(app, actor, action.page)
  }
}

async function answerSubmit(
  { app, lists }: House,
  actor: Actor,
  { form, fields }: Extract<Interaction, { kind: 'submit' }>,
): Promise<Reply> {
  const [name = '', target = ''] = form.split(':', 2)
  switch (name) {
    case 'propose':
      return submitProposing(app, actor, { groupId: target, fields, lists })
    case 'ballot':
      return submitBallot(app, actor, { proposalId: target, fields })
    case 'end':
      return submitEnding(app, actor, fields)
    case 'revoke':
      return submitRevoking(app, actor, fields)
    case 'decline-badge':
      return submitDeclining(app, actor, target)
    case 'choose-group':
      return submitGroup(app, actor, { target, fields, lists })
    case 'settings':
      return submitSettings(app, actor, { groupId: target, fields, lists })
    case 'email':
      return submitEmail(app, actor, fields)
    case 'email-code':
      return submitCode(app, actor, fields)
    default:
      return refusal(actor.language, { code: 'form-expired' })
  }
}
