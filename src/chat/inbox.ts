import type { App } from '#src/app/app.ts'
import { type Actor, findActor } from './actor.ts'
import { parseAction } from './actions.ts'
import { type Command, parseCommand } from './commands.ts'
import type { Inbox, Interaction, Reply } from './contract.ts'
import { openBallot, submitBallot, voteNext } from './replies/vote.ts'
import { helpReply } from './replies/help.ts'
import { listReply } from './replies/list.ts'
import { mineReply } from './replies/mine.ts'
import { decideOwnBadge } from './replies/own-badge.ts'
import { openProposing, submitProposing } from './replies/propose.ts'
import { refusal } from './replies/refusal.ts'
import { openRevoking, revokeChoice, submitRevoking } from './replies/revoke.ts'
import { showReply } from './replies/show.ts'
import { statusReply } from './replies/status.ts'
import { endChoice, openEnding, submitEnding } from './replies/withdraw.ts'

/** The service's one door for everything that people do in a chat. */
export function createInbox(app: App): Inbox {
  return {
    async receive(interaction) {
      const actor = await findActor(app, interaction)
      if (!actor) return refusal(interaction.language, { code: 'not-a-member' })
      return answer(app, actor, interaction)
    },
  }
}

async function answer(app: App, actor: Actor, interaction: Interaction): Promise<Reply> {
  switch (interaction.kind) {
    case 'command':
      return answerCommand(app, actor, interaction.text)
    case 'press':
      return answerPress(app, actor, interaction.action)
    case 'submit':
      return answerSubmit(app, actor, interaction)
  }
}

async function answerCommand(app: App, actor: Actor, text: string): Promise<Reply> {
  const command = parseCommand(text)
  if (!command)
    return refusal(actor.language, { code: 'unknown-command', asked: text.slice(0, 40) })
  return carryOut(app, actor, command)
}

function carryOut(app: App, actor: Actor, { name, argument }: Command): Promise<Reply> | Reply {
  switch (name) {
    case 'propose':
      return openProposing(app, actor, argument)
    case 'vote':
      return voteNext(app, actor)
    case 'status':
      return statusReply(app, actor)
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
    case 'help':
      return helpReply(actor)
  }
}

async function answerPress(app: App, actor: Actor, pressed: string): Promise<Reply> {
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
  }
}

async function answerSubmit(
  app: App,
  actor: Actor,
  { form, fields }: Extract<Interaction, { kind: 'submit' }>,
): Promise<Reply> {
  const [name = '', target = ''] = form.split(':', 2)
  switch (name) {
    case 'propose':
      return submitProposing(app, actor, fields)
    case 'ballot':
      return submitBallot(app, actor, { proposalId: target, fields })
    case 'end':
      return submitEnding(app, actor, fields)
    case 'revoke':
      return submitRevoking(app, actor, fields)
    default:
      return refusal(actor.language, { code: 'form-expired' })
  }
}
